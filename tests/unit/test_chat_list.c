/* SPDX-License-Identifier: MIT */
/* The inbox: what its tabs list and count, and how a page learns of news. */
#include <string.h>

#include "base/mem.h"
#include "store/account.h"
#include "store/chat.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/project.h"
#include "store/turn.h"
#include "test_store.h"

#define NOW INT64_C(1800000000000)

static int64_t account_id;

static void
set_up(void)
{
	int64_t project_id;

	schema_set_clock(store_db, NOW);
	MUST(project_insert(store_db, "Shop", "", "", &project_id, &fixture_err));
	schema_do(store_db, "UPDATE project SET zone = 'Asia/Omsk'");
	MUST(account_insert(store_db, &store_key, project_id, "Main", "client", "secret",
		&account_id, &fixture_err));
}

struct wanted {
	const char *name;
	struct chat *chat;
};

static bool
lock_work(struct db *db, void *arg, struct err *err)
{
	struct wanted *wanted = arg;

	return chat_lock_avito(db, fixture_mem, account_id, wanted->name, "u2i", &wanted->chat, err);
}

static void
save(const struct chat *chat)
{
	MUST(chat_update(store_db, chat, &fixture_err));
}

/* A chat of the bot's whose newest message is of that second. */
static struct chat *
add(const char *name, int second)
{
	struct wanted wanted = { name, NULL };

	MUST(db_transaction(store_db, lock_work, &wanted, &fixture_err));
	wanted.chat->last_message_at = NOW + second * 1000;
	save(wanted.chat);
	return wanted.chat;
}

static void
give_to_person(struct chat *chat, int64_t until)
{
	chat->owner = "human";
	chat->owner_until = until;
	save(chat);
}

static void
add_draft(const struct chat *chat, int64_t turn_id)
{
	MUST(draft_insert(store_db, chat->id, turn_id, "words", 50, &fixture_err));
}

static size_t
list(enum chat_tab tab, struct chat_row **rows_r)
{
	struct chat_query query = { .tab = tab, .limit = 100 };
	size_t count;

	MUST(chat_list(store_db, fixture_mem, &query, rows_r, &count, &fixture_err));
	return count;
}

static void
lists_one(enum chat_tab tab, const struct chat *chat)
{
	struct chat_row *rows;

	ck_assert_uint_eq(list(tab, &rows), 1);
	ck_assert_int_eq(rows[0].id, chat->id);
}

/* --- chat_list */

START_TEST(a_bare_chat_is_listed_with_empty_words)
{
	struct chat *chat = add("a", 5);
	struct chat_row *row;

	ck_assert_uint_eq(list(CHAT_TAB_ALL, &row), 1);
	ck_assert_int_eq(row->id, chat->id);
	ck_assert_str_eq(row->account_name, "Main");
	ck_assert_str_eq(row->zone, "Asia/Omsk");
	ck_assert_str_eq(row->owner, "bot");
	ck_assert_int_eq(row->last_message_at, NOW + 5000);
	ck_assert_str_eq(row->buyer_name, "");
	ck_assert_str_eq(row->listing_title, "");
	ck_assert_str_eq(row->last_text, "");
	ck_assert(!row->has_draft);
}
END_TEST

START_TEST(a_row_carries_the_words_of_its_neighbours)
{
	struct chat *chat = add("a", 5);
	struct listing listing = { .title = "Диван", .price_text = "5 000 ₽", .url = "",
		.image_url = "", .location = "" };
	struct message message = { .account_id = account_id, .chat_id = chat->id, .avito_id = "m",
		.author = "buyer", .author_id = 5, .type = "text", .text = "Почём?",
		.content = "{}", .created_at = NOW + 5000 };
	struct chat_row *row;

	MUST(listing_ensure(store_db, account_id, 77, &chat->listing_id, &fixture_err));
	listing.id = chat->listing_id;
	MUST(listing_update(store_db, &listing, &fixture_err));
	MUST(buyer_ensure(store_db, account_id, 5, "Катя", &chat->buyer_id, &fixture_err));
	MUST(message_insert(store_db, &message, &chat->last_message_id, &fixture_err));
	save(chat);
	add_draft(chat, 1);
	ck_assert_uint_eq(list(CHAT_TAB_ALL, &row), 1);
	ck_assert_str_eq(row->buyer_name, "Катя");
	ck_assert_str_eq(row->listing_title, "Диван");
	ck_assert_str_eq(row->listing_price, "5 000 ₽");
	ck_assert_str_eq(row->last_text, "Почём?");
	ck_assert_str_eq(row->last_type, "text");
	ck_assert_str_eq(row->last_author, "buyer");
	ck_assert(row->has_draft);
}
END_TEST

