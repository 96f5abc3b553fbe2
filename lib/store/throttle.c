/* SPDX-License-Identifier: MIT */
#include "store/throttle.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/mem.h"
#include "codec/secret.h"

#define MINUTE_MS ((int64_t)60 * 1000)
#define DAY_MS (1440 * MINUTE_MS)

struct bucket {
	int64_t failures;
	int64_t wait_ms;
};

static const struct db_col bucket_cols[] = {
	DB_COL_I64(bucket, failures),
	DB_COL_I64(bucket, wait_ms),
};
static const struct db_row_type bucket_row = DB_ROW_TYPE(bucket, bucket_cols);

/* What a try counts for: one row each. */
struct count {
	const char *bucket;
	bool afresh;           /* after a right password; else this one failure is taken back */
	int64_t forget_ms;
	int64_t (*pause_s)(int64_t failures);
};

enum { COUNTS_MAX = 3 };

struct attempt {
	void *mem;
	struct count counts[COUNTS_MAX];
	size_t count;
	int64_t wait_ms;
};

int64_t
throttle_pause_s(int64_t failures, int64_t max_s)
{
	int64_t steps = failures - THROTTLE_FREE;

	/* cppcheck-suppress knownConditionTrueFalse ; it sees one of several callers */
	if (steps < 0)
		return 0;
	return steps >= 20 || ((int64_t)1 << steps) > max_s ? max_s : (int64_t)1 << steps;
}

static int64_t
own_pause_s(int64_t failures)
{
	return throttle_pause_s(failures, THROTTLE_MAX_S);
}

static int64_t
all_pause_s(int64_t failures)
{
	return throttle_pause_s(failures - THROTTLE_ALL_FREE + THROTTLE_FREE, THROTTLE_ALL_MAX_S);
}

/* A login may be longer than the key holds. */
static char *
hashed_bucket(void *mem, const char *kind, const char *text)
{
	unsigned char hash[SECRET_HASH_LEN];

	secret_hash(text, hash);
	return mem_printf(mem, "%s:%s", kind, secret_hex(mem, hash, sizeof(hash)));
}

static char *
addr_bucket(void *mem, const char *addr)
{
	static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	unsigned char v6[16];
	char text[INET6_ADDRSTRLEN];

	if (inet_pton(AF_INET6, addr, v6) != 1)
		return mem_printf(mem, "addr:%.60s", addr);
	if (memcmp(v6, mapped, sizeof(mapped)) == 0)
		return mem_printf(mem, "addr:%s", inet_ntop(AF_INET, v6 + 12, text, sizeof(text)));
	memset(v6 + 8, 0, 8);
	return mem_printf(mem, "addr:%s", inet_ntop(AF_INET6, v6, text, sizeof(text)));
}

/* In one order for everybody, so that two never wait for each other. */
static struct attempt
attempt_of(void *mem, const struct throttle_try *who)
{
	struct attempt attempt = { .mem = mem };

	if (who->device != NULL) {
		attempt.counts[attempt.count++] = (struct count){
			hashed_bucket(mem, "device", who->device), true, DAY_MS, own_pause_s };
		return attempt;
	}
	attempt.counts[attempt.count++] = (struct count){ "all", false, MINUTE_MS, all_pause_s };
	attempt.counts[attempt.count++] = (struct count){ addr_bucket(mem, who->addr), false, DAY_MS,
		own_pause_s };
	attempt.counts[attempt.count++] = (struct count){ hashed_bucket(mem, "login", who->login), true,
		DAY_MS, own_pause_s };
	return attempt;
}

/* Most of many guesses come too early: for those a look is enough, without a lock. */
static bool
look(struct db *db, struct attempt *attempt, struct err *err)
{
	static const char sql[] = "SELECT IFNULL(MAX(GREATEST(next_at - " DB_NOW_MS ", 0)), 0)"
		" FROM login_throttle WHERE bucket IN (?, ?, ?)";
	const char *first = attempt->counts[0].bucket, *second = first, *third = first;

	if (attempt->count == COUNTS_MAX) {
		second = attempt->counts[1].bucket;
		third = attempt->counts[2].bucket;
	}
	if (!db_number(db, sql, DB_ARGS(db_text(first), db_text(second), db_text(third)),
		&attempt->wait_ms, err))
		return false;
	return attempt->wait_ms == 0
		|| err_set(err, ERR_LIMITED, "too many failed attempts to sign in");
}

