/* SPDX-License-Identifier: MIT */
/*
 * Is this the password?  Throttled before it is looked at, and as slow for logins nobody has.  A
 * browser that has signed in keeps a sealed word for its login, by which the throttle knows it from
 * those who guess (throttle.h).  Each hash is one line "password.hash" in the log.
 */
#ifndef SHARED_LOGIN_H
#define SHARED_LOGIN_H

#include "shared/request.h"

/* The user of login and password.  ERR_DENIED when they do not fit (or the user is disabled);
   ERR_LIMITED after too many failures, with req->retry_after_s set. */
bool login_check(struct request *req, const char *login, const char *password,
	struct user **user_r, struct err *err);

/* Lets this browser be known when somebody signs in with this login again. */
void login_know_device(struct request *req, const char *login);

/* Hashes, waiting for its turn. */
char *login_hash(struct request *req, const char *password);

#endif
