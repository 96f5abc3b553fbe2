/* SPDX-License-Identifier: MIT */
/*
 * The conversation of somebody who tries the assistant.  It is kept nowhere but in their own page:
 * sealed, so that what the bot is said to have said is what it said.
 */
#ifndef UI_TALK_H
#define UI_TALK_H

#include "shared/request.h"

enum { TALK_TURNS = 20, TALK_LINES = 2 * TALK_TURNS, TALK_SEALED_MAX = 500000 };

struct talk_line {
	const char *by;   /* buyer, or what the bot would have done: reply draft handoff away silent */
	const char *text; /* "" when the buyer would have got nothing */
};

struct talk {
	struct talk_line lines[TALK_LINES];
	size_t count;
};

/* An unreadable one (of another user, of an older key) is empty, and *whole_r false. */
void talk_open(struct request *req, const char *sealed, struct talk *talk_r, bool *whole_r);
char *talk_seal(struct request *req, const struct talk *talk);

/* Does nothing once it is full. */
void talk_add(struct talk *talk, const char *by, const char *text);

/* How often the buyer wrote. */
size_t talk_turns(const struct talk *talk);

#endif
