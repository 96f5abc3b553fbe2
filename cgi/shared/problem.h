/* SPDX-License-Identifier: MIT */
/*
 * A failure as the visitor sees it: one page, or {"error":{"code","message","request_id"}}.  Never
 * the text of the err, which is for the log.
 */
#ifndef SHARED_PROBLEM_H
#define SHARED_PROBLEM_H

#include "shared/request.h"

/* Writes the answer for err, whose code chooses the status (400, 403, 404, 409, 429, 500, 502, 503)
   where req->problem_status does not; what the handler had written before must be gone. */
void problem_answer(struct request *req, const struct err *err);

#endif
