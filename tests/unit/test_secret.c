/* SPDX-License-Identifier: MIT */
#include "codec/secret.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "test_codec.h"

#define KEY_HEX "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static struct secret_key
make_key(const char *hex)
{
	struct secret_key key;

	secret_init();
	MUST(secret_key_parse(hex, &key, &fixture_err));
	return key;
}

START_TEST(a_key_is_64_hex_digits_of_any_case)
{
	struct secret_key key = make_key(KEY_HEX);
	struct secret_key upper = make_key(
		"000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F");

	ck_assert_int_eq(key.bytes[1], 1);
	ck_assert_int_eq(key.bytes[31], 0x1f);
	ck_assert_uint_eq(strlen(key.id), 8);
	ck_assert_str_eq(key.id, upper.id);
	ck_assert_str_ne(key.id, make_key(secret_key_new(fixture_mem)).id);
}
END_TEST

static const char *const no_keys[] = {
	"", "00", "zz" KEY_HEX, KEY_HEX "00",
	"0001020304050607 8090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
	"g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
};

START_TEST(anything_else_is_no_key)
{
	struct secret_key key;

	secret_init();
	MUST_FAIL(secret_key_parse(no_keys[_i], &key, &fixture_err), ERR_INVALID);
	ck_assert_ptr_null(_i > 1 ? strstr(fixture_err.text, "0304") : NULL);
}
END_TEST

START_TEST(random_hex_has_its_length_and_differs)
{
	secret_init();

	char *one = secret_random_hex(fixture_mem, 16), *two = secret_random_hex(fixture_mem, 16);

	ck_assert_uint_eq(strlen(one), 32);
	ck_assert_uint_eq(strspn(one, "0123456789abcdef"), 32);
	ck_assert_str_ne(one, two);
	ck_assert_str_eq(secret_random_hex(fixture_mem, 0), "");
}
END_TEST

START_TEST(a_password_is_four_groups_of_clear_signs)
{
	secret_init();
	for (int i = 0; i < 200; i++) {
		const char *password = secret_random_password(fixture_mem);

		ck_assert_uint_eq(strlen(password), 23);
		for (int j = 0; j < 23; j++)
			ck_assert(j % 6 == 5 ? password[j] == '-' :
				(islower(password[j]) || isdigit(password[j])) &&
				strchr("lo01", password[j]) == NULL);
		ck_assert_str_ne(password, secret_random_password(fixture_mem));
	}
}
END_TEST

