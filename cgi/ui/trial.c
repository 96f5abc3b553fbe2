/* SPDX-License-Identifier: MIT */
#include "ui/trial.h"

#include "base/log.h"
#include "store/user.h"

enum { LEASE_MS = 2 * TRIAL_MS }; /* of a process that dies meanwhile */

bool
trial_begin(struct request *req, int64_t *trial_r, bool *begun_r, struct err *err)
{
	if (!user_begin_trial(req->db, req->user->id, LEASE_MS, trial_r, err))
		return false;
	*begun_r = *trial_r != 0;
	return true;
}

void
trial_end(struct request *req, int64_t trial)
{
	struct err err;

	/* Left alone it ends by itself. */
	if (!user_end_trial(req->db, req->user->id, trial, &err))
		log_err(LOG_WARNING, "trial.end", &err);
}
