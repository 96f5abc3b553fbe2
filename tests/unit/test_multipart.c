/* SPDX-License-Identifier: MIT */
#include "codec/multipart.h"

#include <string.h>

#include "test_codec.h"

enum { MAX_PARTS = 3 };

#define TYPE "multipart/form-data; boundary=XyZ"
#define FIELD(name, value) \
	"--XyZ\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define END "--XyZ--\r\n"

struct expected {
	const char *name, *filename, *content_type, *data;
	size_t len;
};

static const struct {
	const char *type, *body;
	size_t len, count;
	struct expected parts[MAX_PARTS];
} bodies[] = {
#define ROW(type, body, ...) { type, body, sizeof(body) - 1, __VA_ARGS__ }
	ROW(TYPE, FIELD("a", "hello") FIELD("b", "") END, 2,
		{ { "a", NULL, NULL, "hello", 5 }, { "b", NULL, NULL, "", 0 } }),
	ROW(TYPE, END, 0, { { NULL, NULL, NULL, NULL, 0 } }),
	ROW(TYPE, "--XyZ\r\nContent-Disposition: form-data; name=\"f\"; filename=\"я.png\"\r\n"
		"Content-Type: image/png\r\n\r\n\x89PNG\r\n\0\r\n--Xy\r\n" END, 1,
		{ { "f", "я.png", "image/png", "\x89PNG\r\n\0\r\n--Xy", 13 } }),
	ROW("Multipart/Form-Data; charset=utf-8; Boundary=\"XyZ\"",
		"preamble\r\n--XyZ \t\r\nCONTENT-DISPOSITION:form-data;name=a\r\n\r\n1\r\n--XyZ--", 1,
		{ { "a", NULL, NULL, "1", 1 } }),
	ROW(TYPE, "--XyZ\r\nX: y\r\ncontent-type: text/plain \r\nContent-Disposition: form-data; "
		"filename=\"C:\\dir\\a;\\\"b\\\".txt\" ; name=\"n\"\r\n\r\nx\r\n" END "epilogue", 1,
		{ { "n", "C:\\dir\\a;\"b\".txt", "text/plain", "x", 1 } }),
	ROW(TYPE, FIELD("a", "--XyZ") END, 1, { { "a", NULL, NULL, "--XyZ", 5 } }),
	ROW(TYPE, FIELD("a", "\r\n-XyZ\n--XyZ") END, 1,
		{ { "a", NULL, NULL, "\r\n-XyZ\n--XyZ", 12 } }),
	ROW(TYPE, FIELD("a", "1") FIELD("a", "2") FIELD("", "3") END, 3,
		{ { "a", NULL, NULL, "1", 1 }, { "a", NULL, NULL, "2", 1 },
		  { "", NULL, NULL, "3", 1 } }),
#undef ROW
};

static bool
parse(const char *type, const char *body, size_t len, struct multipart **multipart_r)
{
	return multipart_parse(fixture_mem, type, body, len, MAX_PARTS, multipart_r, &fixture_err);
}

START_TEST(parts_come_in_order_with_their_bytes)
{
	struct multipart *multipart;

	MUST(parse(bodies[_i].type, bodies[_i].body, bodies[_i].len, &multipart));
	ck_assert_uint_eq(multipart->count, bodies[_i].count);
	for (size_t i = 0; i < multipart->count; i++) {
		const struct multipart_part *part = &multipart->parts[i];
		const struct expected *want = &bodies[_i].parts[i];

		ck_assert_str_eq(part->name, want->name);
		ck_assert_pstr_eq(part->filename, want->filename);
		ck_assert_pstr_eq(part->content_type, want->content_type);
		ck_assert_uint_eq(part->len, want->len);
		ck_assert_int_eq(memcmp(part->data, want->data, want->len), 0);
	}
}
END_TEST

static const struct {
	const char *type, *body;
} refused[] = {
	{ "multipart/form-data", FIELD("a", "1") END },
	{ "multipart/form-data; boundary=", FIELD("a", "1") END },
	{ "multipart/form-data; boundary=\"XyZ", FIELD("a", "1") END },
	{ "multipart/form-data; boundary", FIELD("a", "1") END },
	{ "multipart/form-datax; boundary=XyZ", FIELD("a", "1") END },
	{ "multipart/mixed; boundary=XyZ", FIELD("a", "1") END },
	{ "application/json", FIELD("a", "1") END },
	{ "", FIELD("a", "1") END },
	{ "multipart/form-data; boundary=12345678901234567890123456789012345678901234567890"
	  "123456789012345678901", "--x" },
	{ TYPE, "" },
	{ TYPE, "no boundary at all" },
	{ TYPE, FIELD("a", "1") },
	{ TYPE, FIELD("a", "1") "--XyZ" },
	{ TYPE, FIELD("a", "1") "--XyZ-" },
	{ TYPE, FIELD("a", "1") "--XyZx\r\n" END },
	{ TYPE, "--XyZx\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n" END },
	{ TYPE, "--XyZ\r\n\r\nno headers\r\n" END },
	{ TYPE, "--XyZ\r\nContent-Type: text/plain\r\n\r\nno name\r\n" END },
	{ TYPE, "--XyZ\r\nContent-Disposition: form-data\r\n\r\nno name\r\n" END },
	{ TYPE, "--XyZ\r\nContent-Disposition: form-data; filename=x\r\n\r\nno name\r\n" END },
	{ TYPE, "--XyZ\r\nContent-Disposition: attachment; name=x\r\n\r\n1\r\n" END },
	{ TYPE, "--XyZ\r\nContent-Disposition: form-data; name=\"x\r\n\r\n1\r\n" END },
	{ TYPE, "--XyZ\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\n1\r\n" END },
	{ TYPE, "--XyZ\r\nContent-Disposition: form-data; name=x\r\n" END },
	{ TYPE, FIELD("a", "1") FIELD("b", "2") FIELD("c", "3") FIELD("d", "4") END },
};