/* RFC 7693 appendix A has BLAKE2b-512 of "abc"; the 256-bit values are those of b2sum -l 256. */
START_TEST(a_hash_is_blake2b_256)
{
	unsigned char hash[SECRET_HASH_LEN];

	secret_init();
	secret_hash("abc", hash);
	ck_assert_str_eq(secret_hex(fixture_mem, hash, sizeof(hash)),
		"bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	secret_hash("", hash);
	ck_assert_str_eq(secret_hex(fixture_mem, hash, sizeof(hash)),
		"0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}
END_TEST

/* RFC 4231, test cases 2 and 6. */
START_TEST(an_hmac_is_that_of_rfc_4231)
{
	char key[132];

	secret_init();
	ck_assert_str_eq(secret_hmac_sha256_hex(fixture_mem, "Jefe",
		"what do ya want for nothing?", 28),
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, 131);
	key[131] = '\0';
	ck_assert_str_eq(secret_hmac_sha256_hex(fixture_mem, key,
		"Test Using Larger Than Block-Size Key - Hash Key First", 54),
		"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}
END_TEST

static const char *const texts[] = { "", "x", "пароль 123", "a long secret a long secret a long" };

START_TEST(what_is_sealed_opens_again)
{
	struct secret_key key = make_key(KEY_HEX);
	char *sealed = secret_seal(fixture_mem, &key, "account:42:token", texts[_i]), *text;

	ck_assert(str_has_prefix(sealed, mem_printf(fixture_mem, "k1.%s.", key.id)));
	MUST(secret_open(fixture_mem, &key, "account:42:token", sealed, &text, &fixture_err));
	ck_assert_str_eq(text, texts[_i]);
	ck_assert_str_ne(sealed, secret_seal(fixture_mem, &key, "account:42:token", texts[_i]));
}
END_TEST

START_TEST(a_sealed_secret_opens_only_in_its_place)
{
	struct secret_key key = make_key(KEY_HEX);
	char *sealed = secret_seal(fixture_mem, &key, "account:42:token", "s3cret"), *text = NULL;

	MUST_FAIL(secret_open(fixture_mem, &key, "account:43:token", sealed, &text, &fixture_err),
		ERR_DENIED);
	ck_assert_ptr_null(text);
}
END_TEST

START_TEST(a_sealed_secret_opens_only_with_its_key)
{
	struct secret_key key = make_key(KEY_HEX), other = make_key(secret_key_new(fixture_mem));
	char *sealed = secret_seal(fixture_mem, &key, "p", "s3cret"), *text;

	MUST_FAIL(secret_open(fixture_mem, &other, "p", sealed, &text, &fixture_err), ERR_DENIED);
	memcpy(other.id, key.id, sizeof(key.id));
	MUST_FAIL(secret_open(fixture_mem, &other, "p", sealed, &text, &fixture_err), ERR_DENIED);
}
END_TEST

START_TEST(no_changed_letter_and_no_cut_secret_opens)
{
	struct secret_key key = make_key(KEY_HEX);
	char *sealed = secret_seal(fixture_mem, &key, "p", "secret"), *text;

	/* 24 + 6 + 16 bytes leave 4 unused bits in the last letter; a decoder must refuse them set. */
	for (size_t i = 0; i < strlen(sealed); i++) {
		char *changed = mem_strdup(fixture_mem, sealed);

		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		MUST_FAIL(secret_open(fixture_mem, &key, "p", changed, &text, &fixture_err),
			ERR_DENIED);
		changed = mem_strndup(fixture_mem, sealed, i);
		MUST_FAIL(secret_open(fixture_mem, &key, "p", changed, &text, &fixture_err),
			ERR_DENIED);
	}
}
END_TEST

START_TEST(a_password_is_verified_by_its_hash_alone)
{
	secret_init();

	char *hash = secret_password_hash(fixture_mem, "пароль");

	ck_assert(str_has_prefix(hash, "$argon2id$v=19$m=65536,t=2,p=1$"));
	ck_assert(secret_password_verify(hash, "пароль"));
	ck_assert(!secret_password_verify(hash, "Пароль"));
	ck_assert(!secret_password_verify(hash, ""));
	ck_assert(!secret_password_verify("", "пароль"));
	ck_assert(!secret_password_verify("rubbish", "пароль"));
}
END_TEST

Suite *
secret_suite(void)
{
	Suite *suite = suite_create("secret");
	TCase *tcase = fixture_case(suite, "secret_key_parse");

	tcase_add_test(tcase, a_key_is_64_hex_digits_of_any_case);
	tcase_add_loop_test(tcase, anything_else_is_no_key, 0, COUNT(no_keys));
	tcase = fixture_case(suite, "secret_random_hex");
	tcase_add_test(tcase, random_hex_has_its_length_and_differs);
	tcase = fixture_case(suite, "secret_random_password");
	tcase_add_test(tcase, a_password_is_four_groups_of_clear_signs);
	tcase = fixture_case(suite, "secret_hash");
	tcase_add_test(tcase, a_hash_is_blake2b_256);
	tcase = fixture_case(suite, "secret_hmac_sha256_hex");
	tcase_add_test(tcase, an_hmac_is_that_of_rfc_4231);
	tcase = fixture_case(suite, "secret_seal");
	tcase_add_loop_test(tcase, what_is_sealed_opens_again, 0, COUNT(texts));
	tcase_add_test(tcase, a_sealed_secret_opens_only_in_its_place);
	tcase_add_test(tcase, a_sealed_secret_opens_only_with_its_key);
	tcase_add_test(tcase, no_changed_letter_and_no_cut_secret_opens);
	tcase = fixture_case(suite, "secret_password_hash");
	tcase_add_test(tcase, a_password_is_verified_by_its_hash_alone);
	return suite;
}
