/* SPDX-License-Identifier: MIT */
#include "store/outbox.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "test_store.h"

#define NOW INT64_C(1800000000000)

enum { LIFE_MS = 60000 };

static void
set_up(void)
{
	schema_set_clock(store_db, NOW);
}

static void
insert(const char *nonce, const char *kind, int64_t user_id, const char *const *texts, size_t count)
{
	struct outbox_new reply = { .account_id = 1, .chat_id = 2, .turn_id = user_id == 0 ? 3 : 0,
		.user_id = user_id, .kind = kind, .nonce = nonce, .lifetime_ms = LIFE_MS };
	char *parts[4];

	for (size_t i = 0; i < count; i++)
		parts[i] = mem_strdup(fixture_mem, texts[i]);
	MUST(outbox_insert(store_db, &reply, parts, count, &fixture_err));
}

/* A reply of the bot's in one part. */
static void
add(const char *text)
{
	insert(text, "reply", 0, &text, 1);
}

static size_t
open_rows(struct outbox **rows_r)
{
	size_t count;

	MUST(outbox_open(store_db, fixture_mem, 2, rows_r, &count, &fixture_err));
	return count;
}

static struct outbox *
the_open_row(void)
{
	struct outbox *row;

	ck_assert_uint_eq(open_rows(&row), 1);
	return row;
}

static void
counts(const char *state, int64_t wanted)
{
	int64_t count;

	MUST(db_number(store_db, "SELECT COUNT(*) FROM outbox WHERE state = ?",
		DB_ARGS(db_text(state)), &count, &fixture_err));
	ck_assert_int_eq(count, wanted);
}

/* A new row brought to this state. */
static struct outbox *
bring_to(const char *state)
{
	struct outbox *row;

	add(state);
	row = the_open_row();
	if (str_equal(state, "ready"))
		return row;
	MUST(outbox_begin(store_db, row->id, &fixture_err));
	row->state = "sending";
	if (str_equal(state, "unknown"))
		MUST(outbox_unknown(store_db, row->id, 3000, "lost", &fixture_err));
	else if (str_equal(state, "sent"))
		MUST(outbox_sent(store_db, row->id, "m", &fixture_err));
	else if (!str_equal(state, "sending"))
		MUST(outbox_close(store_db, row, state, "why", &fixture_err));
	return row;
}

/* --- outbox_insert */

START_TEST(parts_of_a_reply_keep_their_order)
{
	static const char *const texts[] = { "one", "two", "three" };
	struct outbox *rows;

	insert("turn:3", "reply", 0, texts, 3);
	ck_assert_uint_eq(open_rows(&rows), 3);
	for (int i = 0; i < 3; i++) {
		ck_assert_str_eq(rows[i].text, texts[i]);
		ck_assert_int_eq(rows[i].part, i);
		ck_assert_str_eq(rows[i].nonce, "turn:3");
		ck_assert_str_eq(rows[i].state, "ready");
		ck_assert_int_eq(rows[i].turn_id, 3);
		ck_assert_int_eq(rows[i].user_id, 0);
		ck_assert_int_eq(rows[i].created_at, NOW);
		ck_assert_int_eq(rows[i].expires_at, NOW + LIFE_MS);
		ck_assert_int_eq(rows[i].now_ms, NOW);
		ck_assert_ptr_null(rows[i].avito_id);
	}
}
END_TEST

START_TEST(a_reply_exists_once_whatever_it_says)
{
	static const char *const other[] = { "quite", "different" };
	const char *text = "said once";
	struct outbox *rows;

	insert("turn:3", "reply", 0, &text, 1);
	MUST(outbox_begin(store_db, the_open_row()->id, &fixture_err));
	insert("turn:3", "reply", 0, other, 1);
	ck_assert_uint_eq(open_rows(&rows), 1);
	ck_assert_str_eq(rows[0].text, text);
	ck_assert_str_eq(rows[0].state, "sending");
}
END_TEST

