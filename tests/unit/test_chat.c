/* SPDX-License-Identifier: MIT */
/* Chats, listings and buyers. */
#include "store/chat.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/mem.h"
#include "test_store.h"

#define NOW INT64_C(1800000000000)

enum { THREADS = 4, ROUNDS = 25 };

struct wanted {
	void *mem;
	int64_t account_id;
	const char *avito_chat_id;
	struct chat *chat;
};

static bool
lock_work(struct db *db, void *arg, struct err *err)
{
	struct wanted *wanted = arg;

	return chat_lock_avito(db, wanted->mem, wanted->account_id, wanted->avito_chat_id, "u2i",
		&wanted->chat, err);
}

static struct chat *
ensure(int64_t account_id, const char *avito_chat_id)
{
	struct wanted wanted = { fixture_mem, account_id, avito_chat_id, NULL };

	MUST(db_transaction(store_db, lock_work, &wanted, &fixture_err));
	return wanted.chat;
}

static struct chat *
find(int64_t id)
{
	struct chat *chat;

	MUST(chat_find(store_db, fixture_mem, id, &chat, &fixture_err));
	return chat;
}

/* --- chat_lock_avito */

START_TEST(a_new_chat_is_the_bots)
{
	struct chat *chat = find(ensure(1, "u2i-abc~1")->id);

	ck_assert_int_eq(chat->account_id, 1);
	ck_assert_str_eq(chat->avito_chat_id, "u2i-abc~1");
	ck_assert_str_eq(chat->kind, "u2i");
	ck_assert_str_eq(chat->owner, "bot");
	ck_assert(!chat->needs_person);
	ck_assert(!chat->dead);
	ck_assert_int_eq(chat->listing_id + chat->buyer_id + chat->last_message_id, 0);
}
END_TEST

START_TEST(a_chat_is_made_once_for_each_account)
{
	int64_t id = ensure(1, "a")->id;

	ck_assert_int_eq(ensure(1, "a")->id, id);
	ck_assert_int_ne(ensure(2, "a")->id, id);
	ck_assert_int_ne(ensure(1, "A")->id, id);
	ck_assert_int_eq(schema_number(store_db, "SELECT COUNT(*) FROM chat"), 3);
}
END_TEST

START_TEST(an_unknown_chat_is_not_found)
{
	struct chat *chat;

	MUST_FAIL(chat_find(store_db, fixture_mem, ensure(1, "a")->id + 1, &chat, &fixture_err),
		ERR_NOT_FOUND);
}
END_TEST

/* --- several hands on one chat */

static _Atomic int failures;

static bool
add_work(struct db *db, void *arg, struct err *err)
{
	struct wanted *wanted = arg;

	if (!lock_work(db, arg, err))
		return false;
	wanted->chat->waiting_since++;
	return chat_update(db, wanted->chat, err);
}

static void *
add_often(void *arg)
{
	struct db *db = arg;
	struct err err;

	for (int i = 0; i < ROUNDS; i++) {
		struct wanted wanted = { mem_context(db, "round"), 1, "shared", NULL };

		if (!db_transaction(db, add_work, &wanted, &err))
			atomic_fetch_add(&failures, 1);
		mem_free(wanted.mem);
	}
	return NULL;
}

START_TEST(the_lock_keeps_changes_of_others_out)
{
	pthread_t threads[THREADS];
	struct db *dbs[THREADS];

	for (int i = 0; i < THREADS; i++)
		dbs[i] = schema_open_again();
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, add_often, dbs[i]), 0);
	for (int i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);
	ck_assert_int_eq(atomic_load(&failures), 0);
	ck_assert_int_eq(schema_number(store_db, "SELECT COUNT(*) FROM chat"), 1);
	ck_assert_int_eq(schema_number(store_db, "SELECT waiting_since FROM chat"),
		THREADS * ROUNDS);
}
END_TEST

/* --- chat_update */

