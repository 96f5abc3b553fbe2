/* SPDX-License-Identifier: MIT */
/*
 * Slows down guessing of passwords.  Every attempt is entered as a failure before its password is
 * looked at (so that many at once cannot slip through) and taken back when it was right.  After
 * three failures the next attempt has to wait 1 s, then 2 s, 4 s, ...
 *
 * A login and an address wait at most 30 seconds: their pauses also meet the rightful owner, whom
 * nobody should be able to lock out, from another place or from behind the same address (of a
 * network, of a proxy that tells no other).  IPv6 addresses count by their /64, which one person
 * has.  A day without failures forgets them.
 *
 * However many the addresses and the logins are, strangers together get fewer than 20 tries a minute,
 * each of which costs a hash.  A browser that somebody has signed in with before is no stranger: it
 * has a pause of its own, and what others do does not meet it.
 */
#ifndef STORE_THROTTLE_H
#define STORE_THROTTLE_H

#include "io/db.h"

enum { THROTTLE_FREE = 3, THROTTLE_MAX_S = 30, THROTTLE_ALL_FREE = 8, THROTTLE_ALL_MAX_S = 8 };

/* Who tries. */
struct throttle_try {
	const char *login;
	const char *addr;
	const char *device; /* what a browser has from signing in with this login; NULL: nothing */
};

/* Seconds to wait after so many failures. */
int64_t throttle_pause_s(int64_t failures, int64_t max_s);

/* Enters an attempt.  ERR_LIMITED when it comes too early: nothing is entered then, *wait_ms_r says
   for how long. */
bool throttle_begin(struct db *db, void *mem, const struct throttle_try *who, int64_t *wait_ms_r,
	struct err *err);

/* The attempt was right: login and device start afresh, address and all lose this one failure. */
bool throttle_succeed(struct db *db, void *mem, const struct throttle_try *who, struct err *err);

/* Forgets what is older than a day. */
bool throttle_purge(struct db *db, struct err *err);

#endif