START_TEST(a_nonce_leads_to_its_parts)
{
	static const char *const texts[] = { "one", "two", "three" };
	struct outbox *rows;
	size_t count;

	insert("turn:3", "reply", 0, texts, 3);
	insert("form:3", "person", 4, texts, 1);
	open_rows(&rows);
	MUST(outbox_begin(store_db, rows[1].id, &fixture_err));
	MUST(outbox_list_parts(store_db, fixture_mem, "turn:3", &rows, &count, &fixture_err));
	ck_assert_uint_eq(count, 3);
	for (size_t i = 0; i < count; i++)
		ck_assert_str_eq(rows[i].text, texts[i]);
	MUST(outbox_list_parts(store_db, fixture_mem, "form:4", &rows, &count, &fixture_err));
	ck_assert_uint_eq(count, 0);
}
END_TEST

/* --- which rows are listed where */

static const struct {
	const char *state;
	bool open, unlinked, visible;
} states[] = {
	{ "ready", true, false, true },    { "sending", true, true, true },
	{ "unknown", true, true, true },   { "sent", false, false, false },
	{ "held", false, true, true },     { "failed", false, false, true },
	{ "expired", false, false, true }, { "dropped", false, false, false },
};

START_TEST(a_state_says_who_has_to_do_with_a_row)
{
	struct outbox *rows;
	size_t count;

	(void)bring_to(states[_i].state);
	ck_assert_uint_eq(open_rows(&rows), states[_i].open);
	MUST(outbox_unlinked(store_db, fixture_mem, 2, &rows, &count, &fixture_err));
	ck_assert_uint_eq(count, states[_i].unlinked);
	MUST(outbox_visible(store_db, fixture_mem, 2, 0, &rows, &count, &fixture_err));
	ck_assert_uint_eq(count, states[_i].visible);
	ck_assert(count == 0 || outbox_is_settled(&rows[0]) == !states[_i].open);
	MUST(outbox_visible(store_db, fixture_mem, 2, NOW, &rows, &count, &fixture_err));
	ck_assert_uint_eq(count, states[_i].open);
	MUST(outbox_open(store_db, fixture_mem, 3, &rows, &count, &fixture_err));
	ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(what_is_on_its_way_is_visible_however_much_was_given_up)
{
	struct outbox *rows;
	size_t count;

	add("first");
	for (int i = 0; i < 101; i++) {
		add(mem_printf(fixture_mem, "%d", i));
		ck_assert_uint_eq(open_rows(&rows), 2);
		MUST(outbox_close(store_db, &rows[1], "failed", "why", &fixture_err));
	}
	MUST(outbox_visible(store_db, fixture_mem, 2, 0, &rows, &count, &fixture_err));
	ck_assert_uint_eq(count, 100);
	ck_assert_str_eq(rows[0].text, "first");
	ck_assert_str_eq(rows[1].text, "2");
	ck_assert_str_eq(rows[99].text, "100");
}
END_TEST

START_TEST(a_row_that_came_back_from_sending_may_still_be_found)
{
	struct outbox *row = bring_to("sending"), *rows;
	size_t count;

	MUST(outbox_ready(store_db, row->id, 0, "refused", &fixture_err));
	MUST(outbox_unlinked(store_db, fixture_mem, 2, &rows, &count, &fixture_err));
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(rows[0].state, "ready");
	ck_assert_str_eq(rows[0].error, "refused");
	ck_assert(!rows[0].resent);
}
END_TEST

/* --- sending */

START_TEST(a_post_begins_once)
{
	struct outbox *row = bring_to("ready");

	schema_set_clock(store_db, NOW + 2000);
	MUST(outbox_begin(store_db, row->id, &fixture_err));
	row = the_open_row();
	ck_assert_str_eq(row->state, "sending");
	ck_assert_int_eq(row->attempts, 1);
	ck_assert_int_eq(row->started_at, NOW + 2000);
	MUST_FAIL(outbox_begin(store_db, row->id, &fixture_err), ERR_CONFLICT);
	ck_assert_int_eq(the_open_row()->attempts, 1);
}
END_TEST

START_TEST(only_what_is_ready_can_begin)
{
	struct outbox *row = bring_to(states[_i].state);

	if (str_equal(states[_i].state, "ready"))
		MUST(outbox_begin(store_db, row->id, &fixture_err));
	else
		MUST_FAIL(outbox_begin(store_db, row->id, &fixture_err), ERR_CONFLICT);
}
END_TEST

START_TEST(an_id_is_taken_back_from_a_row_that_had_it_by_its_words)
{
	struct outbox *row = bring_to("sending"), *found;

	MUST(outbox_sent(store_db, row->id, "m1", &fixture_err));
	MUST(outbox_unlink(store_db, row->account_id, "m1", row->id, &fixture_err));
	MUST(outbox_find_by_avito(store_db, fixture_mem, row->account_id, "m1", &found,
		&fixture_err));
	MUST(outbox_unlink(store_db, row->account_id, "m1", row->id + 1, &fixture_err));
	MUST_FAIL(outbox_find_by_avito(store_db, fixture_mem, row->account_id, "m1", &found,
		&fixture_err), ERR_NOT_FOUND);
	ck_assert_int_eq(schema_number(store_db, "SELECT COUNT(*) FROM outbox"
		" WHERE state = 'held' AND sent_at = 0"), 1);
}
END_TEST

START_TEST(what_was_sent_is_found_by_avitos_id)
{
	struct outbox *row = bring_to("sending"), *found;

	MUST(outbox_sent(store_db, row->id, "m", &fixture_err));
	MUST(outbox_find_by_avito(store_db, fixture_mem, 1, "m", &found, &fixture_err));
	ck_assert_int_eq(found->id, row->id);
	ck_assert_str_eq(found->state, "sent");
	ck_assert_str_eq(found->avito_id, "m");
	MUST_FAIL(outbox_find_by_avito(store_db, fixture_mem, 2, "m", &found, &fixture_err),
		ERR_NOT_FOUND);
	MUST_FAIL(outbox_find_by_avito(store_db, fixture_mem, 1, "n", &found, &fixture_err),
		ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_message_of_avito_belongs_to_one_row)
{
	struct outbox *row;

	(void)bring_to("sent");
	row = bring_to("sending");
	MUST_FAIL(outbox_sent(store_db, row->id, "m", &fixture_err), ERR_CONFLICT);
	ck_assert_str_eq(the_open_row()->state, "sending");
}
END_TEST

START_TEST(the_time_of_sending_is_the_first_one)
{
	struct outbox *row = bring_to("sent");
	int64_t at;

	schema_set_clock(store_db, NOW + 5000);
	MUST(outbox_sent(store_db, row->id, "m", &fixture_err));
	MUST(outbox_last_sent(store_db, 2, &at, &fixture_err));
	ck_assert_int_eq(at, NOW);
	MUST(outbox_last_sent(store_db, 3, &at, &fixture_err));
	ck_assert_int_eq(at, 0);
}
END_TEST

START_TEST(sent_rows_name_their_turns)
{
	const char *text = "by a person";
	struct outbox_turn *turns;
	struct outbox *row = bring_to("sent");
	size_t count;

	insert("form:1", "person", 7, &text, 1);
	MUST(outbox_begin(store_db, the_open_row()->id, &fixture_err));
	MUST(outbox_sent(store_db, the_open_row()->id, "n", &fixture_err));
	MUST(outbox_turns(store_db, fixture_mem, 2, NOW, &turns, &count, &fixture_err));
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(turns[0].id, row->id);
	ck_assert_int_eq(turns[0].turn_id, 3);
	ck_assert(!turns[0].resent);
	MUST(outbox_turns(store_db, fixture_mem, 2, NOW + 1, &turns, &count, &fixture_err));
	ck_assert_uint_eq(count, 0);
}
END_TEST

/* --- what nobody can be sure of */

START_TEST(a_doubtful_send_is_looked_up_in_time)
{
	struct outbox *row = bring_to("sending");

	MUST(outbox_unknown(store_db, row->id, 3000, "no answer", &fixture_err));
	row = the_open_row();
	ck_assert_str_eq(row->state, "unknown");
	ck_assert_int_eq(row->check_at, NOW + 3000);
	ck_assert_int_eq(row->checks, 0);
	ck_assert_str_eq(row->error, "no answer");
	schema_set_clock(store_db, NOW + 3000);
	MUST(outbox_checked(store_db, row->id, 12000, &fixture_err));
	row = the_open_row();
	ck_assert_int_eq(row->checks, 1);
	ck_assert_int_eq(row->check_at, NOW + 15000);
}
END_TEST

START_TEST(a_second_post_is_flagged_for_ever)
{
	struct outbox *row = bring_to("unknown");

	MUST(outbox_resend(store_db, row->id, "three clean looks", &fixture_err));
	MUST(outbox_begin(store_db, row->id, &fixture_err));
	MUST(outbox_ready(store_db, row->id, 0, "refused", &fixture_err));
	row = the_open_row();
	ck_assert(row->resent);
	ck_assert_int_eq(row->attempts, 2);
	MUST(outbox_begin(store_db, row->id, &fixture_err));
	MUST(outbox_sent(store_db, row->id, "m", &fixture_err));

	struct outbox_turn *turns;
	size_t count;

	MUST(outbox_turns(store_db, fixture_mem, 2, NOW, &turns, &count, &fixture_err));
	ck_assert_uint_eq(count, 1);
	ck_assert(turns[0].resent);
}
END_TEST

START_TEST(late_news_of_a_sent_row_change_nothing)
{
	struct outbox *row = bring_to("sent");

	MUST(outbox_unknown(store_db, row->id, 3000, "lost", &fixture_err));
	MUST(outbox_checked(store_db, row->id, 3000, &fixture_err));
	MUST(outbox_resend(store_db, row->id, "again", &fixture_err));
	MUST_FAIL(outbox_close(store_db, row, "failed", "refused", &fixture_err), ERR_CONFLICT);
	counts("sent", 1);
}
END_TEST

/* --- giving up */

START_TEST(closing_drops_the_later_parts_of_the_same_reply)
{
	static const char *const texts[] = { "one", "two", "three" };
	const char *other = "another reply";
	struct outbox *rows;

	insert("turn:3", "reply", 0, texts, 3);
	insert("turn:4", "reply", 0, &other, 1);
	ck_assert_uint_eq(open_rows(&rows), 4);
	MUST(outbox_begin(store_db, rows[0].id, &fixture_err));
	MUST(outbox_sent(store_db, rows[0].id, "m", &fixture_err));
	MUST(outbox_close(store_db, &rows[1], "failed", "refused", &fixture_err));
	counts("sent", 1);
	counts("failed", 1);
	counts("dropped", 1);
	ck_assert_str_eq(the_open_row()->text, other);
}
END_TEST

START_TEST(closing_what_is_no_longer_as_it_was_read_changes_nothing)
{
	static const char *const states[] = { "sent", "dropped", "held" };
	static const char *const texts[] = { "one", "two" };
	struct outbox *rows;

	insert("turn:3", "reply", 0, texts, 2);
	ck_assert_uint_eq(open_rows(&rows), 2);
	schema_do(store_db, mem_printf(fixture_mem, "UPDATE outbox SET state = '%s' WHERE part = 0",
		states[_i]));
	MUST_FAIL(outbox_close(store_db, &rows[0], "failed", "why", &fixture_err), ERR_CONFLICT);
	counts(states[_i], 1);
	ck_assert_str_eq(the_open_row()->text, "two");
}
END_TEST

START_TEST(long_causes_are_cut)
{
	char *text = mem_array(fixture_mem, char, 2 * 400 + 1);
	struct outbox *row = bring_to("sending");

	for (int i = 0; i < 400; i++)
		memcpy(text + 2 * i, "ж", 2);
	MUST(outbox_unknown(store_db, row->id, 1, text, &fixture_err));
	ck_assert_uint_eq(strlen(the_open_row()->error), 2 * 300);
	MUST(outbox_resend(store_db, row->id, text, &fixture_err));
	ck_assert_str_eq(the_open_row()->state, "ready");
	ck_assert_uint_eq(strlen(the_open_row()->error), 2 * 300);
	MUST(outbox_close(store_db, the_open_row(), "failed", text, &fixture_err));
	counts("failed", 1);
}
END_TEST

START_TEST(dropping_the_bots_words_spares_a_persons_and_what_may_have_gone)
{
	const char *mine = "by a person", *fresh = "never sent";
	struct outbox *rows, *begun = bring_to("sending");

	MUST(outbox_ready(store_db, begun->id, 0, "refused", &fixture_err));
	insert("form:1", "person", 7, &mine, 1);
	insert("turn:9", "reply", 0, &fresh, 1);
	MUST(outbox_drop_bot(store_db, 3, "colleague", &fixture_err));
	ck_assert_uint_eq(open_rows(&rows), 3);
	MUST(outbox_drop_bot(store_db, 2, "colleague", &fixture_err));
	ck_assert_uint_eq(open_rows(&rows), 2);
	ck_assert_int_eq(rows[0].id, begun->id);
	ck_assert_str_eq(rows[1].text, mine);
}
END_TEST

START_TEST(what_failed_goes_out_again_with_all_its_parts)
{
	static const char *const closed[] = { "held", "failed", "expired" };
	const char *parts[] = { "one", "two" };
	struct outbox *rows, *row;

	insert("turn:20", "reply", 0, parts, 2);
	ck_assert_uint_eq(open_rows(&rows), 2);
	MUST(outbox_close(store_db, &rows[0], closed[_i], "why", &fixture_err));
	MUST(outbox_find(store_db, fixture_mem, 2, rows[0].id, &row, &fixture_err));
	MUST_FAIL(outbox_find(store_db, fixture_mem, 3, row->id, &row, &fixture_err), ERR_NOT_FOUND);
	MUST(outbox_again(store_db, row, 7, 5000, &fixture_err));
	ck_assert_uint_eq(open_rows(&rows), 2);
	for (int i = 0; i < 2; i++) {
		ck_assert_str_eq(rows[i].state, "ready");
		ck_assert_str_eq(rows[i].kind, "draft");
		ck_assert_str_eq(rows[i].error, "");
		ck_assert_int_eq(rows[i].user_id, 7);
		ck_assert_int_eq(rows[i].expires_at, rows[i].now_ms + 5000);
		/* What was held may be said twice now; its later parts never went out. */
		ck_assert_int_eq(rows[i].resent, i == 0 && str_equal(closed[_i], "held"));
	}
}
END_TEST

START_TEST(what_was_sent_or_dropped_for_good_stays)
{
	const char *parts[] = { "one", "two" };
	struct outbox *rows;

	insert("turn:20", "reply", 0, parts, 2);
	ck_assert_uint_eq(open_rows(&rows), 2);
	MUST(outbox_close(store_db, &rows[1], "dropped", "newer", &fixture_err));
	MUST(outbox_begin(store_db, rows[0].id, &fixture_err));
	MUST(outbox_sent(store_db, rows[0].id, "m", &fixture_err));
	MUST(outbox_again(store_db, &rows[0], 7, 5000, &fixture_err));
	ck_assert_uint_eq(open_rows(&rows), 0);
}
END_TEST

Suite *
outbox_suite(void)
{
	Suite *suite = suite_create("outbox");
	TCase *tcase = store_case(suite, "outbox_insert");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, parts_of_a_reply_keep_their_order);
	tcase_add_test(tcase, a_reply_exists_once_whatever_it_says);
	tcase = store_case(suite, "outbox_list_parts");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_nonce_leads_to_its_parts);
	tcase = store_case(suite, "outbox_open");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_loop_test(tcase, a_state_says_who_has_to_do_with_a_row, 0, COUNT(states));
	tcase_add_test(tcase, what_is_on_its_way_is_visible_however_much_was_given_up);
	tcase_add_test(tcase, a_row_that_came_back_from_sending_may_still_be_found);
	tcase = store_case(suite, "outbox_sent");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_post_begins_once);
	tcase_add_loop_test(tcase, only_what_is_ready_can_begin, 0, COUNT(states));
	tcase_add_test(tcase, an_id_is_taken_back_from_a_row_that_had_it_by_its_words);
	tcase_add_test(tcase, what_was_sent_is_found_by_avitos_id);
	tcase_add_test(tcase, a_message_of_avito_belongs_to_one_row);
	tcase_add_test(tcase, the_time_of_sending_is_the_first_one);
	tcase_add_test(tcase, sent_rows_name_their_turns);
	tcase = store_case(suite, "outbox_unknown");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_doubtful_send_is_looked_up_in_time);
	tcase_add_test(tcase, a_second_post_is_flagged_for_ever);
	tcase_add_test(tcase, late_news_of_a_sent_row_change_nothing);
	tcase = store_case(suite, "outbox_close");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, closing_drops_the_later_parts_of_the_same_reply);
	tcase_add_loop_test(tcase, closing_what_is_no_longer_as_it_was_read_changes_nothing, 0, 3);
	tcase_add_test(tcase, long_causes_are_cut);
	tcase_add_test(tcase, dropping_the_bots_words_spares_a_persons_and_what_may_have_gone);
	tcase_add_loop_test(tcase, what_failed_goes_out_again_with_all_its_parts, 0, 3);
	tcase_add_test(tcase, what_was_sent_or_dropped_for_good_stays);
	return suite;
}
