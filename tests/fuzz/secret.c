/* SPDX-License-Identifier: MIT */
/* codec/secret.h: keys as they are written, and sealed values as a database may hold them. */
#include "codec/secret.h"

#include <string.h>

#include "fuzz.h"

void
fuzz_one(void *mem, const char *data, size_t len)
{
	static const char hex[] = "000102030405060708090a0b0c0d0e0f"
		"101112131415161718191a1b1c1d1e1f";
	const char *text = fuzz_text(mem, data, len);
	struct secret_key key, other;
	struct err err;
	char *opened;

	FUZZ_MUST(secret_key_parse(hex, &key, &err));
	if (secret_key_parse(text, &other, &err))
		FUZZ_MUST(strlen(text) == 64);
	FUZZ_MUST(!secret_open(mem, &key, "account:1:secret", text, &opened, &err));
	fuzz_valid(err.text);
	FUZZ_MUST(secret_open(mem, &key, "account:1:secret", secret_seal(mem, &key,
		"account:1:secret", text), &opened, &err));
	FUZZ_MUST(strcmp(opened, text) == 0);
}
