/* SPDX-License-Identifier: MIT */
/*
 * The front of the simulated API: tokens, who may call what, rate limits, and the methods on
 * account and listings.  The messenger's methods are in messenger.h.
 */
#ifndef SIM_AVITO_H
#define SIM_AVITO_H

struct call;
struct sim;

/* Any path; unknown ones get 404 as Avito gives it. */
void avito_serve(struct sim *sim, struct call *call);

/* {"error":{"code":status,"message"}} */
void avito_refuse(struct call *call, int status, const char *message);

/* 400 with the field that is wrong. */
void avito_invalid(struct call *call, const char *field, const char *reason);

#endif
