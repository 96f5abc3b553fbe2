/* SPDX-License-Identifier: MIT */
/*
 * A project is one assistant: texts, hours, answerers, facts, limits.  Accounts belong to it.
 */
#ifndef STORE_PROJECT_H
#define STORE_PROJECT_H

#include "io/db.h"

struct secret_key;

struct project {
	int64_t id;
	const char *name;
	const char *business;      /* services goods realty cars jobs general */
	const char *tone;          /* friendly formal brief */
	const char *instructions;
	const char *mode;          /* off draft confident auto */
	int64_t confidence;        /* per cent, for mode confident */
	int64_t quiet_ms;
	int64_t quiet_max_ms;
	const char *zone;          /* IANA */
	const char *schedule;      /* always hours */
	const char *off_hours;     /* answer away silent */
	const char *away_text;
	const char *handoff_text;
	int64_t takeover_ms;       /* pause after a person wrote: core/ownership.h */
	int64_t reply_max_age_ms;  /* older messages are for a person */
	const char *doubtful;      /* resend hold */
	const char *allowed_contacts; /* one a line */
};

/* What the first one is called until somebody names it. */
extern const char project_first_name[];

bool project_find(struct db *db, void *mem, int64_t id, struct project **project_r,
	struct err *err);

/* The same, locked until the transaction ends. */
bool project_lock(struct db *db, void *mem, int64_t id, struct project **project_r,
	struct err *err);

/* All projects, oldest first; at most 1000. */
bool project_list(struct db *db, void *mem, struct project **projects_r, size_t *count_r,
	struct err *err);

/* Adds a project with the defaults of the schema and the given texts. */
bool project_insert(struct db *db, const char *name, const char *away_text,
	const char *handoff_text, int64_t *id_r, struct err *err);

/* Writes every member but the id.  ERR_NOT_FOUND when it is gone. */
bool project_update(struct db *db, const struct project *project, struct err *err);

struct project_span {
	int64_t weekday;  /* 1 Monday .. 7 Sunday */
	int64_t from_min; /* minutes after midnight */
	int64_t to_min;   /* up to 2880: past midnight into the next day */
};

bool project_hours(struct db *db, void *mem, int64_t project_id, struct project_span **spans_r,
	size_t *count_r, struct err *err);

/* Replaces all spans; inside a transaction. */
bool project_set_hours(struct db *db, int64_t project_id, const struct project_span *spans,
	size_t count, struct err *err);

enum { HOLIDAYS_MAX = 100 };

/* Days that are unlike the others of their week. */
struct holiday {
	int64_t id;
	int64_t project_id;
	const char *name;
	int64_t from_day, to_day; /* as core/hours.h has them: 20261231 once, 1231 each year */
	const char *hours;        /* as core/hours_text.h writes them; "" closed */
};

/* In the order in which they win: dates of one year first, then the newest; at most HOLIDAYS_MAX. */
bool holiday_list(struct db *db, void *mem, int64_t project_id, struct holiday **holidays_r,
	size_t *count_r, struct err *err);
bool holiday_find(struct db *db, void *mem, int64_t project_id, int64_t id,
	struct holiday **holiday_r, struct err *err);
bool holiday_insert(struct db *db, const struct holiday *holiday, struct err *err);

/* ERR_NOT_FOUND when it is gone. */
bool holiday_update(struct db *db, const struct holiday *holiday, struct err *err);
bool holiday_delete(struct db *db, int64_t project_id, int64_t id, struct err *err);

/* One answerer of the project's list. */
struct provider {
	int64_t id;
	int64_t project_id;
	int64_t position;
	const char *dialect;     /* openai builtin */
	const char *base_url;
	const char *model;
	const char *sealed_key;  /* NULL: none; provider_key opens it */
	int64_t timeout_ms;
	int64_t ladder;          /* enum llm_level that worked last */
	const char *status;      /* class of the last answer, "" before the first */
	const char *status_text;
	int64_t status_at;
	int64_t failures;
	bool open;               /* the circuit breaker holds it back now */
	const char *checked;     /* what the last check by hand found: core/probe.h; "" before the first */
	int64_t checked_at;
};

