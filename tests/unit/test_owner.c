/* SPDX-License-Identifier: MIT */
#include "core/owner.h"

#include <ctype.h>

#include "db_fail.h"
#include "test_core_db.h"

static char *code;
static struct owner_new owner;

static void
set_up(void)
{
	schema_do(core_db, "DELETE FROM user");
	MUST(owner_code_make(core_db, fixture_mem, &code, &fixture_err));
	owner = (struct owner_new){ code, "katya", "hash", "ru" };
}

static bool
is_right(const char *typed)
{
	bool right;

	MUST(owner_code_is(core_db, fixture_mem, typed, &right, &fixture_err));
	return right;
}

static int64_t
owners(void)
{
	return schema_number(core_db, "SELECT COUNT(*) FROM user WHERE role = 'owner'");
}

START_TEST(a_code_may_be_typed_with_blanks_and_capitals)
{
	char *typed = mem_printf(fixture_mem, " %s - ", code);

	for (char *p = typed; *p != '\0'; p++)
		*p = (char)toupper((unsigned char)*p);
	ck_assert(is_right(code));
	ck_assert(is_right(typed));
	ck_assert(!is_right(""));
	ck_assert(!is_right(mem_printf(fixture_mem, "%sx", code)));
}
END_TEST

START_TEST(the_newest_code_alone_makes_one_owner)
{
	struct owner_new late = owner;
	int64_t id, other;
	char *newer;

	MUST(owner_code_make(core_db, fixture_mem, &newer, &fixture_err));
	MUST_FAIL(owner_create(core_db, fixture_mem, &owner, &id, &fixture_err), ERR_DENIED);
	ck_assert_int_eq(owners(), 0);
	owner.code = late.code = newer;
	late.login = "oleg";
	MUST(owner_create(core_db, fixture_mem, &owner, &id, &fixture_err));
	ck_assert_int_eq(id, schema_number(core_db, "SELECT id FROM user WHERE login = 'katya'"));
	MUST_FAIL(owner_create(core_db, fixture_mem, &late, &other, &fixture_err), ERR_CONFLICT);
	MUST_FAIL(owner_code_make(core_db, fixture_mem, &newer, &fixture_err), ERR_CONFLICT);
	ck_assert_int_eq(owners(), 1);
	ck_assert(!is_right(late.code));
	ck_assert(!is_right("")); /* a code that is used up is not an empty one */
}
END_TEST

/* --- refused statements */

static bool
code_is_made(void)
{
	char *newer;

	return owner_code_make(core_db, fixture_mem, &newer, &fixture_err);
}

static bool
code_is_compared(void)
{
	bool right;

	return owner_code_is(core_db, fixture_mem, code, &right, &fixture_err);
}

static bool
owner_is_made(void)
{
	int64_t id;

	return owner_create(core_db, fixture_mem, &owner, &id, &fixture_err);
}

static const struct {
	bool (*done)(void);
	int statements;
} acts[] = { { code_is_made, 2 }, { code_is_compared, 1 }, { owner_is_made, 7 } };

START_TEST(a_refused_statement_is_told_and_makes_nobody)
{
	int nth = 1;

	for (; db_refuse(nth, acts[_i].done); nth++) {
		ck_assert_int_eq(owners(), 0);
		ck_assert(is_right(code));
	}
	ck_assert_int_eq(nth - 1, acts[_i].statements);
}
END_TEST

Suite *
owner_suite(void)
{
	Suite *suite = suite_create("owner");
	TCase *tcase = core_db_case(suite, "owner");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_code_may_be_typed_with_blanks_and_capitals);
	tcase_add_test(tcase, the_newest_code_alone_makes_one_owner);
	tcase_add_loop_test(tcase, a_refused_statement_is_told_and_makes_nobody, 0, COUNT(acts));
	return suite;
}
