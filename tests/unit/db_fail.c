/* SPDX-License-Identifier: MIT */
#include "db_fail.h"

#include "base/time.h"
#include "fixture.h"
#include "io/db_private.h"

static int left;
static bool happened;
static void (*action)(void);
static int64_t jump_ms;

enum db_fate __real_db_try(struct db *db, const struct db_call *call, struct db_stmt **stmt_r,
	struct err *err);
enum db_fate __wrap_db_try(struct db *db, const struct db_call *call, struct db_stmt **stmt_r,
	struct err *err);
int64_t __real_time_monotonic_ms(void);
int64_t __wrap_time_monotonic_ms(void);

enum db_fate
__wrap_db_try(struct db *db, const struct db_call *call, struct db_stmt **stmt_r, struct err *err)
{
	if (left > 0 && --left == 0) {
		happened = true;
		if (action == NULL) {
			(void)err_set(err, ERR_INTERNAL, "database: refused by a test");
			return DB_REFUSED;
		}
		action();
	}
	return __real_db_try(db, call, stmt_r, err);
}

int64_t
__wrap_time_monotonic_ms(void)
{
	return __real_time_monotonic_ms() + jump_ms;
}

void
db_fail_at(int nth)
{
	db_before(nth, NULL);
}

void
db_before(int nth, void (*what)(void))
{
	left = nth;
	action = what;
	happened = false;
}

bool
db_failed(void)
{
	return happened;
}

bool
db_refuse(int nth, bool (*act)(void))
{
	db_fail_at(nth);

	bool done = act(), refused = db_failed();

	db_fail_at(0);
	ck_assert_msg(done != refused, "statement %d: %s", nth,
		done ? "its failure was not told" : fixture_err.text);
	return refused;
}

void
db_fail_jump(int64_t ms)
{
	jump_ms = ms;
}
