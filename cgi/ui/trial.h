/* SPDX-License-Identifier: MIT */
/* Trying something that asks a model while the visitor waits: one at a time for each user. */
#ifndef UI_TRIAL_H
#define UI_TRIAL_H

#include "shared/request.h"

/* What all models together may take: the web server waits for two minutes. */
enum { TRIAL_MS = 60000 };

/* *begun_r false: another one runs; tell so. */
bool trial_begin(struct request *req, int64_t *trial_r, bool *begun_r, struct err *err);
void trial_end(struct request *req, int64_t trial);

#endif
