/* SPDX-License-Identifier: MIT */
#include "store/message.h"

#include "base/mem.h"
#include "test_store.h"

static int64_t
add(int64_t account_id, const char *avito_id, int64_t chat_id, int64_t created_at)
{
	struct message message = { .account_id = account_id, .chat_id = chat_id,
		.avito_id = avito_id, .author = "buyer", .author_id = 5, .type = "text",
		.text = avito_id, .content = "{}", .created_at = created_at };
	int64_t id;

	MUST(message_insert(store_db, &message, &id, &fixture_err));
	return id;
}

START_TEST(a_message_comes_back_as_it_was_stored)
{
	struct message new = { .account_id = 1, .chat_id = 2, .avito_id = "m~1", .author = "person",
		.author_id = INT64_C(9007199254740993), .user_id = 4, .type = "text",
		.text = "Здравствуйте 🙂", .content = "{\"text\":\"Здравствуйте 🙂\"}",
		.deleted = true, .outbox_id = 6, .created_at = 1800000000000 };
	struct message *message;
	int64_t id;

	MUST(message_insert(store_db, &new, &id, &fixture_err));
	MUST(message_find(store_db, fixture_mem, 1, "m~1", &message, &fixture_err));
	ck_assert_int_eq(message->id, id);
	ck_assert_int_eq(message->account_id, 1);
	ck_assert_int_eq(message->chat_id, 2);
	ck_assert_str_eq(message->avito_id, "m~1");
	ck_assert_str_eq(message->author, "person");
	ck_assert_int_eq(message->author_id, INT64_C(9007199254740993));
	ck_assert_int_eq(message->user_id, 4);
	ck_assert_str_eq(message->type, "text");
	ck_assert_str_eq(message->text, new.text);
	ck_assert_str_eq(message->content, new.content);
	ck_assert(message->deleted);
	ck_assert_int_eq(message->outbox_id, 6);
	ck_assert_int_eq(message->created_at, 1800000000000);
}
END_TEST

START_TEST(a_known_message_is_a_conflict_for_its_account_alone)
{
	struct message again = { .account_id = 1, .chat_id = 9, .avito_id = "m", .author = "buyer",
		.type = "text", .text = "", .content = "{}" };
	int64_t id;

	(void)add(1, "m", 2, 1000);
	MUST_FAIL(message_insert(store_db, &again, &id, &fixture_err), ERR_CONFLICT);
	(void)add(2, "m", 2, 1000);
	(void)add(1, "M", 2, 1000);
}
END_TEST

START_TEST(a_chat_begins_with_its_oldest_message)
{
	int64_t at;

	MUST(message_first_at(store_db, 2, &at, &fixture_err));
	ck_assert_int_eq(at, 0);
	(void)add(1, "newer", 2, 2000);
	(void)add(1, "older", 2, 1000);
	(void)add(1, "elsewhere", 3, 500);
	MUST(message_first_at(store_db, 2, &at, &fixture_err));
	ck_assert_int_eq(at, 1000);
}
END_TEST

START_TEST(an_unknown_message_is_not_found)
{
	struct message *message;

	(void)add(1, "m", 2, 1000);
	MUST_FAIL(message_find(store_db, fixture_mem, 2, "m", &message, &fixture_err),
		ERR_NOT_FOUND);
	MUST_FAIL(message_find(store_db, fixture_mem, 1, "m ", &message, &fixture_err),
		ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_deletion_keeps_the_words)
{
	int64_t id = add(1, "m", 2, 1000);
	struct message *message;

	(void)add(1, "other", 2, 1000);
	MUST(message_set_deleted(store_db, id, &fixture_err));
	MUST(message_find(store_db, fixture_mem, 1, "m", &message, &fixture_err));
	ck_assert(message->deleted);
	ck_assert_str_eq(message->text, "m");
	MUST(message_find(store_db, fixture_mem, 1, "other", &message, &fixture_err));
	ck_assert(!message->deleted);
}
END_TEST

/* --- message_is_answered */

static const struct {
	const char *author;
	int64_t created_at;
	bool answered;
} answers[] = {
	{ "person", 2001, true }, { "colleague", 2001, true }, { "bot", 2001, false },
	{ "buyer", 2001, false }, { "avito", 2001, false }, { "person", 2000, false },
};

START_TEST(only_newer_words_of_a_person_are_an_answer)
{
	struct message message = { .account_id = 1, .chat_id = 2, .avito_id = "m",
		.author = answers[_i].author, .type = "text", .text = "", .content = "{}",
		.created_at = answers[_i].created_at };
	bool answered;
	int64_t id;

	MUST(message_insert(store_db, &message, &id, &fixture_err));
	MUST(message_is_answered(store_db, 2, 2000, &answered, &fixture_err));
	ck_assert_int_eq(answered, answers[_i].answered);
	MUST(message_is_answered(store_db, 3, 2000, &answered, &fixture_err));
	ck_assert(!answered);
}
END_TEST

/* --- message_list */

static void
lists(int64_t before_at, int64_t before_id, int limit, const char *wanted)
{
	struct message *messages;
	char *names = mem_strdup(fixture_mem, "");
	size_t count;

	MUST(message_list(store_db, fixture_mem, 2, before_at, before_id, limit, &messages, &count,
		&fixture_err));
	for (size_t i = 0; i < count; i++)
		names = mem_printf(fixture_mem, "%s%s ", names, messages[i].avito_id);
	ck_assert_str_eq(names, wanted);
}

START_TEST(the_newest_are_listed_oldest_first)
{
	(void)add(1, "c", 2, 3000);
	(void)add(1, "a", 2, 1000);
	(void)add(1, "elsewhere", 3, 2000);
	(void)add(1, "b", 2, 2000);
	lists(0, 0, 10, "a b c ");
	lists(0, 0, 2, "b c ");
	lists(0, 0, 0, "");
}
END_TEST

START_TEST(older_ones_follow_a_key_even_within_a_second)
{
	int64_t second;

	(void)add(1, "a", 2, 1000);
	(void)add(1, "b", 2, 2000);
	second = add(1, "c", 2, 2000);
	(void)add(1, "d", 2, 2000);
	lists(0, 0, 2, "c d ");
	lists(2000, second, 10, "a b ");
	lists(2000, second, 1, "b ");
	lists(1000, 0, 10, "");
}
END_TEST

Suite *
message_suite(void)
{
	Suite *suite = suite_create("message");
	TCase *tcase = store_case(suite, "message");

	tcase_add_test(tcase, a_message_comes_back_as_it_was_stored);
	tcase_add_test(tcase, a_known_message_is_a_conflict_for_its_account_alone);
	tcase_add_test(tcase, a_chat_begins_with_its_oldest_message);
	tcase_add_test(tcase, an_unknown_message_is_not_found);
	tcase_add_test(tcase, a_deletion_keeps_the_words);
	tcase_add_loop_test(tcase, only_newer_words_of_a_person_are_an_answer, 0, COUNT(answers));
	tcase = store_case(suite, "message_list");
	tcase_add_test(tcase, the_newest_are_listed_oldest_first);
	tcase_add_test(tcase, older_ones_follow_a_key_even_within_a_second);
	return suite;
}
