/* SPDX-License-Identifier: MIT */
/* What the assistant knows. */
#include "base/mem.h"
#include "store/project.h"
#include "test_store.h"

enum { PROJECT = 3, LISTING = 8 };

static int64_t
add(const char *question, const char *stems, int64_t listing_id, bool approved)
{
	struct fact fact = { .project_id = PROJECT, .listing_id = listing_id, .question = question,
		.answer = "answer", .approved = approved };
	int64_t id;

	MUST(fact_insert(store_db, &fact, stems, &id, &fixture_err));
	return id;
}

static void
candidates(int64_t listing_id, const char *stems, int limit, const char *wanted)
{
	struct fact *facts;
	char *names = mem_strdup(fixture_mem, "");
	size_t count;

	MUST(fact_candidates(store_db, fixture_mem, PROJECT, listing_id, stems, limit, &facts,
		&count, &fixture_err));
	for (size_t i = 0; i < count; i++)
		names = mem_printf(fixture_mem, "%s%s ", names, facts[i].question);
	ck_assert_str_eq(names, wanted);
}

START_TEST(facts_that_share_words_come_first_then_the_newest)
{
	(void)add("old", "гарант срок", 0, true);
	(void)add("delivery", "доставк город", 0, true);
	(void)add("new", "самовывоз адрес", 0, true);
	candidates(0, "доставк москв", 10, "delivery new old ");
	candidates(0, "доставк", 1, "delivery ");
	candidates(0, "", 10, "new delivery old ");
}
END_TEST

START_TEST(facts_of_other_listings_and_projects_and_unapproved_ones_are_left_out)
{
	struct fact elsewhere = { .project_id = PROJECT + 1, .question = "elsewhere", .answer = "a",
		.approved = true };
	int64_t id;

	(void)add("all", "цвет", 0, true);
	(void)add("this", "цвет", LISTING, true);
	(void)add("that", "цвет", LISTING + 1, true);
	(void)add("suggested", "цвет", 0, false);
	MUST(fact_insert(store_db, &elsewhere, "цвет", &id, &fixture_err));
	candidates(LISTING, "", 10, "this all ");
	candidates(0, "", 10, "all ");
}
END_TEST

START_TEST(words_of_a_search_have_no_special_meaning)
{
	(void)add("all", "цвет", 0, true);
	candidates(0, "+\"цвет* -(~@<>' \\", 10, "all ");
}
END_TEST

START_TEST(facts_are_listed_page_by_page)
{
	int64_t first = add("a", "", 0, true), second = add("b", "", LISTING, false);
	struct fact *facts;
	size_t count;

	MUST(fact_list(store_db, fixture_mem, PROJECT, 0, 1, &facts, &count, &fixture_err));
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(facts[0].id, first);
	ck_assert_int_eq(facts[0].listing_id, 0);
	ck_assert(facts[0].approved);
	MUST(fact_list(store_db, fixture_mem, PROJECT, first, 10, &facts, &count, &fixture_err));
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(facts[0].id, second);
	ck_assert_int_eq(facts[0].project_id, PROJECT);
	ck_assert_int_eq(facts[0].listing_id, LISTING);
	ck_assert_str_eq(facts[0].answer, "answer");
	ck_assert(!facts[0].approved);
}
END_TEST

static const struct {
	const char *text, *stems;
	int64_t listing_id, approved;
	const char *found;
} searches[] = {
	{ "", "", FACT_ANY_LISTING, FACT_ANY_STATE, "Доставка? Ёлки 100%? Диван? Off? " },
	{ "", "", 0, FACT_ANY_STATE, "Доставка? Ёлки 100%? Off? " },
	{ "", "", LISTING, FACT_ANY_STATE, "Диван? " },
	{ "", "", FACT_ANY_LISTING, 0, "Off? " },
	{ "ДОСТАВ", "", FACT_ANY_LISTING, FACT_ANY_STATE, "Доставка? " },
	{ "елки", "", FACT_ANY_LISTING, FACT_ANY_STATE, "Ёлки 100%? " },
	{ "%", "", FACT_ANY_LISTING, FACT_ANY_STATE, "Ёлки 100%? " },
	{ "_", "", FACT_ANY_LISTING, FACT_ANY_STATE, "" },
	{ "\\", "", FACT_ANY_LISTING, FACT_ANY_STATE, "" },
	{ "доставляете", "доставля", FACT_ANY_LISTING, FACT_ANY_STATE, "Доставка? " },
	{ "a", "", 0, 0, "Off? " },
};

START_TEST(facts_are_searched)
{
	struct fact_query query = { PROJECT, searches[_i].text, searches[_i].stems,
		searches[_i].listing_id, searches[_i].approved, 0, 10 };
	char *names = mem_strdup(fixture_mem, "");
	struct fact *facts;
	size_t count;
	int64_t total;

	(void)add("Доставка?", "доставк доставля", 0, true);
	(void)add("Ёлки 100%?", "елк", 0, true);
	(void)add("Диван?", "диван", LISTING, true);
	(void)add("Off?", "", 0, false);
	MUST(fact_search(store_db, fixture_mem, &query, &facts, &count, &fixture_err));
	for (size_t i = 0; i < count; i++)
		names = mem_printf(fixture_mem, "%s%s ", names, facts[i].question);
	ck_assert_str_eq(names, searches[_i].found);
	MUST(fact_count(store_db, PROJECT, &total, &fixture_err));
	ck_assert_int_eq(total, 4);
}
END_TEST

START_TEST(a_changed_fact_is_found_by_its_new_words)
{
	struct fact fact = { .id = add("before", "гарант", 0, false), .project_id = PROJECT,
		.listing_id = LISTING, .question = "after", .answer = "new", .approved = true };

	(void)add("other", "адрес", 0, true);
	MUST(fact_update(store_db, &fact, "доставк", &fixture_err));
	candidates(LISTING, "доставк", 1, "after ");
	fact.project_id++;
	MUST_FAIL(fact_update(store_db, &fact, "", &fixture_err), ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_fact_is_deleted_by_its_own_project_only)
{
	int64_t id = add("a", "цвет", 0, true);

	MUST(fact_delete(store_db, PROJECT + 1, id, &fixture_err));
	candidates(0, "цвет", 10, "a ");
	MUST(fact_delete(store_db, PROJECT, id, &fixture_err));
	candidates(0, "цвет", 10, "");
}
END_TEST

Suite *
fact_suite(void)
{
	Suite *suite = suite_create("fact");
	TCase *tcase = store_case(suite, "fact_candidates");

	tcase_add_test(tcase, facts_that_share_words_come_first_then_the_newest);
	tcase_add_test(tcase, facts_of_other_listings_and_projects_and_unapproved_ones_are_left_out);
	tcase_add_test(tcase, words_of_a_search_have_no_special_meaning);
	tcase = store_case(suite, "fact");
	tcase_add_test(tcase, facts_are_listed_page_by_page);
	tcase_add_loop_test(tcase, facts_are_searched, 0, sizeof(searches) / sizeof(searches[0]));
	tcase_add_test(tcase, a_changed_fact_is_found_by_its_new_words);
	tcase_add_test(tcase, a_fact_is_deleted_by_its_own_project_only);
	return suite;
}
