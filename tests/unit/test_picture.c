/* SPDX-License-Identifier: MIT */
/* Which pictures are fetched, and what counts as one; that they come is seen on the live path. */
#include "remote/picture.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "io/http.h"
#include "stub_http.h"
#include "test_remote.h"

#define AVITO "https://api.avito.ru"

static const struct {
	const char *base, *url;
	bool allowed;
} urls[] = {
	{ AVITO, "https://img.k.avito.ru/chat/640x480/5083651369.3e79.jpg", true },
	{ AVITO, "https://00.img.avito.st/image/1/1.abc", true },
	{ AVITO, "https://www.avito.st/stub_avatars/_/1_64x64.png", true },
	{ AVITO, "https://IMG.K.AVITO.RU:443/a.jpg", true },
	{ AVITO, "http://img.k.avito.ru/a.jpg", false },
	{ AVITO, "https://img.k.avito.ru:444/a.jpg", false },
	{ AVITO, "https://user@img.k.avito.ru/a.jpg", false },
	{ AVITO, "https://img.k.avito.ru@evil.example/a.jpg", false },
	{ AVITO, "https://evil.example/img.k.avito.ru", false },
	{ AVITO, "https://avito.ru.evil.example/a.jpg", false },
	{ AVITO, "https://evilavito.ru/a.jpg", false },
	{ AVITO, "https://127.0.0.1/a.jpg", false },
	{ AVITO, "https://[::1]/a.jpg", false },
	{ AVITO, "ftp://img.k.avito.ru/a.jpg", false },
	{ AVITO, "file:///etc/passwd", false },
	{ AVITO, "//img.k.avito.ru/a.jpg", false },
	{ AVITO, "a.jpg", false },
	{ AVITO, "", false },
	{ "http://127.0.0.1:8462", "http://127.0.0.1:8462/sim/files/image/a.png", true },
	{ "http://127.0.0.1:8462", "http://127.0.0.1:8463/sim/files/image/a.png", false },
	{ "http://127.0.0.1:8462", "http://localhost:8462/sim/files/image/a.png", false },
	{ "http://127.0.0.1:8462", "https://img.k.avito.ru/a.jpg", true },
	{ "http://api.avito.ru", "http://api.avito.ru/a.jpg", false },
};

START_TEST(pictures_come_from_avito_alone)
{
	ck_assert_msg(picture_is_allowed(fixture_mem, urls[_i].base, urls[_i].url) == urls[_i].allowed,
		"%s", urls[_i].url);
}
END_TEST

#define DATA(type, text) { type, text, sizeof(text) - 1 }

static const struct {
	const char *type, *data;
	size_t len;
} data[] = {
	DATA("image/jpeg", "\xFF\xD8\xFF\xE0 and so on"), DATA("image/png", "\x89PNG\r\n\x1A\n and so on"),
	DATA("image/gif", "GIF89a and so on"), DATA("image/gif", "GIF87a and so on"),
	DATA("image/webp", "RIFF\x10\0\0\0WEBPVP8 "),
	DATA(NULL, ""), DATA(NULL, "\xFF\xD8\xFF"), DATA(NULL, "<svg xmlns=\"http://www.w3.org/2000/svg\">"),
	DATA(NULL, "<!doctype html><script>alert(1)</script>"), DATA(NULL, "%PDF-1.7 and so on"),
	DATA(NULL, "RIFF\x10\0\0\0WAVEfmt "), DATA(NULL, "{\"error\":{\"code\":404}}"), DATA(NULL, "GIF89"),
};

START_TEST(a_picture_is_known_by_its_first_bytes)
{
	ck_assert_pstr_eq(picture_type(data[_i].data, data[_i].len), data[_i].type);
}
END_TEST

/* --- picture_fetch; the stub is the configured base */

static const struct stub_step refused[] = {
	{ 200, "<svg xmlns='http://www.w3.org/2000/svg'/>", "Content-Type: image/svg+xml\r\n", STUB_KEEP },
	{ 200, "<script>alert(1)</script>", "Content-Type: image/png\r\n", STUB_KEEP },
	{ 302, NULL, "Location: https://img.k.avito.ru/a.jpg\r\n", STUB_KEEP },
	{ 404, "GIF89a and so on", NULL, STUB_KEEP },
	{ 200, "GIF89a and so on", NULL, STUB_CUT },
	{ 200, NULL, NULL, STUB_DROP },
};

