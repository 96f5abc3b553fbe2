/* SPDX-License-Identifier: MIT */
#include "rate.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "state.h"

enum { MINUTE_MS = 60000 };

struct rate {
	const struct account *account;
	const char *method; /* the pattern of a route: lives for ever */
	int64_t begun_ms, calls;
	LIST_ENTRY(rate) next;
};

static struct rate *
find_rate(struct state *state, const struct account *account, const char *method)
{
	struct rate *rate;

	LIST_FOREACH(rate, &state->rates, next)
		if (rate->account == account && str_equal(rate->method, method))
			return rate;
	rate = mem_new(state, struct rate);
	rate->account = account;
	rate->method = method;
	LIST_INSERT_HEAD(&state->rates, rate, next);
	return rate;
}

bool
rate_allow(struct state *state, struct account *account, const char *method, int64_t limit)
{
	int64_t now_ms = time_monotonic_ms();

	if (limit == 0)
		return true;

	struct rate *rate = find_rate(state, account, method);

	if (rate->calls == 0 || now_ms - rate->begun_ms >= MINUTE_MS) {
		rate->begun_ms = now_ms;
		rate->calls = 0;
	}
	return rate->calls++ < limit;
}
