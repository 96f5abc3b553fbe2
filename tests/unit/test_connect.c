/* SPDX-License-Identifier: MIT */
#include "core/connect.h"

#include "base/str.h"
#include "store/account.h"
#include "test_core_db.h"

#define PUBLIC "https://shop.example/desk"
#define OURS PUBLIC "/webhooks/avito/0123"

/* --- connect_webhook_url */

START_TEST(the_webhook_stands_below_the_public_address)
{
	struct account account = { .webhook_token = "0123" };

	ck_assert_str_eq(connect_webhook_url(fixture_mem, PUBLIC, &account), OURS);
	ck_assert_ptr_null(connect_webhook_url(fixture_mem, NULL, &account));
}
END_TEST

/* --- connect_judge */

static const struct {
	const char *urls[3];
	enum connect_webhook found;
	const char *other;
} subscriptions[] = {
	{ { NULL }, WEBHOOK_NONE, NULL },
	{ { OURS }, WEBHOOK_OURS, NULL },
	{ { PUBLIC "/webhooks/avito/4567" }, WEBHOOK_OLD, PUBLIC "/webhooks/avito/4567" },
	{ { PUBLIC "/webhooks/avito" }, WEBHOOK_OLD, PUBLIC "/webhooks/avito" },
	{ { PUBLIC "/webhook/avito" }, WEBHOOK_OLD, PUBLIC "/webhook/avito" },
	{ { "https://crm.example/hook" }, WEBHOOK_FOREIGN, "https://crm.example/hook" },
	{ { "https://crm.example/?" PUBLIC "/webhooks/avito/1" }, WEBHOOK_FOREIGN,
	  "https://crm.example/?" PUBLIC "/webhooks/avito/1" },
	{ { "http://shop.example/desk/webhooks/avito/1" }, WEBHOOK_FOREIGN,
	  "http://shop.example/desk/webhooks/avito/1" },
	/* Another program on the same host, and another host with a longer name. */
	{ { PUBLIC "/crm/hook" }, WEBHOOK_FOREIGN, PUBLIC "/crm/hook" },
	{ { PUBLIC }, WEBHOOK_FOREIGN, PUBLIC },
	{ { PUBLIC "top/webhooks/avito/1" }, WEBHOOK_FOREIGN, PUBLIC "top/webhooks/avito/1" },
	{ { PUBLIC "/webhooks/avitologist" }, WEBHOOK_FOREIGN, PUBLIC "/webhooks/avitologist" },
	/* Several at once: ours is enough, and a foreign one weighs more than an old one. */
	{ { "https://crm.example/hook", OURS }, WEBHOOK_OURS, NULL },
	{ { OURS, "https://crm.example/hook" }, WEBHOOK_OURS, NULL },
	{ { PUBLIC "/webhooks/avito/4567", "https://crm.example/hook" }, WEBHOOK_FOREIGN,
	  "https://crm.example/hook" },
	{ { "https://crm.example/hook", PUBLIC "/webhooks/avito/4567" }, WEBHOOK_FOREIGN,
	  "https://crm.example/hook" },
};

START_TEST(a_subscription_is_ours_old_or_somebody_elses)
{
	const char *const *urls = subscriptions[_i].urls, *other = "untouched";
	size_t count = 0;

	while (count < 3 && urls[count] != NULL)
		count++;
	ck_assert_int_eq(connect_judge(OURS, PUBLIC, urls, count, &other), subscriptions[_i].found);
	if (subscriptions[_i].found != WEBHOOK_OURS)
		ck_assert(str_equal(other, subscriptions[_i].other));
}
END_TEST

/* --- connect_token_wait_ms */

static const struct {
	int64_t refusals, age_ms, wait_ms;
} waits[] = {
	{ 0, 0, 2000 }, { 0, 500, 1500 }, { 0, 2000, 0 }, { 0, 86400000, 0 },
	{ 1, 0, 2000 }, { 1, 3600000, 0 },
	{ 2, 0, 4000 }, { 3, 0, 8000 }, { 3, 7999, 1 }, { 3, 8000, 0 },
	{ 8, 0, 256000 }, { 9, 0, 300000 }, { 1000000, 299999, 1 }, { INT64_MAX, 300000, 0 },
	{ 9, -1, 0 }, { 9, INT64_MIN, 0 },
};

START_TEST(tokens_refused_in_a_row_are_asked_for_ever_more_rarely)
{
	ck_assert_int_eq(connect_token_wait_ms(waits[_i].refusals, waits[_i].age_ms),
		waits[_i].wait_ms);
}
END_TEST

Suite *
connect_suite(void)
{
	Suite *suite = suite_create("connect");
	TCase *tcase = fixture_case(suite, "connect_webhook_url");

	tcase_add_test(tcase, the_webhook_stands_below_the_public_address);
	tcase = fixture_case(suite, "connect_judge");
	tcase_add_loop_test(tcase, a_subscription_is_ours_old_or_somebody_elses, 0,
		COUNT(subscriptions));
	tcase = fixture_case(suite, "connect_token_wait_ms");
	tcase_add_loop_test(tcase, tokens_refused_in_a_row_are_asked_for_ever_more_rarely, 0,
		COUNT(waits));
	return suite;
}