START_TEST(each_tab_has_its_own)
{
	struct chat *needs = add("needs", 1), *bot = add("bot", 2), *draft = add("draft", 3);
	struct chat_row *rows;

	needs->needs_person = true;
	give_to_person(needs, 0);
	give_to_person(draft, 0);
	add_draft(draft, 1);
	add_draft(bot, 2);
	MUST(draft_make_stale(store_db, bot->id, &fixture_err));
	lists_one(CHAT_TAB_NEEDS, needs);
	lists_one(CHAT_TAB_BOT, bot);
	lists_one(CHAT_TAB_DRAFTS, draft);
	ck_assert_uint_eq(list(CHAT_TAB_ALL, &rows), 3);
}
END_TEST

START_TEST(a_chat_is_the_bots_again_when_the_pause_is_over)
{
	struct chat *over = add("over", 1);

	give_to_person(over, NOW - 1000);
	give_to_person(add("paused", 2), NOW + 1000);
	give_to_person(add("for good", 3), 0);
	lists_one(CHAT_TAB_BOT, over);
}
END_TEST

START_TEST(pages_go_on_where_the_last_one_ended)
{
	static const char *const names[] = { "oldest", "same 1", "same 2", "newest" };
	static const int seconds[] = { 1, 5, 5, 9 };
	struct chat_query query = { .tab = CHAT_TAB_ALL, .limit = 1 };
	int64_t ids[4];

	for (int i = 0; i < 4; i++)
		ids[i] = add(names[i], seconds[i])->id;
	for (int i = 3; i >= -1; i--) {
		struct chat_row *rows;
		size_t count;

		MUST(chat_list(store_db, fixture_mem, &query, &rows, &count, &fixture_err));
		ck_assert_uint_eq(count, i >= 0 ? 1 : 0);
		if (count == 1) {
			ck_assert_int_eq(rows[0].id, ids[i]);
			query.before_at = rows[0].last_message_at;
			query.before_id = rows[0].id;
		}
	}
}
END_TEST

/* --- the cost of a page */

enum { MANY = 3000, PAGE = 51, MOST_READS = 1000 };

/* Rows the server has read for this connection. */
static int64_t
reads(void)
{
	return schema_number(store_db, "SELECT CAST(SUM(VARIABLE_VALUE) AS SIGNED) FROM"
		" information_schema.SESSION_STATUS WHERE VARIABLE_NAME IN ('HANDLER_READ_NEXT',"
		" 'HANDLER_READ_PREV', 'HANDLER_READ_RND', 'HANDLER_READ_RND_NEXT', 'HANDLER_READ_KEY')");
}

static void
fill(void)
{
	schema_do(store_db, mem_printf(fixture_mem,
		"INSERT INTO chat (account_id, avito_chat_id, owner, needs_person, last_message_at,"
		" created_at) SELECT %lld, CONCAT('many-', seq), IF(seq %% 2, 'bot', 'human'),"
		" seq %% 3 = 0, seq, 1 FROM seq_1_to_%d", (long long)account_id, MANY));
	schema_do(store_db, "ANALYZE TABLE chat");
}

START_TEST(a_page_reads_no_more_than_it_shows)
{
	struct chat_query query = { .tab = (enum chat_tab)_i, .limit = PAGE };
	struct chat_row *rows;
	int64_t before, idle;
	size_t count;

	fill();
	before = reads();
	idle = reads() - before;
	before = reads();
	MUST(chat_list(store_db, fixture_mem, &query, &rows, &count, &fixture_err));
	ck_assert_int_lt(reads() - before - idle, MOST_READS);
	ck_assert_uint_eq(count, _i == CHAT_TAB_DRAFTS ? 0 : PAGE);
}
END_TEST

