/* SPDX-License-Identifier: MIT */
#include "shared/route.h"

#include <string.h>

#include "base/str.h"
#include "test_web.h"

static bool
never(struct request *req, struct err *err)
{
	(void)req;
	return err_set(err, ERR_INTERNAL, "not called here");
}

static const struct param chat_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAMS_END
};
static const struct param message_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_TOKEN("mid", REQUIRED, 1, 64),
	PARAMS_END
};

static const struct route routes[] = {
	{ GET, "/", PUBLIC, never, NULL },
	{ GET, "/chats", PUBLIC, never, NULL },
	{ POST, "/chats", PUBLIC, never, NULL },
	{ GET, "/chats/unread", PUBLIC, never, NULL },
	{ GET, "/chats/{id}", PUBLIC, never, chat_params },
	{ DELETE, "/chats/{id}/messages/{mid}", PUBLIC, never, message_params },
};

static const struct {
	const char *method, *path;
	int index;         /* of the route; -1: none */
	const char *first; /* captured */
	const char *allow;
} cases[] = {
	{ "GET", "/", 0, NULL, NULL },
	{ "HEAD", "/", 0, NULL, NULL },
	{ "GET", "/chats", 1, NULL, NULL },
	{ "POST", "/chats", 2, NULL, NULL },
	{ "GET", "/chats/unread", 3, NULL, NULL },
	{ "GET", "/chats/42", 4, "42", NULL },
	{ "GET", "/chats/ж", 4, "ж", NULL },
	{ "DELETE", "/chats/42/messages/a", 5, "42", NULL },
	{ "PUT", "/chats", -1, NULL, "GET, HEAD, POST" },
	{ "POST", "/chats/42", -1, NULL, "GET, HEAD" },
	{ "GET", "/chats/42/messages/a", -1, NULL, "DELETE" },
	{ "BREW", "/chats", -1, NULL, "GET, HEAD, POST" },
	{ "get", "/chats", -1, NULL, "GET, HEAD, POST" },
	{ "GET", "/chats/", -1, NULL, NULL },
	{ "GET", "/chats/42/", -1, NULL, NULL },
	{ "GET", "//", -1, NULL, NULL },
	{ "GET", "", -1, NULL, NULL },
	{ "GET", "chats", -1, NULL, NULL },
	{ "GET", "/chat", -1, NULL, NULL },
	{ "GET", "/chatss", -1, NULL, NULL },
	{ "GET", "/Chats", -1, NULL, NULL },
	{ "GET", "/chats/{id}/x", -1, NULL, NULL },
	{ "DELETE", "/chats//messages/a", -1, NULL, NULL },
};

START_TEST(a_path_finds_its_route)
{
	struct route_match match;
	bool found = route_find(fixture_mem, routes, COUNT(routes), method_parse(cases[_i].method),
		cases[_i].path, &match, &fixture_err);

	ck_assert(found == (cases[_i].index >= 0));
	if (found) {
		ck_assert_ptr_eq(match.route, &routes[cases[_i].index]);
		ck_assert_uint_eq(match.count > 0, cases[_i].first != NULL);
		if (cases[_i].first != NULL)
			ck_assert_str_eq(match.values[0], cases[_i].first);
		return;
	}
	ck_assert_str_eq(err_code_name(fixture_err.code),
		cases[_i].allow != NULL ? "invalid" : "not_found");
	if (cases[_i].allow != NULL)
		ck_assert_str_eq(match.allow, cases[_i].allow);
}
END_TEST

START_TEST(a_good_table_passes)
{
	route_check_table(routes, COUNT(routes));
}
END_TEST

START_TEST(a_name_without_a_parameter_is_a_bug)
{
	static const struct route bad[] = { { GET, "/chats/{id}", PUBLIC, never, NULL } };

	route_check_table(bad, 1);
}
END_TEST

START_TEST(a_name_that_may_be_left_out_is_a_bug)
{
	static const struct param params[] = { PARAM_ID("id", OPTIONAL), PARAMS_END };
	static const struct route bad[] = { { GET, "/chats/{id}", PUBLIC, never, params } };

	route_check_table(bad, 1);
}
END_TEST

Suite *
route_suite(void)
{
	Suite *suite = suite_create("route");
	TCase *tcase = fixture_case(suite, "route_find");

	tcase_add_loop_test(tcase, a_path_finds_its_route, 0, COUNT(cases));
	tcase = fixture_case(suite, "route_check_table");
	tcase_add_test(tcase, a_good_table_passes);
	fixture_add_abort(tcase, a_name_without_a_parameter_is_a_bug);
	fixture_add_abort(tcase, a_name_that_may_be_left_out_is_a_bug);
	return suite;
}
