/* SPDX-License-Identifier: MIT */
#include "core/contact.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/digits.h"

enum { SUBSCRIBER_DIGITS = 10 }; /* what identifies a phone, whatever prefix is before it */

/* --- numbers */

/* The digits of a text, with a blank wherever another number begins. */
static const char *
digit_line(void *mem, const char *folded)
{
	struct digits *groups;
	size_t count = digits_scan(mem, folded, &groups);
	struct buf *buf = buf_new(mem, 16 * strlen(folded) + 16);

	for (size_t i = 0; i < count; i++)
		buf_printf(buf, "%s%s", (groups[i].gap & (GAP_WORDS | GAP_LIST)) != 0 ? " " : "",
			groups[i].text);
	return buf_data(buf);
}

static bool
names_number(void *mem, const struct contact *contact, const char *folded)
{
	size_t len = strlen(contact->plain);
	const char *digits = contact->plain;

	if (contact->kind == CONTACT_PHONE && len > SUBSCRIBER_DIGITS)
		digits += len - SUBSCRIBER_DIGITS;
	return strstr(digit_line(mem, folded), digits) != NULL;
}

/* --- words */

static bool
is_part(int32_t codepoint)
{
	return utf8_is_word(codepoint) || codepoint == '-' || codepoint == '_';
}

/* Does a name that ends at p go on there? */
static bool
goes_on(const char *p)
{
	int32_t codepoint = utf8_next(&p);

	return is_part(codepoint) || (codepoint == '.' && is_part(utf8_next(&p)));
}

static bool
is_preceded(const char *text, const char *p)
{
	int32_t codepoint = 0;

	while (text < p)
		codepoint = utf8_next(&text);
	return is_part(codepoint) || codepoint == '.';
}

static bool
stands_in(const char *folded, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = folded; len > 0 && (p = strstr(p, name)) != NULL; p++)
		if (!goes_on(p + len) && !is_preceded(folded, p))
			return true;
	return false;
}

/* "https://www.shop.ru/" allows "shop.ru/catalogue", too. */
static bool
is_page_of(const char *link, const char *folded)
{
	size_t len;

	if (str_has_prefix(folded, "http"))
		folded = strstr(folded, "://") != NULL ? strstr(folded, "://") + 3 : folded;
	if (str_has_prefix(folded, "www."))
		folded += 4;
	len = strlen(folded);
	while (len > 0 && folded[len - 1] == '/')
		len--;
	return len > 3 && strncmp(link, folded, len) == 0 && strchr("/?#", link[len]) != NULL;
}

static bool
names(void *mem, const struct contact *contact, const char *folded)
{
	if (contact->kind == CONTACT_PHONE || contact->kind == CONTACT_CARD)
		return names_number(mem, contact, folded);
	return stands_in(folded, contact->plain) ||
		(contact->kind == CONTACT_LINK && is_page_of(contact->plain, folded));
}

bool
contact_is_among(void *mem, const struct contact *contact, const char *const *texts)
{
	bool found = false;

	for (size_t i = 0; texts != NULL && texts[i] != NULL && !found; i++) {
		void *scratch = mem_context(mem, "contact_is_among");

		found = names(scratch, contact, utf8_fold(scratch, texts[i]));
		mem_free(scratch);
	}
	return found;
}
