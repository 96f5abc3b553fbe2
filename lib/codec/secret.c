/* SPDX-License-Identifier: MIT */
#include "codec/secret.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/mem.h"
#include "base/str.h"

enum {
	NONCE_LEN = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG_LEN = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	KEY_ID_LEN = 8, /* hex digits */
	BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
	ARGON2_PASSES = 2,
	ARGON2_BYTES = 64 << 20,
};

_Static_assert(SECRET_KEY_LEN == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key length");

/* Where cores are piped to a program the kernel minds no limit but this one: 1 is too little for a
   file, and for a pipe it means none (see core(5) and fs/coredump.c). */
static void
leave_no_core(void)
{
	const struct rlimit limit = { 1, 1 };

	(void)setrlimit(RLIMIT_CORE, &limit); /* fails where even that is forbidden: there it is 0 */
}

void
secret_init(void)
{
	if (sodium_init() < 0)
		abort();
	leave_no_core();
}

static const unsigned char *
bytes(const char *text)
{
	return (const unsigned char *)text;
}

char *
secret_hex(void *mem, const unsigned char *data, size_t len)
{
	char *hex = mem_array(mem, char, 2 * len + 1);

	return sodium_bin2hex(hex, 2 * len + 1, data, len);
}

bool
secret_key_parse(const char *hex, struct secret_key *key_r, struct err *err)
{
	unsigned char hash[SECRET_HASH_LEN];
	struct secret_key key;
	size_t len;

	if (strlen(hex) != 2 * sizeof(key.bytes) ||
	    sodium_hex2bin(key.bytes, sizeof(key.bytes), hex, strlen(hex), NULL, &len, NULL) != 0 ||
	    len != sizeof(key.bytes))
		return err_set(err, ERR_INVALID, "a secret key is %d hex digits",
			2 * SECRET_KEY_LEN);
	(void)crypto_generichash(hash, sizeof(hash), key.bytes, sizeof(key.bytes), NULL, 0);
	(void)sodium_bin2hex(key.id, sizeof(key.id), hash, KEY_ID_LEN / 2);
	*key_r = key;
	return true;
}

char *
secret_key_new(void *mem)
{
	return secret_random_hex(mem, SECRET_KEY_LEN);
}

char *
secret_random_hex(void *mem, size_t len)
{
	unsigned char *random = mem_array(mem, unsigned char, len);

	randombytes_buf(random, len);

	char *hex = secret_hex(mem, random, len);

	mem_free(random);
	return hex;
}

char *
secret_random_password(void *mem)
{
	/* 32 signs, 5 bits each; without l, o, 0 and 1, which look alike. */
	static const char signs[] = "abcdefghijkmnpqrstuvwxyz23456789";
	enum { GROUPS = 4, GROUP_LEN = 5 };
	char *password = mem_array(mem, char, (size_t)GROUPS * (GROUP_LEN + 1));

	for (int i = 0; i < GROUPS * (GROUP_LEN + 1) - 1; i++)
		password[i] = i % (GROUP_LEN + 1) == GROUP_LEN ? '-' :
			signs[randombytes_uniform(sizeof(signs) - 1)];
	return password;
}

void
secret_hash(const char *text, unsigned char hash_r[SECRET_HASH_LEN])
{
	(void)crypto_generichash(hash_r, SECRET_HASH_LEN, bytes(text), strlen(text), NULL, 0);
}

char *
secret_hmac_sha256_hex(void *mem, const char *key, const char *data, size_t len)
{
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state state;

	(void)crypto_auth_hmacsha256_init(&state, bytes(key), strlen(key)); /* always 0 */
	(void)crypto_auth_hmacsha256_update(&state, bytes(data), len);
	(void)crypto_auth_hmacsha256_final(&state, mac);
	return secret_hex(mem, mac, sizeof(mac));
}

char *
secret_seal(void *mem, const struct secret_key *key, const char *place, const char *text)
{
	size_t text_len = strlen(text), box_len = NONCE_LEN + text_len + TAG_LEN;
	unsigned char *box = mem_array(mem, unsigned char, box_len);
	size_t base64_len = sodium_base64_ENCODED_LEN(box_len, BASE64);
	char *base64 = mem_array(box, char, base64_len);

	randombytes_buf(box, NONCE_LEN);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(box + NONCE_LEN, NULL, bytes(text), text_len,
		bytes(place), strlen(place), NULL, box, key->bytes); /* always 0 */
	(void)sodium_bin2base64(base64, base64_len, box, box_len, BASE64);

	char *sealed = mem_printf(mem, "k1.%s.%s", key->id, base64);

	mem_free(box);
	return sealed;
}

bool
secret_open(void *mem, const struct secret_key *key, const char *place, const char *sealed,
	char **text_r, struct err *err)
{
	void *work = mem_context(mem, "secret_open");
	const char *prefix = mem_printf(work, "k1.%s.", key->id);
	size_t size = strlen(sealed), len = 0;
	unsigned char *box = mem_array(work, unsigned char, size + 1);

	bool opened = str_has_prefix(sealed, prefix) &&
		sodium_base642bin(box, size, sealed + strlen(prefix), size - strlen(prefix), NULL, &len,
			NULL, BASE64) == 0 &&
		len >= NONCE_LEN + TAG_LEN;
	char *text = opened ? mem_array(mem, char, len - NONCE_LEN - TAG_LEN + 1) : NULL;

	opened = opened && crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)text, NULL, NULL,
		box + NONCE_LEN, len - NONCE_LEN, bytes(place), strlen(place), box, key->bytes) == 0;
	mem_free(work);
	if (!opened) {
		mem_free(text);
		return err_set(err, ERR_DENIED, "a sealed secret does not open at %s", place);
	}
	*text_r = text;
	return true;
}

char *
secret_password_hash(void *mem, const char *password)
{
	char *hash = mem_array(mem, char, crypto_pwhash_STRBYTES);

	if (crypto_pwhash_str_alg(hash, password, strlen(password), ARGON2_PASSES, ARGON2_BYTES,
	    crypto_pwhash_ALG_ARGON2ID13) != 0)
		mem_exhausted();
	return hash;
}

bool
secret_password_verify(const char *hash, const char *password)
{
	return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}
