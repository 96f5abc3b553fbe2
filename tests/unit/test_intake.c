/* SPDX-License-Identifier: MIT */
/* What is stored of a message, and whose it is. */
#include "core/intake.h"

#include <string.h>

#include "arrivals.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/chat.h"
#include "store/message.h"
#include "store/outbox.h"
#include "test_core_db.h"

static int64_t
count(const char *table)
{
	return schema_number(core_db, mem_printf(fixture_mem, "SELECT COUNT(*) FROM %s", table));
}

static void
is_from(const char *id, const char *author)
{
	ck_assert_str_eq(arrivals_message(id)->author, author);
}

/* --- what is stored */

START_TEST(a_first_message_makes_chat_listing_and_buyer)
{
	struct message *message;
	struct buyer *buyer;
	struct listing *listing;
	struct chat *chat;

	ck_assert(TAKE(.id = "m", .item_id = 77));
	chat = arrivals_chat();
	message = arrivals_message("m");
	ck_assert_int_eq(message->chat_id, chat->id);
	ck_assert_str_eq(message->type, "text");
	ck_assert_str_eq(message->text, "Почём?");
	ck_assert_int_eq(message->author_id, BUYER_USER);
	ck_assert_int_eq(message->created_at, CORE_NOW);
	ck_assert_str_eq(chat->kind, "u2i");
	ck_assert_int_eq(chat->last_message_id, message->id);
	ck_assert_int_eq(chat->last_message_at, CORE_NOW);
	MUST(buyer_find(core_db, fixture_mem, chat->buyer_id, &buyer, &fixture_err));
	ck_assert_int_eq(buyer->avito_user_id, BUYER_USER);
	MUST(listing_find(core_db, fixture_mem, chat->listing_id, &listing, &fixture_err));
	ck_assert_int_eq(listing->avito_item_id, 77);
}
END_TEST

START_TEST(a_chat_keeps_its_listing_and_its_buyer)
{
	struct chat *before;

	(void)TAKE(.id = "1", .item_id = 77);
	before = arrivals_chat();
	(void)TAKE(.id = "2", .item_id = 88, .author_id = BUYER_USER + 1);
	ck_assert_int_eq(arrivals_chat()->listing_id, before->listing_id);
	ck_assert_int_eq(arrivals_chat()->buyer_id, before->buyer_id);
}
END_TEST

static const int64_t no_buyers[] = { -1, 1, SHOP_USER };

START_TEST(neither_avito_nor_we_are_a_buyer)
{
	(void)TAKE(.author_id = no_buyers[_i]);
	ck_assert_int_eq(arrivals_chat()->buyer_id, 0);
	ck_assert_int_eq(count("buyer"), 0);
}
END_TEST

START_TEST(a_message_is_stored_once)
{
	ck_assert(TAKE(.id = "m", .text = "first"));
	ck_assert(!TAKE(.id = "m", .text = "second"));
	ck_assert(!TAKE(.id = "m", .source = INTAKE_SYNC));
	ck_assert(!TAKE(.id = "m", .source = INTAKE_HISTORY));
	ck_assert_int_eq(count("message"), 1);
	ck_assert_str_eq(arrivals_message("m")->text, "first");
}
END_TEST

START_TEST(a_repeated_message_has_no_effects)
{
	(void)TAKE(.id = "m");
	schema_do(core_db, "DELETE FROM job");
	schema_do(core_db, "UPDATE chat SET waiting_since = 0");
	(void)TAKE(.id = "m");
	ck_assert_int_eq(count("job"), 0);
	ck_assert_int_eq(arrivals_chat()->waiting_since, 0);
}
END_TEST

START_TEST(the_newest_message_is_by_avitos_clock)
{
	(void)TAKE(.id = "new", .seconds = -5);
	(void)TAKE(.id = "old", .seconds = -9);
	ck_assert_int_eq(arrivals_chat()->last_message_id, arrivals_message("new")->id);
	ck_assert_int_eq(arrivals_chat()->last_message_at, CORE_NOW - 5000);
	(void)TAKE(.id = "same", .seconds = -5);
	ck_assert_int_eq(arrivals_chat()->last_message_id, arrivals_message("same")->id);
}
END_TEST

/* --- deletion */

