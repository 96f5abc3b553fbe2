/* SPDX-License-Identifier: MIT */
/*
 * How long to wait for the end of a burst.  Buyers write in pieces: a question or a whole sentence
 * is likely the last one, a greeting or a fragment is not (research/peers.md, measured pauses).
 */
#ifndef CORE_QUIET_H
#define CORE_QUIET_H

#include <stdint.h>

struct quiet {
	int64_t base_ms; /* the project's quiet time, for a whole sentence */
	int64_t max_ms;  /* ceiling from the first message of the burst */
};

/* The instant to answer at: now + a share of base by the shape of text (question 0.8, full stop 1,
   no punctuation 1.2, fragment of up to three words or greeting 1.5; "" (picture) 1), never after
   burst_at + max. */
int64_t quiet_answer_at(const struct quiet *quiet, const char *text, int64_t burst_at_ms,
	int64_t now_ms);

#endif