/* Makes the row first: two attempts at once then wait for one lock instead of finding nothing. */
static bool
lock_bucket(struct db *db, void *mem, const struct count *count, struct bucket **bucket_r,
	struct err *err)
{
	static const char make[] = "INSERT INTO login_throttle (bucket, failures, next_at, updated_at)"
		" VALUES (?, 0, 0, " DB_NOW_MS ") ON DUPLICATE KEY UPDATE bucket = bucket";
	static const char sql[] = "SELECT IF(updated_at < " DB_NOW_MS " - ?, 0, failures),"
		" GREATEST(next_at - " DB_NOW_MS ", 0) FROM login_throttle WHERE bucket = ? FOR UPDATE";

	return db_exec(db, make, DB_ARGS(db_text(count->bucket)), NULL, err)
		&& db_one(db, mem, sql, DB_ARGS(db_i64(count->forget_ms), db_text(count->bucket)),
			&bucket_row, bucket_r, err);
}

static bool
enter(struct db *db, const struct count *count, int64_t failures, struct err *err)
{
	static const char sql[] = "UPDATE login_throttle SET failures = ?,"
		" next_at = " DB_NOW_MS " + ?, updated_at = " DB_NOW_MS " WHERE bucket = ?";

	return db_exec(db, sql, DB_ARGS(db_i64(failures), db_i64(count->pause_s(failures) * 1000),
		db_text(count->bucket)), NULL, err);
}

static bool
begin_work(struct db *db, void *arg, struct err *err)
{
	struct attempt *attempt = arg;
	struct bucket *buckets[COUNTS_MAX];

	attempt->wait_ms = 0;
	for (size_t i = 0; i < attempt->count; i++) {
		if (!lock_bucket(db, attempt->mem, &attempt->counts[i], &buckets[i], err))
			return false;
		if (buckets[i]->wait_ms > attempt->wait_ms)
			attempt->wait_ms = buckets[i]->wait_ms;
	}
	if (attempt->wait_ms > 0)
		return err_set(err, ERR_LIMITED, "too many failed attempts to sign in");
	for (size_t i = 0; i < attempt->count; i++)
		if (!enter(db, &attempt->counts[i], buckets[i]->failures + 1, err))
			return false;
	return true;
}

bool
throttle_begin(struct db *db, void *mem, const struct throttle_try *who, int64_t *wait_ms_r,
	struct err *err)
{
	struct attempt attempt = attempt_of(mem, who);
	bool entered = look(db, &attempt, err) && db_transaction(db, begin_work, &attempt, err);

	*wait_ms_r = attempt.wait_ms;
	return entered;
}

static bool
succeed_work(struct db *db, void *arg, struct err *err)
{
	static const char afresh[] = "DELETE FROM login_throttle WHERE bucket = ?";
	static const char less[] = "UPDATE login_throttle SET failures = GREATEST(failures - 1, 0)"
		" WHERE bucket = ?";
	const struct attempt *attempt = arg;

	for (size_t i = 0; i < attempt->count; i++)
		if (!db_exec(db, attempt->counts[i].afresh ? afresh : less,
			DB_ARGS(db_text(attempt->counts[i].bucket)), NULL, err))
			return false;
	return true;
}

bool
throttle_succeed(struct db *db, void *mem, const struct throttle_try *who, struct err *err)
{
	struct attempt attempt = attempt_of(mem, who);

	return db_transaction(db, succeed_work, &attempt, err);
}

bool
throttle_purge(struct db *db, struct err *err)
{
	return db_exec_idempotent(db, "DELETE FROM login_throttle WHERE updated_at < " DB_NOW_MS
		" - ? LIMIT 1000", DB_ARGS(db_i64(DAY_MS)), err);
}