START_TEST(a_deletion_is_noted_and_seen_in_the_inbox)
{
	struct chat_versions *before, *after;

	(void)TAKE(.id = "m");
	MUST(chat_versions(core_db, fixture_mem, arrivals_chat()->id, &before, &fixture_err));
	schema_set_clock(core_db, CORE_NOW + 1000);
	ck_assert(!TAKE(.id = "m", .type = "deleted", .text = ""));
	ck_assert(arrivals_message("m")->deleted);
	ck_assert_str_eq(arrivals_message("m")->text, "Почём?");
	MUST(chat_versions(core_db, fixture_mem, arrivals_chat()->id, &after, &fixture_err));
	ck_assert_str_ne(before->chat, after->chat);
}
END_TEST

START_TEST(a_message_known_only_by_its_deletion_is_stored_as_deleted)
{
	ck_assert(TAKE(.id = "m", .type = "deleted", .text = ""));
	ck_assert(arrivals_message("m")->deleted);
	ck_assert_int_eq(arrivals_chat()->waiting_since, 0);
	ck_assert_int_eq(core_job_at("turn"), -1);
	ck_assert(!TAKE(.id = "m"));
	ck_assert(arrivals_message("m")->deleted);
}
END_TEST

/* --- names too long for the table */

static const char *
letters(int len)
{
	return mem_printf(fixture_mem, "%0*d", len, 0);
}

START_TEST(ids_that_do_not_fit_are_refused_and_change_nothing)
{
	REFUSE(.id = letters(65));
	REFUSE(.chat_id = letters(101));
	REFUSE(.chat_id = "");
}
END_TEST

START_TEST(the_longest_ids_are_kept_whole)
{
	ck_assert(TAKE(.id = letters(64), .chat_id = letters(100)));
	ck_assert_int_eq(schema_number(core_db, "SELECT LENGTH(avito_chat_id) FROM chat"), 100);
	(void)arrivals_message(letters(64));
}
END_TEST

START_TEST(a_long_type_is_cut_and_an_unknown_kind_of_chat_is_about_an_item)
{
	ck_assert(TAKE(.id = "m", .type = "brand_new_feature_of_avito", .chat_kind = "x2y_unheard_of"));
	ck_assert_str_eq(arrivals_message("m")->type, "brand_new_featur");
	ck_assert_str_eq(arrivals_chat()->kind, "u2i");
	ck_assert(TAKE(.id = "n", .chat_id = "d", .chat_kind = "a2u"));
	ck_assert_str_eq(core_chat("d")->kind, "a2u");
}
END_TEST

/* --- whose it is */

static const struct {
	int64_t author_id; /* -1: 0 */
	const char *type, *author;
} authors[] = {
	{ BUYER_USER, "text", "buyer" },  { BUYER_USER, "image", "buyer" },
	{ 2, "text", "buyer" },           { SHOP_USER, "text", "colleague" },
	{ SHOP_USER, "image", "colleague" }, { -1, "text", "avito" },
	{ 1, "text", "avito" },           { BUYER_USER, "system", "avito" },
	{ SHOP_USER, "system", "avito" },
};

START_TEST(the_author_is_told_by_his_number_and_the_type)
{
	(void)TAKE(.id = "m", .author_id = authors[_i].author_id, .type = authors[_i].type);
	is_from("m", authors[_i].author);
}
END_TEST

/* A chat where our own words are, or may be, on their way. */
static int64_t
send_own(const char *kind, const char *text, const char *state)
{
	(void)TAKE(.id = "question", .seconds = -5);
	return core_sending(arrivals_chat(), kind, text, state);
}

static const char *const kinds[] = { "reply", "away", "handoff", "draft", "person" };

START_TEST(an_echo_is_known_by_its_id)
{
	int64_t id = send_own(kinds[_i], "Тысяча", "sending");

	MUST(outbox_sent(core_db, id, "echo", &fixture_err));
	(void)TAKE(.id = "echo", .author_id = SHOP_USER, .text = "whatever Avito made of it");
	is_from("echo", str_equal(kinds[_i], "person") ? "person" : "bot");
	ck_assert_int_eq(arrivals_message("echo")->outbox_id, id);
	ck_assert_int_eq(arrivals_message("echo")->user_id, str_equal(kinds[_i], "person") ? 7 : 0);
	ck_assert_str_eq(arrivals_chat()->owner, "bot");
}
END_TEST