START_TEST(found_chats_are_read_by_their_ids)
{
	static const size_t wanted[] = { 2, 1, 0, 2 };
	struct chat_query query = { .tab = (enum chat_tab)_i, .limit = PAGE };
	struct chat_counts counts;
	struct chat_row *rows;
	int64_t before, idle, id;
	size_t count;

	fill();
	id = schema_number(store_db, "SELECT id FROM chat WHERE avito_chat_id = 'many-3'");
	query.among = mem_printf(fixture_mem, "[%lld,%lld]", (long long)id, (long long)id + 3);
	before = reads();
	idle = reads() - before;
	before = reads();
	MUST(chat_list(store_db, fixture_mem, &query, &rows, &count, &fixture_err));
	MUST(chat_counts_among(store_db, query.among, &counts, &fixture_err));
	ck_assert_int_lt(reads() - before - idle, 200);
	ck_assert_uint_eq(count, wanted[_i]);
	ck_assert_int_eq(counts.needs, 2);
	ck_assert_int_eq(counts.bot, 1);
	ck_assert_int_eq(counts.drafts, 0);
	ck_assert_int_eq(counts.all, 2);
}
END_TEST

/* --- chat_counts */

START_TEST(counts_are_those_of_the_tabs)
{
	struct chat *needs = add("needs", 1), *draft = add("draft", 2);
	struct chat_counts counts;

	needs->needs_person = true;
	give_to_person(needs, 0);
	give_to_person(draft, NOW - 1);
	add_draft(draft, 1);
	add_draft(draft, 2);
	(void)add("bot", 3);
	MUST(chat_counts(store_db, &counts, &fixture_err));
	ck_assert_int_eq(counts.needs, 1);
	ck_assert_int_eq(counts.bot, 2);
	ck_assert_int_eq(counts.drafts, 1);
	ck_assert_int_eq(counts.all, 3);
}
END_TEST

START_TEST(those_who_wait_are_counted_so_far)
{
	int64_t count;

	for (int i = 0; i < 4; i++) {
		struct chat *chat = add(mem_printf(fixture_mem, "chat%d", i), i + 1);

		chat->needs_person = i > 0;
		give_to_person(chat, 0);
	}
	MUST(chat_count_needs(store_db, 10, &count, &fixture_err));
	ck_assert_int_eq(count, 3);
	MUST(chat_count_needs(store_db, 2, &count, &fixture_err));
	ck_assert_int_eq(count, 2);
}
END_TEST

/* Chats that wait for a person, the bot has, or with a draft: as many of each. */
static void
add_many(int64_t from, int64_t to)
{
	MUST(db_exec(store_db, "INSERT INTO chat (account_id, avito_chat_id, needs_person, created_at)"
		" SELECT ?, CONCAT('many-', seq), 1, 0 FROM seq_1_to_2000 WHERE seq BETWEEN ? AND ?",
		DB_ARGS(db_i64(account_id), db_i64(from), db_i64(to)), NULL, &fixture_err));
	MUST(db_exec(store_db, "INSERT INTO draft (chat_id, turn_id, text, created_at)"
		" SELECT c.id, 2 * c.id + two.seq, 'words', 0 FROM chat c JOIN seq_0_to_1 two"
		" LEFT JOIN draft d ON d.chat_id = c.id WHERE d.id IS NULL", DB_NONE, NULL, &fixture_err));
}

static void
counts_are(int64_t count)
{
	struct chat_counts counts;

	MUST(chat_counts(store_db, &counts, &fixture_err));
	ck_assert_int_eq(counts.needs, count);
	ck_assert_int_eq(counts.bot, count);
	ck_assert_int_eq(counts.drafts, count);
	ck_assert_int_eq(counts.all, count);
}

