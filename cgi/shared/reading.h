/* SPDX-License-Identifier: MIT */
/*
 * Path, query and body of a request to the checked parameters of its route.  The type of the body
 * follows the program: forms for pages, a JSON object for JSON, anything where the table has
 * PARAM_RAW.
 */
#ifndef SHARED_READING_H
#define SHARED_READING_H

#include "shared/request.h"

/* Fills req->params.  *csrf_r: the form's field "csrf", NULL without one.  ERR_NOT_FOUND when a
   value in the path is malformed, otherwise ERR_INVALID, with words for the visitor. */
bool reading_params(struct request *req, const struct route_match *match, const char **csrf_r,
	struct err *err);

#endif
