/* SPDX-License-Identifier: MIT */
/*
 * Pages.  A handler fills nodes below page_root and names the template; what every page shows
 * (Page.*, Lang.*) is set here.  The names a template finds besides its own:
 *
 *	Page.Theme                                   light or dark; unset: as the system
 *	Page.Lang Page.Csrf Page.Version Page.Login Page.Role Page.RequestId Page.Notice
 *	Page.Keys                                    flag: single keys do something in chats
 *	Page.CanOperate Page.CanAdmin Page.CanOwn    flags by rank
 *	Errors.<field>                               words beside a form field
 *	Lang.*                                       templates/lang/<lang>.hdf
 *	Asset.*                                      paths of static files: static/local.mk
 */
#ifndef SHARED_PAGE_H
#define SHARED_PAGE_H

#include "io/tmpl.h"
#include "shared/request.h"

/* What a process keeps of the files of words, which are read again when they have changed; it goes
   into app.  Nothing a request puts into its page gets there. */
struct page_words *page_words_new(void *mem, const char *templates);

/* The root of the page's nodes. */
struct tmpl_node *page_root(struct request *req);

/* The sentence Lang.<name> of the visitor's language; "" when there is none. */
const char *page_text(struct request *req, const char *name);

/* Puts Lang.Problem.<key> beside a field of the form that will be shown again, or above the page. */
void page_error(struct request *req, const char *field, const char *key);
void page_notice(struct request *req, const char *key);

/* Renders into the answer. */
bool page_render(struct request *req, const char *file, struct err *err);

/* 303 to a path of this site.  Always true, so that a handler can end with it. */
bool page_redirect(struct request *req, const char *path);

#endif
