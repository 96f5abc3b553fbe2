/* SPDX-License-Identifier: MIT */
/*
 * Who asks, and did their own browser page send this?  A POST of a signed-in user must carry the
 * session's CSRF token; every POST that a browser marks as coming from elsewhere is refused.
 */
#ifndef SHARED_IDENTITY_H
#define SHARED_IDENTITY_H

#include "shared/request.h"

enum { IDENTITY_NEXT_MAX = 500 };

/* Fills session and user from the cookie; without a live one they stay NULL and it is no failure. */
bool identity_load(struct request *req, struct err *err);

/* Chooses the language: the user's, else by Accept-Language. */
void identity_choose_lang(struct request *req);

/* system, light or dark: the user's, else what the browser remembers. */
const char *identity_theme(const struct request *req);

/* ERR_DENIED when Sec-Fetch-Site or Origin names another site. */
bool identity_check_origin(struct request *req, struct err *err);

/* ERR_DENIED unless token (a form field; NULL: the header X-CSRF-Token) is the session's. */
bool identity_check_csrf(struct request *req, const char *token, struct err *err);

/* A path on this site that is safe to redirect to: printable ASCII, begins with one slash and has
   no backslash. */
bool identity_is_local_path(const char *path);

/* "/ui/login?next=..." for a page that needs somebody signed in; a path longer than
   IDENTITY_NEXT_MAX is not remembered. */
char *identity_login_path(const struct request *req);

#endif
