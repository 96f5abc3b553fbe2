/* SPDX-License-Identifier: MIT */
#include "store/project.h"

#include "test_store.h"

static int64_t
add(const char *name)
{
	int64_t id;

	MUST(project_insert(store_db, name, "away", "handoff", &id, &fixture_err));
	return id;
}

static struct project *
find(int64_t id)
{
	struct project *project;

	MUST(project_find(store_db, fixture_mem, id, &project, &fixture_err));
	return project;
}

START_TEST(a_new_project_writes_drafts_and_sends_nothing)
{
	struct project *project = find(add("Мой магазин"));

	ck_assert_str_eq(project->name, "Мой магазин");
	ck_assert_str_eq(project->mode, "draft");
	ck_assert_str_eq(project->business, "general");
	ck_assert_str_eq(project->schedule, "always");
	ck_assert_str_eq(project->off_hours, "away");
	ck_assert_str_eq(project->zone, "Europe/Moscow");
	ck_assert_str_eq(project->doubtful, "resend");
	ck_assert_str_eq(project->away_text, "away");
	ck_assert_str_eq(project->handoff_text, "handoff");
	ck_assert_str_eq(project->allowed_contacts, "");
	ck_assert_int_eq(project->takeover_ms, 3600000);
}
END_TEST

START_TEST(every_member_is_written)
{
	int64_t id = add("Shop"), other = add("Other");
	struct project new = {
		.id = id, .name = "n", .business = "goods", .tone = "brief", .instructions = "i",
		.mode = "auto", .confidence = 1, .quiet_ms = 2, .quiet_max_ms = 3, .zone = "Asia/Omsk",
		.schedule = "hours", .off_hours = "silent", .away_text = "a", .handoff_text = "h",
		.takeover_ms = 4, .reply_max_age_ms = 5, .doubtful = "hold", .allowed_contacts = "c",
	};
	struct project *project;

	MUST(project_update(store_db, &new, &fixture_err));
	MUST(project_update(store_db, &new, &fixture_err));
	project = find(id);
	ck_assert_str_eq(project->name, "n");
	ck_assert_str_eq(project->business, "goods");
	ck_assert_str_eq(project->tone, "brief");
	ck_assert_str_eq(project->instructions, "i");
	ck_assert_str_eq(project->mode, "auto");
	ck_assert_int_eq(project->confidence, 1);
	ck_assert_int_eq(project->quiet_ms, 2);
	ck_assert_int_eq(project->quiet_max_ms, 3);
	ck_assert_str_eq(project->zone, "Asia/Omsk");
	ck_assert_str_eq(project->schedule, "hours");
	ck_assert_str_eq(project->off_hours, "silent");
	ck_assert_str_eq(project->away_text, "a");
	ck_assert_str_eq(project->handoff_text, "h");
	ck_assert_int_eq(project->takeover_ms, 4);
	ck_assert_int_eq(project->reply_max_age_ms, 5);
	ck_assert_str_eq(project->doubtful, "hold");
	ck_assert_str_eq(project->allowed_contacts, "c");
	ck_assert_str_eq(find(other)->name, "Other");
}
END_TEST

START_TEST(an_unknown_project_is_not_found)
{
	struct project *project = find(add("Shop"));

	project->id++;
	MUST_FAIL(project_update(store_db, project, &fixture_err), ERR_NOT_FOUND);
	MUST_FAIL(project_find(store_db, fixture_mem, project->id, &project, &fixture_err),
		ERR_NOT_FOUND);
}
END_TEST

START_TEST(projects_are_listed_oldest_first)
{
	int64_t first = add("b"), second = add("a");
	struct project *projects;
	size_t count;

	MUST(project_list(store_db, fixture_mem, &projects, &count, &fixture_err));
	ck_assert_uint_eq(count, 2);
	ck_assert_int_eq(projects[0].id, first);
	ck_assert_int_eq(projects[1].id, second);
}
END_TEST

/* --- hours */

struct change {
	int64_t project_id;
	const struct project_span *spans;
	size_t count;
};

static bool
set_hours_work(struct db *db, void *arg, struct err *err)
{
	const struct change *change = arg;

	return project_set_hours(db, change->project_id, change->spans, change->count, err);
}

static bool
set_hours(int64_t project_id, const struct project_span *spans, size_t count)
{
	struct change change = { project_id, spans, count };

	return db_transaction(store_db, set_hours_work, &change, &fixture_err);
}

static size_t
hours_of(int64_t project_id, struct project_span **spans_r)
{
	size_t count;

	MUST(project_hours(store_db, fixture_mem, project_id, spans_r, &count, &fixture_err));
	return count;
}