START_TEST(a_hundred_and_more_are_counted_as_a_hundred)
{
	add_many(1, CHAT_COUNT_MAX - 1);
	counts_are(CHAT_COUNT_MAX - 1);
	add_many(CHAT_COUNT_MAX, CHAT_COUNT_MAX);
	counts_are(CHAT_COUNT_MAX);
	add_many(CHAT_COUNT_MAX + 1, CHAT_COUNT_MAX + 1);
	counts_are(CHAT_COUNT_MAX);
}
END_TEST

START_TEST(an_empty_inbox_counts_nothing)
{
	struct chat_counts counts;

	MUST(chat_counts(store_db, &counts, &fixture_err));
	ck_assert_int_eq(counts.needs + counts.bot + counts.drafts + counts.all, 0);
}
END_TEST

/* --- versions */

static const char *
list_version(void)
{
	const char *version;

	MUST(chat_list_version(store_db, fixture_mem, &version, &fixture_err));
	return version;
}

static const char *
version_of(const struct chat *chat)
{
	struct chat_versions *versions;

	MUST(chat_versions(store_db, fixture_mem, chat->id, &versions, &fixture_err));
	ck_assert_str_eq(versions->list, list_version());
	return versions->chat;
}

START_TEST(the_list_has_another_version_after_a_change)
{
	const char *empty = list_version(), *before;
	struct chat *chat = add("a", 1);

	before = list_version();
	ck_assert_str_ne(before, empty);
	ck_assert_str_eq(list_version(), before);
	schema_set_clock(store_db, NOW + 1);
	save(chat);
	ck_assert_str_ne(list_version(), before);
}
END_TEST

static void
change_chat(const struct chat *chat)
{
	save(chat);
}

static void
finish_turn(const struct chat *chat)
{
	struct turn *turn;

	MUST(turn_ensure(store_db, fixture_mem, chat->id, 1, &turn, &fixture_err));
	MUST(turn_finish(store_db, turn->id, "silent", "", "[]", &fixture_err));
}

static void
add_reply(const struct chat *chat)
{
	struct outbox_new reply = { .account_id = account_id, .chat_id = chat->id, .turn_id = 1,
		.kind = "reply", .nonce = "n", .lifetime_ms = 1000 };
	char text[] = "words", *parts[] = { text };

	MUST(outbox_insert(store_db, &reply, parts, 1, &fixture_err));
}

static void (*const changes[])(const struct chat *chat) = { change_chat, finish_turn, add_reply };

START_TEST(a_chat_has_another_version_after_a_change_of_its_own)
{
	struct chat *chat = add("a", 1), *other = add("b", 1);
	const char *before = version_of(chat), *others = version_of(other);

	schema_set_clock(store_db, NOW + 1);
	ck_assert_str_eq(version_of(chat), before);
	changes[_i](chat);
	ck_assert_str_ne(version_of(chat), before);
	ck_assert_str_eq(version_of(other), others);
}
END_TEST

Suite *
chat_list_suite(void)
{
	Suite *suite = suite_create("chat_list");
	TCase *tcase = store_case(suite, "chat_list");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_bare_chat_is_listed_with_empty_words);
	tcase_add_test(tcase, a_row_carries_the_words_of_its_neighbours);
	tcase_add_test(tcase, each_tab_has_its_own);
	tcase_add_test(tcase, a_chat_is_the_bots_again_when_the_pause_is_over);
	tcase_add_test(tcase, pages_go_on_where_the_last_one_ended);
	tcase = store_case(suite, "chat_counts");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, counts_are_those_of_the_tabs);
	tcase_add_test(tcase, those_who_wait_are_counted_so_far);
	tcase_add_test(tcase, a_hundred_and_more_are_counted_as_a_hundred);
	tcase_add_test(tcase, an_empty_inbox_counts_nothing);
	tcase = store_case(suite, "chat_versions");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, the_list_has_another_version_after_a_change);
	tcase_add_loop_test(tcase, a_chat_has_another_version_after_a_change_of_its_own, 0,
		COUNT(changes));

	tcase = store_case(suite, "cost");
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_loop_test(tcase, a_page_reads_no_more_than_it_shows, 0, CHAT_TAB_ALL + 1);
	tcase_add_loop_test(tcase, found_chats_are_read_by_their_ids, 0, CHAT_TAB_ALL + 1);
	return suite;
}