START_TEST(a_body_that_breaks_the_form_is_refused)
{
	struct multipart *multipart = NULL;

	MUST_FAIL(parse(refused[_i].type, refused[_i].body, strlen(refused[_i].body), &multipart),
		ERR_INVALID);
	ck_assert_ptr_null(multipart);
}
END_TEST

START_TEST(every_cut_body_is_refused)
{
	static const char body[] = "p\r\n" FIELD("a", "hello") FIELD("b", "x") "--XyZ--";
	struct multipart *multipart;

	for (size_t len = 0; len < strlen(body); len++) {
		char *cut = mem_dup(fixture_mem, body, len);

		MUST_FAIL(parse(TYPE, cut, len, &multipart), ERR_INVALID);
	}
	MUST(parse(TYPE, body, strlen(body), &multipart));
}
END_TEST

START_TEST(headers_that_never_end_are_refused)
{
	static const char start[] = "--XyZ\r\nContent-Disposition: form-data; name=x\r\nX: ";
	enum { SIZE = 100000 };
	char *body = mem_array(fixture_mem, char, SIZE);
	struct multipart *multipart;

	memset(body, 'x', SIZE);
	memcpy(body, start, strlen(start));
	memcpy(body + SIZE - 20, "\r\n\r\n1\r\n--XyZ--\r\n", 17);
	MUST_FAIL(parse(TYPE, body, SIZE, &multipart), ERR_INVALID);
}
END_TEST

START_TEST(a_nul_in_headers_is_refused)
{
	static const char body[] = "--XyZ\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\n1\r\n"
		END;
	struct multipart *multipart;

	MUST_FAIL(parse(TYPE, body, sizeof(body) - 1, &multipart), ERR_INVALID);
}
END_TEST

/* Millions of almost-boundaries: anything but a linear search would need hours. */
START_TEST(near_misses_of_the_boundary_cost_nothing)
{
	enum { SIZE = 8 << 20 };
	static const char start[] = "--aaaaaaaaaaaaaaaaaaaaaaaab\r\n"
		"Content-Disposition: form-data; name=x\r\n\r\n";
	char *body = mem_array(fixture_mem, char, SIZE);
	struct multipart *multipart;

	memset(body, 'a', SIZE);
	memcpy(body, start, strlen(start));
	for (size_t i = strlen(start); i + 4 < SIZE; i += 16)
		memcpy(body + i, "\r\n--", 4);
	MUST_FAIL(parse("multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaab", body, SIZE,
		&multipart), ERR_INVALID);
}
END_TEST

/* Boundaries of changing length one after the other, as from different browsers. */
START_TEST(a_boundary_leaves_nothing_behind)
{
	for (int len = 1; len <= 70; len++) {
		char *boundary = mem_array(fixture_mem, char, (size_t)len + 1);
		struct multipart *multipart;

		memset(boundary, 'b', (size_t)len);

		char *body = mem_printf(fixture_mem, "--%s\r\nContent-Disposition: form-data; name=x"
			"\r\n\r\nvalue\r\n--%s--\r\n", boundary, boundary);

		MUST(parse(mem_printf(fixture_mem, "multipart/form-data; boundary=%s", boundary),
			body, strlen(body), &multipart));
		ck_assert_uint_eq(multipart->count, 1);
		ck_assert_uint_eq(multipart->parts[0].len, 5);
	}
}
END_TEST

Suite *
multipart_suite(void)
{
	Suite *suite = suite_create("multipart");
	TCase *tcase = fixture_case(suite, "multipart_parse");

	tcase_add_loop_test(tcase, parts_come_in_order_with_their_bytes, 0, COUNT(bodies));
	tcase_add_loop_test(tcase, a_body_that_breaks_the_form_is_refused, 0, COUNT(refused));
	tcase_add_test(tcase, every_cut_body_is_refused);
	tcase_add_test(tcase, headers_that_never_end_are_refused);
	tcase_add_test(tcase, a_nul_in_headers_is_refused);
	tcase_add_test(tcase, near_misses_of_the_boundary_cost_nothing);
	tcase_add_test(tcase, a_boundary_leaves_nothing_behind);
	return suite;
}
