/* SPDX-License-Identifier: MIT */
#include "store/throttle.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/mem.h"
#include "codec/secret.h"

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

struct bucket {
	int64_t failures;
	int64_t wait_ms;
};

static const struct db_col bucket_cols[] = {
	DB_COL_I64(bucket, failures),
	DB_COL_I64(bucket, wait_ms),
};
static const struct db_row_type bucket_row = DB_ROW_TYPE(bucket, bucket_cols);

struct attempt {
	void *mem;
	const char *login, *addr; /* names of buckets */
	int64_t wait_ms;
};

int64_t
throttle_pause_s(int64_t failures, int64_t max_s)
{
	int64_t steps = failures - THROTTLE_FREE;

	if (steps < 0)
		return 0;
	return steps >= 20 || ((int64_t)1 << steps) > max_s ? max_s : (int64_t)1 << steps;
}

/* A login may be longer than the key holds. */
static char *
login_bucket(void *mem, const char *login)
{
	unsigned char hash[SECRET_HASH_LEN];

	secret_hash(login, hash);
	return mem_printf(mem, "login:%s", secret_hex(mem, hash, sizeof(hash)));
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

/* Makes the row first: two attempts at once then wait for one lock instead of finding nothing. */
static bool
lock_bucket(struct db *db, void *mem, const char *name, struct bucket **bucket_r, struct err *err)
{
	static const char make[] = "INSERT INTO login_throttle (bucket, failures, next_at, updated_at)"
		" VALUES (?, 0, 0, " DB_NOW_MS ") ON DUPLICATE KEY UPDATE bucket = bucket";
	static const char look[] = "SELECT IF(updated_at < " DB_NOW_MS " - ?, 0, failures),"
		" GREATEST(next_at - " DB_NOW_MS ", 0) FROM login_throttle WHERE bucket = ? FOR UPDATE";

	return db_exec(db, make, DB_ARGS(db_text(name)), NULL, err)
		&& db_one(db, mem, look, DB_ARGS(db_i64(DAY_MS), db_text(name)), &bucket_row, bucket_r,
			err);
}

static bool
enter(struct db *db, const char *name, int64_t failures, int64_t max_s, struct err *err)
{
	static const char sql[] = "UPDATE login_throttle SET failures = ?,"
		" next_at = " DB_NOW_MS " + ?, updated_at = " DB_NOW_MS " WHERE bucket = ?";

	return db_exec(db, sql, DB_ARGS(db_i64(failures),
		db_i64(throttle_pause_s(failures, max_s) * 1000), db_text(name)), NULL, err);
}

static bool
begin_work(struct db *db, void *arg, struct err *err)
{
	struct attempt *attempt = arg;
	struct bucket *login, *addr;

	if (!lock_bucket(db, attempt->mem, attempt->addr, &addr, err)
	    || !lock_bucket(db, attempt->mem, attempt->login, &login, err))
		return false;
	attempt->wait_ms = addr->wait_ms > login->wait_ms ? addr->wait_ms : login->wait_ms;
	if (attempt->wait_ms > 0)
		return err_set(err, ERR_LIMITED, "too many failed attempts to sign in");
	return enter(db, attempt->addr, addr->failures + 1, THROTTLE_ADDR_MAX_S, err)
		&& enter(db, attempt->login, login->failures + 1, THROTTLE_LOGIN_MAX_S, err);
}

bool
throttle_begin(struct db *db, void *mem, const char *login, const char *addr,
	int64_t *wait_ms_r, struct err *err)
{
	struct attempt attempt = { mem, login_bucket(mem, login), addr_bucket(mem, addr), 0 };
	bool entered = db_transaction(db, begin_work, &attempt, err);

	*wait_ms_r = attempt.wait_ms;
	return entered;
}

static bool
succeed_work(struct db *db, void *arg, struct err *err)
{
	const struct attempt *attempt = arg;

	return db_exec(db, "UPDATE login_throttle SET failures = GREATEST(failures - 1, 0)"
			" WHERE bucket = ?", DB_ARGS(db_text(attempt->addr)), NULL, err)
		&& db_exec(db, "DELETE FROM login_throttle WHERE bucket = ?",
			DB_ARGS(db_text(attempt->login)), NULL, err);
}

bool
throttle_succeed(struct db *db, void *mem, const char *login, const char *addr, struct err *err)
{
	struct attempt attempt = { mem, login_bucket(mem, login), addr_bucket(mem, addr), 0 };

	return db_transaction(db, succeed_work, &attempt, err);
}

bool
throttle_purge(struct db *db, struct err *err)
{
	return db_exec_idempotent(db, "DELETE FROM login_throttle WHERE updated_at < " DB_NOW_MS
		" - ? LIMIT 1000", DB_ARGS(db_i64(DAY_MS)), err);
}