START_TEST(every_member_is_written)
{
	int64_t id = ensure(1, "a")->id;
	struct chat new = {
		.id = id, .kind = "u2u", .listing_id = 2, .buyer_id = 3, .owner = "human",
		.owner_reason = "colleague", .owner_until = 4, .needs_person = true,
		.need_reason = "old", .last_message_id = 5, .last_message_at = 6, .last_buyer_id = 7,
		.waiting_since = 8, .burst_at = 9, .answer_at = 10, .away_at = 11, .enriched_at = 12,
		.read_at = 13, .dead = true,
	};
	struct chat *chat;

	MUST(chat_update(store_db, &new, &fixture_err));
	chat = find(id);
	ck_assert_str_eq(chat->avito_chat_id, "a");
	ck_assert_str_eq(chat->kind, "u2u");
	ck_assert_int_eq(chat->listing_id, 2);
	ck_assert_int_eq(chat->buyer_id, 3);
	ck_assert_str_eq(chat->owner, "human");
	ck_assert_str_eq(chat->owner_reason, "colleague");
	ck_assert_int_eq(chat->owner_until, 4);
	ck_assert(chat->needs_person);
	ck_assert_str_eq(chat->need_reason, "old");
	ck_assert_int_eq(chat->last_message_id, 5);
	ck_assert_int_eq(chat->last_message_at, 6);
	ck_assert_int_eq(chat->last_buyer_id, 7);
	ck_assert_int_eq(chat->waiting_since, 8);
	ck_assert_int_eq(chat->burst_at, 9);
	ck_assert_int_eq(chat->answer_at, 10);
	ck_assert_int_eq(chat->away_at, 11);
	ck_assert_int_eq(chat->enriched_at, 12);
	ck_assert_int_eq(chat->read_at, 13);
	ck_assert(chat->dead);
}
END_TEST

START_TEST(other_chats_stay_as_they_are)
{
	struct chat *mine = ensure(1, "a"), *other = ensure(1, "b");

	mine->owner = "closed";
	MUST(chat_update(store_db, mine, &fixture_err));
	ck_assert_str_eq(find(other->id)->owner, "bot");
}
END_TEST

START_TEST(a_change_is_seen_and_a_change_of_owner_has_its_time)
{
	struct chat *chat = ensure(1, "a");

	schema_set_clock(store_db, NOW);
	chat->needs_person = true;
	MUST(chat_update(store_db, chat, &fixture_err));
	ck_assert_int_eq(schema_number(store_db, "SELECT changed FROM chat"), NOW);
	ck_assert_int_eq(schema_number(store_db, "SELECT owner_at FROM chat"), 0);
	schema_set_clock(store_db, NOW + 1000);
	chat->owner = "human";
	MUST(chat_update(store_db, chat, &fixture_err));
	schema_set_clock(store_db, NOW + 2000);
	chat->owner_reason = "operator";
	MUST(chat_update(store_db, chat, &fixture_err));
	ck_assert_int_eq(schema_number(store_db, "SELECT owner_at FROM chat"), NOW + 1000);
	ck_assert_int_eq(schema_number(store_db, "SELECT changed FROM chat"), NOW + 2000);
}
END_TEST

/* --- listings */

static int64_t
ensure_listing(int64_t account_id, int64_t item_id)
{
	int64_t id;

	MUST(listing_ensure(store_db, account_id, item_id, &id, &fixture_err));
	return id;
}

static struct listing *
find_listing(int64_t id)
{
	struct listing *listing;

	MUST(listing_find(store_db, fixture_mem, id, &listing, &fixture_err));
	return listing;
}

START_TEST(a_listing_is_made_once_with_nothing_but_its_id)
{
	int64_t id = ensure_listing(1, INT64_C(9007199254740993));
	struct listing *listing = find_listing(id);

	ck_assert_int_eq(ensure_listing(1, INT64_C(9007199254740993)), id);
	ck_assert_int_ne(ensure_listing(2, INT64_C(9007199254740993)), id);
	ck_assert_int_eq(listing->avito_item_id, INT64_C(9007199254740993));
	ck_assert_str_eq(listing->title, "");
	ck_assert_str_eq(listing->mode, "");
	ck_assert_int_eq(listing->seen_at, 0);
	MUST_FAIL(listing_find(store_db, fixture_mem, id + 10, &listing, &fixture_err),
		ERR_NOT_FOUND);
}
END_TEST

START_TEST(what_avito_tells_of_a_listing_is_kept_and_its_mode_stays)
{
	int64_t id = ensure_listing(1, 5);
	struct listing told = { .id = id, .title = "Диван", .price_text = "5 000 ₽", .status_id = 4,
		.url = "https://avito.example/5", .image_url = "https://img.example/5",
		.location = "Казань" };
	struct listing *listing;

	schema_set_clock(store_db, NOW);
	schema_do(store_db, "UPDATE listing SET mode = 'off'");
	MUST(listing_update(store_db, &told, &fixture_err));
	listing = find_listing(id);
	ck_assert_str_eq(listing->title, "Диван");
	ck_assert_str_eq(listing->price_text, "5 000 ₽");
	ck_assert_int_eq(listing->status_id, 4);
	ck_assert_str_eq(listing->url, "https://avito.example/5");
	ck_assert_str_eq(listing->image_url, "https://img.example/5");
	ck_assert_str_eq(listing->location, "Казань");
	ck_assert_str_eq(listing->mode, "off");
	ck_assert_int_eq(listing->seen_at, NOW);
}
END_TEST