static const char *const begun[] = { "sending", "unknown" };

START_TEST(an_echo_that_comes_before_the_answer_is_known_by_its_words)
{
	int64_t id = send_own("reply", "Тысяча\n рублей", begun[_i]);

	(void)TAKE(.id = "echo", .author_id = SHOP_USER, .text = " Тысяча рублей");
	is_from("echo", "bot");
	ck_assert_int_eq(arrivals_message("echo")->outbox_id, id);
	ck_assert_int_eq(schema_number(core_db, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'"
		" AND avito_id = 'echo'"), 1);
	ck_assert_str_eq(arrivals_chat()->owner, "bot");
}
END_TEST

START_TEST(two_equal_texts_are_each_given_their_own_echo)
{
	int64_t first = send_own("reply", "Да", "sending");
	int64_t second = core_sending(arrivals_chat(), "reply", "Да", "sending");

	(void)TAKE(.id = "echo 1", .author_id = SHOP_USER, .text = "Да");
	(void)TAKE(.id = "echo 2", .author_id = SHOP_USER, .text = "Да");
	(void)TAKE(.id = "not ours", .author_id = SHOP_USER, .text = "Да");
	ck_assert_int_eq(arrivals_message("echo 1")->outbox_id, first);
	ck_assert_int_eq(arrivals_message("echo 2")->outbox_id, second);
	is_from("not ours", "colleague");
}
END_TEST

START_TEST(the_same_words_of_a_colleague_are_his)
{
	switch (_i) {
	case 0: /* written before our send */
		(void)send_own("reply", "Да", "sending");
		(void)TAKE(.id = "m", .author_id = SHOP_USER, .text = "Да", .seconds = -122);
		break;
	case 1: /* ours has not gone out */
		(void)send_own("reply", "Да", "ready");
		(void)TAKE(.id = "m", .author_id = SHOP_USER, .text = "Да");
		break;
	default: /* in another chat */
		(void)send_own("reply", "Да", "sending");
		(void)TAKE(.id = "m", .author_id = SHOP_USER, .text = "Да", .chat_id = "other");
		break;
	}
	is_from("m", "colleague");
	ck_assert_int_eq(arrivals_message("m")->outbox_id, 0);
}
END_TEST

Suite *
intake_suite(void)
{
	Suite *suite = suite_create("intake");
	TCase *tcase = core_db_case(suite, "intake_store");

	tcase_add_test(tcase, a_first_message_makes_chat_listing_and_buyer);
	tcase_add_test(tcase, a_chat_keeps_its_listing_and_its_buyer);
	tcase_add_loop_test(tcase, neither_avito_nor_we_are_a_buyer, 0, COUNT(no_buyers));
	tcase_add_test(tcase, a_message_is_stored_once);
	tcase_add_test(tcase, a_repeated_message_has_no_effects);
	tcase_add_test(tcase, the_newest_message_is_by_avitos_clock);
	tcase = core_db_case(suite, "deletion");
	tcase_add_test(tcase, a_deletion_is_noted_and_seen_in_the_inbox);
	tcase_add_test(tcase, a_message_known_only_by_its_deletion_is_stored_as_deleted);
	tcase = core_db_case(suite, "names");
	tcase_add_test(tcase, ids_that_do_not_fit_are_refused_and_change_nothing);
	tcase_add_test(tcase, the_longest_ids_are_kept_whole);
	tcase_add_test(tcase, a_long_type_is_cut_and_an_unknown_kind_of_chat_is_about_an_item);
	tcase = core_db_case(suite, "author");
	tcase_add_loop_test(tcase, the_author_is_told_by_his_number_and_the_type, 0,
		COUNT(authors));
	tcase_add_loop_test(tcase, an_echo_is_known_by_its_id, 0, COUNT(kinds));
	tcase_add_loop_test(tcase, an_echo_that_comes_before_the_answer_is_known_by_its_words, 0,
		COUNT(begun));
	tcase_add_test(tcase, two_equal_texts_are_each_given_their_own_echo);
	tcase_add_loop_test(tcase, the_same_words_of_a_colleague_are_his, 0, 3);
	return suite;
}
