/* SPDX-License-Identifier: MIT */
/* core/contact.h and core/guard.h: phones, cards, links, and texts that hide them. */
#include "core/contact.h"

#include <string.h>

#include "core/guard.h"
#include "fuzz.h"
#include "remote/redact.h"

static void
check_list(void *mem, const char *text)
{
	struct contact *list;
	size_t count = contact_numbers(mem, text, &list);

	for (size_t i = 0; i < count; i++) {
		size_t digits = strspn(list[i].plain, "0123456789");

		FUZZ_MUST(list[i].kind == CONTACT_PHONE || list[i].kind == CONTACT_CARD);
		FUZZ_MUST(list[i].plain[digits] == '\0' && digits >= 6 && digits <= 20);
		fuzz_valid(list[i].piece);
		for (size_t j = 0; j < i; j++)
			FUZZ_MUST(strcmp(list[i].plain, list[j].plain) != 0);
	}
	count = contact_links(mem, text, &list);
	for (size_t i = 0; i < count; i++) {
		FUZZ_MUST(list[i].kind > CONTACT_CARD && fuzz_valid(list[i].plain)[0] != '\0');
		fuzz_valid(list[i].piece);
	}
}

/* Whatever stands around it: a phone does not get through. */
static void
check_planted(void *mem, const char *before, const char *after)
{
	static const char *const phones[] = {
		"+7 916 123-45-67", "8(916)1234567", "8 9I6 I23 45 67",
		"восемь девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь",
		"shop@example.ru", "https://t.me/shop", "wa.me/79161234567",
	};
	struct guard_breach breach;

	for (size_t i = 0; i < sizeof(phones) / sizeof(phones[0]); i++) {
		const char *text = mem_printf(mem, "%s \nнаш номер такой: %s ждём вас.\n %s",
			before, phones[i], after);
		struct guard_input input = { .text = text, .max_chars = 100000 };

		FUZZ_MUST(!guard_check(mem, &input, &breach));
		fuzz_valid(breach.detail);
	}
}

void
fuzz_one(void *mem, const char *data, size_t len)
{
	struct fuzz_input input = { data, len };
	const char *before = fuzz_line(mem, &input);
	const char *after = fuzz_text(mem, input.data, input.len);
	const char *secret = redact(mem, mem_printf(mem, "%s sk-fuzz-0123 %s", before, after),
		"sk-fuzz-0123");

	check_list(mem, fuzz_text(mem, data, len));
	check_planted(mem, before, after);
	FUZZ_MUST(strstr(fuzz_valid(secret), "sk-fuzz-0123") == NULL);
	FUZZ_MUST(strchr(secret, '\n') == NULL);
}