/* In order; at most 20. */
bool provider_list(struct db *db, void *mem, int64_t project_id, struct provider **providers_r,
	size_t *count_r, struct err *err);

/* The key in clear, or NULL when there is none. */
bool provider_key(void *mem, const struct secret_key *key, const struct provider *provider,
	char **api_key_r, struct err *err);

struct provider_new {
	const char *dialect, *base_url, *model;
	const char *api_key;     /* NULL keeps the old one, "" removes it */
	int64_t timeout_ms;
};

/* Writes the answerer at this position, adding it if there is none. */
bool provider_put(struct db *db, const struct secret_key *key, int64_t project_id,
	int64_t position, const struct provider_new *values, struct err *err);

/* Removes this one; the others keep their positions. */
bool provider_remove(struct db *db, int64_t project_id, int64_t id, struct err *err);

/* Two answerers of a project change places; inside a transaction. */
bool provider_swap(struct db *db, const struct provider *a, const struct provider *b,
	struct err *err);

/* Removes the answerers from this position on. */
bool provider_cut(struct db *db, int64_t project_id, int64_t position, struct err *err);

/* What the last call said.  failed: counts towards the breaker, which opens for 30 s after three
   failures in a row and for longer after more, at most 5 minutes. */
bool provider_set_status(struct db *db, int64_t id, const char *status, const char *text,
	int64_t ladder, bool failed, struct err *err);

bool provider_set_checked(struct db *db, int64_t id, const char *checked, struct err *err);

struct llm_call {
	int64_t turn_id;
	int64_t provider_id;
	const char *model;
	const char *result;
	int64_t tokens_in, tokens_out; /* -1: not told */
	int64_t ms;
};
bool llm_call_insert(struct db *db, const struct llm_call *call, struct err *err);

struct fact {
	int64_t id;
	int64_t project_id;
	int64_t listing_id;      /* 0: the whole project */
	const char *question;
	const char *answer;
	bool approved;
};

/* Approved facts of the project and the listing that share a stem with the words, best first, then
   the newest others, at most limit.  stems: from stem_text. */
bool fact_candidates(struct db *db, void *mem, int64_t project_id, int64_t listing_id,
	const char *stems, int limit, struct fact **facts_r, size_t *count_r, struct err *err);

/* Facts of the project after the key (0: from the start), by id. */
bool fact_list(struct db *db, void *mem, int64_t project_id, int64_t after_id, int limit,
	struct fact **facts_r, size_t *count_r, struct err *err);

/* What a page of facts shows. */
struct fact_query {
	int64_t project_id;
	const char *text;    /* found in question or answer, in any case; "": all */
	const char *stems;   /* of text: what the assistant would find; "" */
	int64_t listing_id;  /* FACT_ANY_LISTING, 0: of the whole project only */
	int64_t approved;    /* FACT_ANY_STATE, 0, 1 */
	int64_t after_id;    /* without text: continue behind this one */
	int limit;
};
enum { FACT_ANY_LISTING = -1, FACT_ANY_STATE = -1 };

/* With text the best first, otherwise by id. */
bool fact_search(struct db *db, void *mem, const struct fact_query *query, struct fact **facts_r,
	size_t *count_r, struct err *err);
bool fact_count(struct db *db, int64_t project_id, int64_t *count_r, struct err *err);

bool fact_find(struct db *db, void *mem, int64_t id, struct fact **fact_r, struct err *err);
bool fact_insert(struct db *db, const struct fact *fact, const char *stems, int64_t *id_r,
	struct err *err);
bool fact_update(struct db *db, const struct fact *fact, const char *stems, struct err *err);
bool fact_delete(struct db *db, int64_t project_id, int64_t id, struct err *err);

#endif
