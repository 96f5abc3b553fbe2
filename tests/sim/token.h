/* SPDX-License-Identifier: MIT */
/* Tokens: the three grants of /token, the consent page of the code flow, and checking a header. */
#ifndef SIM_TOKEN_H
#define SIM_TOKEN_H

#include <stdbool.h>

struct call;
struct sim;

/* Sets call->account from the Authorization header, or answers as Avito refuses. */
bool token_check(struct sim *sim, struct call *call);

/* POST /token */
void token_issue(struct sim *sim, struct call *call);

/* GET /oauth asks for consent, POST /oauth takes the answer and redirects with a code. */
void token_ask_consent(struct sim *sim, struct call *call);
void token_take_consent(struct sim *sim, struct call *call);

#endif