START_TEST(what_is_no_picture_is_refused)
{
	struct picture picture = { NULL, NULL, 0 };

	stub_start(&refused[_i], 1);
	ck_assert(!picture_fetch(http_new(fixture_mem), fixture_mem, stub_url(),
		mem_printf(fixture_mem, "%s/a.png", stub_url()), &picture, &fixture_err));
	ck_assert(fixture_err.code == ERR_NOT_FOUND || fixture_err.code == ERR_UPSTREAM);
	ck_assert_ptr_null(picture.data);
	ck_assert_int_eq(stub_count(), 1);
	stub_stop();
}
END_TEST

START_TEST(a_picture_is_fetched_without_telling_who_asks)
{
	struct picture picture;

	STUB_START({ 200, "GIF89a and so on", "Content-Type: text/html\r\n", STUB_KEEP });
	MUST(picture_fetch(http_new(fixture_mem), fixture_mem, stub_url(),
		mem_printf(fixture_mem, "%s/a.png", stub_url()), &picture, &fixture_err));
	ck_assert_str_eq(picture.type, "image/gif");
	ck_assert_uint_eq(picture.len, strlen("GIF89a and so on"));
	ck_assert_ptr_null(strstr(stub_request(0)->head, "Authorization"));
	ck_assert_ptr_null(strstr(stub_request(0)->head, "Cookie"));
	ck_assert_ptr_null(strstr(stub_request(0)->head, "Referer"));
	stub_stop();
}
END_TEST

START_TEST(a_picture_that_is_too_long_is_refused)
{
	char *body = mem_array(fixture_mem, char, PICTURE_MAX + 100);
	struct stub_step step = { 200, body, NULL, STUB_KEEP };
	struct picture picture;

	memset(body, 'x', PICTURE_MAX + 99);
	memcpy(body, "GIF89a", 6);
	stub_start(&step, 1);
	MUST_FAIL(picture_fetch(http_new(fixture_mem), fixture_mem, stub_url(),
		mem_printf(fixture_mem, "%s/a.png", stub_url()), &picture, &fixture_err), ERR_UPSTREAM);
	stub_stop();
}
END_TEST

START_TEST(nobody_is_asked_for_a_url_from_elsewhere)
{
	struct picture picture;

	STUB_START({ 200, "GIF89a and so on", NULL, STUB_KEEP });
	MUST_FAIL(picture_fetch(http_new(fixture_mem), fixture_mem, AVITO,
		mem_printf(fixture_mem, "%s/a.png", stub_url()), &picture, &fixture_err), ERR_NOT_FOUND);
	ck_assert_int_eq(stub_count(), 0);
	stub_stop();
}
END_TEST

/* As when a name of Avito's were made to lead into our own network. */
START_TEST(no_connection_goes_to_a_private_address)
{
	struct http_request request = { .method = "GET", .public_only = true };
	struct http_answer *answer;

	STUB_START({ 200, "GIF89a and so on", NULL, STUB_KEEP });
	request.url = stub_url();
	MUST_FAIL(http_do(http_new(fixture_mem), fixture_mem, &request, &answer, &fixture_err),
		ERR_BUSY);
	ck_assert_int_eq(stub_count(), 0);
	request.public_only = false;
	MUST(http_do(http_new(fixture_mem), fixture_mem, &request, &answer, &fixture_err));
	stub_stop();
}
END_TEST

Suite *
picture_suite(void)
{
	Suite *suite = suite_create("picture");
	TCase *tcase = fixture_case(suite, "picture");

	tcase_add_loop_test(tcase, pictures_come_from_avito_alone, 0, COUNT(urls));
	tcase_add_loop_test(tcase, a_picture_is_known_by_its_first_bytes, 0, COUNT(data));

	tcase = fixture_case(suite, "fetch");
	tcase_add_loop_test(tcase, what_is_no_picture_is_refused, 0, COUNT(refused));
	tcase_add_test(tcase, a_picture_is_fetched_without_telling_who_asks);
	tcase_add_test(tcase, a_picture_that_is_too_long_is_refused);
	tcase_add_test(tcase, nobody_is_asked_for_a_url_from_elsewhere);
	tcase_add_test(tcase, no_connection_goes_to_a_private_address);
	return suite;
}
