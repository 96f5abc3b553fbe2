/* SPDX-License-Identifier: MIT */
/*
 * A failure as the visitor sees it: one page, or {"error":{"code","message","request_id"}}.  Never
 * the text of the err, which is for the log.
 */
#ifndef SHARED_PROBLEM_H
#define SHARED_PROBLEM_H

#include "shared/request.h"

/* 400, 403, 404, 409, 429, 500, 502, 503 */
int problem_status(enum err_code code);

/* Writes the answer for err; what the handler had written before must be gone. */
void problem_answer(struct request *req, const struct err *err);

#endif
