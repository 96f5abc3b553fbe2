/* SPDX-License-Identifier: MIT */
/*
 * Ways to leave the chat that stand in a text, however they are spelled: phones, cards, e-mail
 * addresses, links, nicknames.  Made for texts whose author may be hiding them.
 */
#ifndef CORE_CONTACT_H
#define CORE_CONTACT_H

#include <stdbool.h>
#include <stddef.h>

enum contact_kind { CONTACT_PHONE, CONTACT_CARD, CONTACT_EMAIL, CONTACT_LINK, CONTACT_NICK };

struct contact {
	enum contact_kind kind;
	const char *piece; /* as it stands in the folded text */
	const char *plain; /* digits; "name@host"; "host/path"; the nickname alone */
};

/* Phones and cards, each once, as an array under mem. */
size_t contact_numbers(void *mem, const char *text, struct contact **list_r);

/* E-mail addresses, links and nicknames as an array under mem. */
size_t contact_links(void *mem, const char *text, struct contact **list_r);

/* Does one of the texts (NULL-terminated list, may be NULL) name this contact itself? */
bool contact_is_among(void *mem, const struct contact *contact, const char *const *texts);

#endif
