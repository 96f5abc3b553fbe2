/* SPDX-License-Identifier: MIT */
/* Puts what Avito holds into the nodes of the page's templates; changes nothing. */
#ifndef SIM_PAGE_SHOW_H
#define SIM_PAGE_SHOW_H

#include <stdint.h>

struct chat;
struct item;
struct sim;
struct tmpl;
struct tmpl_node;

struct page_show {
	struct sim *sim;
	void *mem;
	struct tmpl *tmpl; /* with the words loaded */
};

/* The buyers' chats, newest first; current (may be NULL) is lit. */
void page_show_chats(const struct page_show *show, const struct chat *current);

/* The shop's listings. */
void page_show_items(const struct page_show *show);
void page_show_item(const struct page_show *show, struct tmpl_node *node, const struct item *item);

/* One chat with its newest messages, at most so many. */
void page_show_thread(const struct page_show *show, const struct chat *chat, int64_t most);

/* The troubles that are on. */
void page_show_faults(const struct page_show *show);

/* The last webhooks and API calls. */
void page_show_wire(const struct page_show *show);

#endif