START_TEST(long_words_of_a_listing_are_cut)
{
	char *text = mem_array(fixture_mem, char, 2 * 600 + 1);
	struct listing told = { .id = ensure_listing(1, 5), .title = text, .price_text = text,
		.url = text, .image_url = text, .location = text };
	struct listing *listing;

	for (int i = 0; i < 600; i++)
		memcpy(text + 2 * i, "ж", 2);
	MUST(listing_update(store_db, &told, &fixture_err));
	listing = find_listing(told.id);
	ck_assert_uint_eq(strlen(listing->title), 2 * 300);
	ck_assert_uint_eq(strlen(listing->price_text), 2 * 60);
	ck_assert_uint_eq(strlen(listing->url), 2 * 500);
	ck_assert_uint_eq(strlen(listing->image_url), 2 * 500);
	ck_assert_uint_eq(strlen(listing->location), 2 * 300);
}
END_TEST

START_TEST(listings_of_an_account_are_listed_page_by_page)
{
	int64_t first = ensure_listing(1, 30), second = ensure_listing(1, 20);
	struct listing *listings;
	size_t count;

	(void)ensure_listing(2, 10);
	MUST(listing_list(store_db, fixture_mem, 1, 0, 1, &listings, &count, &fixture_err));
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(listings[0].id, first);
	MUST(listing_list(store_db, fixture_mem, 1, first, 10, &listings, &count, &fixture_err));
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(listings[0].id, second);
}
END_TEST

/* --- buyers */

static int64_t
ensure_buyer(int64_t account_id, const char *name)
{
	int64_t id;

	MUST(buyer_ensure(store_db, account_id, 555, name, &id, &fixture_err));
	return id;
}

static struct buyer *
find_buyer(int64_t id)
{
	struct buyer *buyer;

	MUST(buyer_find(store_db, fixture_mem, id, &buyer, &fixture_err));
	return buyer;
}

START_TEST(a_buyer_is_made_once_and_takes_the_newest_name)
{
	int64_t id = ensure_buyer(1, "");

	ck_assert_str_eq(find_buyer(id)->name, "");
	ck_assert_int_eq(find_buyer(id)->avito_user_id, 555);
	ck_assert(!find_buyer(id)->blocked);
	ck_assert_int_eq(ensure_buyer(1, "Катя"), id);
	ck_assert_str_eq(find_buyer(id)->name, "Катя");
	ck_assert_int_eq(ensure_buyer(1, ""), id);
	ck_assert_str_eq(find_buyer(id)->name, "Катя");
	ck_assert_int_ne(ensure_buyer(2, "Катя"), id);
}
END_TEST

START_TEST(a_long_name_of_a_buyer_is_cut)
{
	char *text = mem_array(fixture_mem, char, 2 * 300 + 1);

	for (int i = 0; i < 300; i++)
		memcpy(text + 2 * i, "ж", 2);
	ck_assert_uint_eq(strlen(find_buyer(ensure_buyer(1, text))->name), 2 * 200);
	ck_assert_uint_eq(strlen(find_buyer(ensure_buyer(1, text))->name), 2 * 200);
}
END_TEST

Suite *
chat_suite(void)
{
	Suite *suite = suite_create("chat");
	TCase *tcase = store_case(suite, "chat_lock_avito");

	tcase_add_test(tcase, a_new_chat_is_the_bots);
	tcase_add_test(tcase, a_chat_is_made_once_for_each_account);
	tcase_add_test(tcase, an_unknown_chat_is_not_found);
	tcase_add_test(tcase, the_lock_keeps_changes_of_others_out);
	tcase = store_case(suite, "chat_update");
	tcase_add_test(tcase, every_member_is_written);
	tcase_add_test(tcase, other_chats_stay_as_they_are);
	tcase_add_test(tcase, a_change_is_seen_and_a_change_of_owner_has_its_time);
	tcase = store_case(suite, "listing");
	tcase_add_test(tcase, a_listing_is_made_once_with_nothing_but_its_id);
	tcase_add_test(tcase, what_avito_tells_of_a_listing_is_kept_and_its_mode_stays);
	tcase_add_test(tcase, long_words_of_a_listing_are_cut);
	tcase_add_test(tcase, listings_of_an_account_are_listed_page_by_page);
	tcase = store_case(suite, "buyer");
	tcase_add_test(tcase, a_buyer_is_made_once_and_takes_the_newest_name);
	tcase_add_test(tcase, a_long_name_of_a_buyer_is_cut);
	return suite;
}
