/* SPDX-License-Identifier: MIT */
/* Which picture a message has, and whether it may be shown by way of pictures.c. */
#ifndef UI_VIEW_PICTURE_H
#define UI_VIEW_PICTURE_H

#include "shared/request.h"

struct message;

/* The configured address of Avito's API. */
const char *view_picture_base(const struct request *req);

/* Is this URL one that pictures are fetched from? */
bool view_is_picture(const struct request *req, const char *url);

/* The URL of the message's picture near that size; NULL when it has none that may be shown. */
const char *view_picture_url(const struct request *req, const struct message *message, bool large);

#endif