START_TEST(hours_are_replaced_as_a_whole)
{
	static const struct project_span week[] = { { 7, 600, 900 }, { 1, 840, 1080 },
		{ 1, 540, 780 }, { 5, 1200, 1560 } };
	struct project_span *spans;

	MUST(set_hours(1, week, 4));
	MUST(set_hours(2, week, 1));
	ck_assert_uint_eq(hours_of(1, &spans), 4);
	ck_assert_int_eq(spans[0].from_min, 540);
	ck_assert_int_eq(spans[0].to_min, 780);
	ck_assert_int_eq(spans[1].from_min, 840);
	ck_assert_int_eq(spans[2].weekday, 5);
	ck_assert_int_eq(spans[2].to_min, 1560);
	ck_assert_int_eq(spans[3].weekday, 7);
	MUST(set_hours(1, week + 3, 1));
	ck_assert_uint_eq(hours_of(1, &spans), 1);
	MUST(set_hours(1, NULL, 0));
	ck_assert_uint_eq(hours_of(1, &spans), 0);
	ck_assert_uint_eq(hours_of(2, &spans), 1);
}
END_TEST

START_TEST(hours_that_contradict_change_nothing)
{
	static const struct project_span good[] = { { 1, 540, 780 } };
	static const struct project_span bad[] = { { 2, 540, 780 }, { 2, 540, 900 } };
	struct project_span *spans;

	MUST(set_hours(1, good, 1));
	ck_assert(!set_hours(1, bad, 2));
	ck_assert_int_eq(fixture_err.code, ERR_CONFLICT);
	ck_assert_uint_eq(hours_of(1, &spans), 1);
	ck_assert_int_eq(spans[0].weekday, 1);
}
END_TEST

/* --- holidays */

static void
add_holiday(int64_t project_id, const char *name, int64_t from_day)
{
	struct holiday new = { .project_id = project_id, .name = name, .from_day = from_day,
		.to_day = from_day, .hours = "" };

	MUST(holiday_insert(store_db, &new, &fixture_err));
}

static struct holiday *
holidays_of(int64_t project_id, size_t count)
{
	struct holiday *holidays;
	size_t found;

	MUST(holiday_list(store_db, fixture_mem, project_id, &holidays, &found, &fixture_err));
	ck_assert_uint_eq(found, count);
	return holidays;
}

START_TEST(dates_of_one_year_win_then_the_newest)
{
	struct holiday *holidays;

	add_holiday(1, "yearly", 101);
	add_holiday(1, "once", 20260101);
	add_holiday(1, "again", 101);
	add_holiday(2, "other", 101);
	holidays = holidays_of(1, 3);
	ck_assert_str_eq(holidays[0].name, "once");
	ck_assert_str_eq(holidays[1].name, "again");
	ck_assert_str_eq(holidays[2].name, "yearly");
}
END_TEST

START_TEST(a_holiday_is_changed_and_removed_by_its_project_only)
{
	struct holiday *holidays, *found;

	add_holiday(1, "May", 501);
	holidays = holidays_of(1, 1);
	holidays->to_day = 509;
	holidays->hours = "10:00–15:00";
	holidays->name = "Holidays";
	MUST(holiday_update(store_db, holidays, &fixture_err));
	MUST(holiday_update(store_db, holidays, &fixture_err));
	MUST(holiday_find(store_db, fixture_mem, 1, holidays->id, &found, &fixture_err));
	ck_assert_int_eq(found->from_day, 501);
	ck_assert_int_eq(found->to_day, 509);
	ck_assert_str_eq(found->hours, "10:00–15:00");
	ck_assert_str_eq(found->name, "Holidays");
	MUST_FAIL(holiday_find(store_db, fixture_mem, 2, holidays->id, &found, &fixture_err),
		ERR_NOT_FOUND);
	MUST(holiday_delete(store_db, 2, holidays->id, &fixture_err));
	(void)holidays_of(1, 1);
	holidays->project_id = 2;
	MUST_FAIL(holiday_update(store_db, holidays, &fixture_err), ERR_NOT_FOUND);
	MUST(holiday_delete(store_db, 1, holidays->id, &fixture_err));
	(void)holidays_of(1, 0);
}
END_TEST

Suite *
project_suite(void)
{
	Suite *suite = suite_create("project");
	TCase *tcase = store_case(suite, "project");

	tcase_add_test(tcase, a_new_project_writes_drafts_and_sends_nothing);
	tcase_add_test(tcase, every_member_is_written);
	tcase_add_test(tcase, an_unknown_project_is_not_found);
	tcase_add_test(tcase, projects_are_listed_oldest_first);
	tcase = store_case(suite, "project_hours");
	tcase_add_test(tcase, hours_are_replaced_as_a_whole);
	tcase_add_test(tcase, hours_that_contradict_change_nothing);
	tcase = store_case(suite, "project_holiday");
	tcase_add_test(tcase, dates_of_one_year_win_then_the_newest);
	tcase_add_test(tcase, a_holiday_is_changed_and_removed_by_its_project_only);
	return suite;
}
