/* SPDX-License-Identifier: MIT */
/*
 * An account's standing at Avito.  The job "token" asks for an access token (one at a time: the job
 * is unique; ever more rarely when one after the other is refused); "connect" finds out whether the
 * keys, the tariff and the network are right and whose webhook stands there, and comes back by
 * itself.
 *
 * A webhook of somebody else is never replaced here: Avito keeps one per account, so taking it
 * would unplug another program.  That needs a person's yes.
 *
 * Keys may be entered, and accounts deleted, while Avito is asked.  Neither the token nor the identity
 * it gave before is stored then, nor that it refused the keys; what else a check has found out stands
 * until the next one, which follows at once.
 */
#ifndef CORE_CONNECT_H
#define CORE_CONNECT_H

#include <stddef.h>

#include "core/work.h"

struct account;

work_fn token_run;
work_fn connect_run;

/* When the next token may be asked for, if the last one is of that age and so many in a row were
   refused before they had served for a while: 0 for now.  Pure. */
int64_t connect_token_wait_ms(int64_t refusals, int64_t age_ms);

/* Our webhook address for an account, or NULL while the public address is not known. */
char *connect_webhook_url(void *mem, const char *public_url, const struct account *account);

/* What the list of subscriptions means for us.  Pure. */
enum connect_webhook { WEBHOOK_OURS, WEBHOOK_OLD, WEBHOOK_FOREIGN, WEBHOOK_NONE };

/* other_r: the URL that is not (or no longer) ours, NULL when there is none.  A webhook address below
   public_url with another token is an old one of ours; somebody else's weighs more than that. */
enum connect_webhook connect_judge(const char *our_url, const char *public_url,
	const char *const *urls, size_t count, const char **other_r);

#endif
