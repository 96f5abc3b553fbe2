/* SPDX-License-Identifier: MIT */
/* Phones in every grouping, prices in every row, and rubbish: what no table can list. */
#include "core/guard.h"

#include <string.h>

#include "base/buf.h"
#include "test_core.h"

static struct guard_breach
check(const struct guard_input *input)
{
	struct guard_breach breach = { "clean", "" };
	bool clean = guard_check(fixture_mem, input, &breach);

	ck_assert_int_eq(clean, strcmp(breach.name, "clean") == 0);
	return breach;
}

/* A generator of our own, so that every run and every machine sees the same texts. */
static unsigned
next_random(unsigned *state, unsigned below)
{
	*state = *state * 1103515245u + 12345u;
	return (*state >> 16) % below;
}

/* One to three digits in words, the way they are dictated. */
static void
put_spoken(struct buf *buf, const char *digits, size_t len)
{
	static const char *const ones[] = {
		"ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять",
	};
	static const char *const teens[] = {
		"десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать",
		"шестнадцать", "семнадцать", "восемнадцать", "девятнадцать",
	};
	static const char *const tens[] = {
		"", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят",
		"восемьдесят", "девяносто",
	};
	static const char *const hundreds[] = {
		"", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот",
		"восемьсот", "девятьсот",
	};

	for (; len > 0; digits++, len--) {
		int digit = digits[0] - '0';

		if (len == 3 && digit > 0 && digits[1] != '0' && digits[2] != '0') {
			buf_printf(buf, "%s ", hundreds[digit]);
		} else if (len == 2 && digit == 1) {
			buf_printf(buf, "%s", teens[digits[1] - '0']);
			return;
		} else if (len == 2 && digit > 1 && digits[1] != '0') {
			buf_printf(buf, "%s ", tens[digit]);
		} else {
			buf_printf(buf, "%s%s", ones[digit], len > 1 ? " " : "");
		}
	}
}

/* A mobile number in some grouping, with some separator, now and then in words or odd digits. */
static const char *
random_phone(unsigned *state)
{
	static const char *const shapes[] = {
		"13322", "1334", "137", "1 10", "11111111111", "22223", "1343", "4322", "434", "47",
	};
	static const char *const gaps[] = {
		" ", "-", " - ", ".", "/", " ", "—", "_", " 📞 ", ") ", "...", "~", " и ", " тире ",
	};
	struct buf *buf = buf_new(fixture_mem, 4096);
	const char *gap = gaps[next_random(state, COUNT(gaps))];
	const char *shape = shapes[next_random(state, COUNT(shapes))];
	char digits[12] = "89";

	for (int i = 2; i < 11; i++)
		digits[i] = (char)('0' + next_random(state, 10));
	for (size_t at = 0, len; at < 11; at += len) {
		len = *shape == '\0' ? 11 - at : *shape == ' ' ? 10 : (size_t)(*shape++ - '0');
		if (len > 11 - at || *shape == ' ')
			len = 11 - at;
		if (at > 0)
			buf_puts(buf, gap);
		if (len <= 3 && next_random(state, 3) == 0)
			put_spoken(buf, digits + at, len);
		else
			buf_write(buf, digits + at, len);
	}
	return buf_data(buf);
}

START_TEST(a_phone_in_any_grouping_is_caught)
{
	unsigned state = (unsigned)_i + 1;

	for (int round = 0; round < 200; round++) {
		const char *phone = random_phone(&state);
		struct guard_breach breach = check(&(struct guard_input){
			.text = mem_printf(fixture_mem, "Да, это я, %s, до 20:00", phone) });

		ck_assert_msg(strcmp(breach.name, "contact") == 0, "\"%s\" is %s", phone,
			breach.name);
	}
}
END_TEST

/* Prices, one after another, as a price list puts them. */
static const char *
random_prices(unsigned *state)
{
	static const char *const gaps[] = { ", ", " – ", "/", " / ", "; ", "\n", " или ", " ₽, " };
	const char *gap = gaps[next_random(state, COUNT(gaps))];
	bool grouped = next_random(state, 2) == 0;
	struct buf *buf = buf_new(fixture_mem, 4096);
	unsigned count = 1 + next_random(state, 6);

	for (unsigned i = 0; i < count; i++) {
		unsigned price = 1000 + 10 * next_random(state, 15000);

		buf_puts(buf, i > 0 ? gap : "");
		if (grouped)
			buf_printf(buf, "%u %03u", price / 1000, price % 1000);
		else
			buf_printf(buf, "%u", price);
	}
	return buf_data(buf);
}

START_TEST(prices_of_any_kind_pass)
{
	unsigned state = (unsigned)_i + 1;

	for (int round = 0; round < 200; round++) {
		const char *prices = random_prices(&state);
		struct guard_breach breach = check(&(struct guard_input){
			.text = mem_printf(fixture_mem, "Стоимость: %s ₽ за штуку", prices) });

		ck_assert_msg(strcmp(breach.name, "clean") == 0, "\"%s\" is %s (%s)", prices,
			breach.name, breach.detail);
	}
}
END_TEST

START_TEST(no_text_of_odd_pieces_breaks_the_guard)
{
	static const char *const pieces[] = {
		"8", "916", "+", "-", "(", ")", " ", ".", ",", "@", "/", ":", "х", "x", "о", "сто",
		"точка", "собака", "ru", "ру", "t", "me", "*", "\n", "двадцать", "тысяч", "[", "]",
		"₽", "％", "٣", "➊", "⃣", "й", "иÌ", "👍🏽", "|", "`", "<b", ">", "#", "_", "тел",
		"телега", "http", "\"reply\"", "99999999999999999999999", "l", "ﷺ", "\u200d", NULL
	};
	unsigned state = (unsigned)_i + 1;

	for (int round = 0; round < 300; round++) {
		struct buf *buf = buf_new(fixture_mem, 4096);
		unsigned count = next_random(&state, 40);

		for (unsigned i = 0; i < count; i++)
			buf_puts(buf, pieces[next_random(&state, COUNT(pieces) - 1)]);
		(void)check(&(struct guard_input){ .text = buf_data(buf), .canary = "8 916 l",
			.facts = pieces, .own = pieces });
		(void)guard_plain(fixture_mem, buf_data(buf));
	}
}
END_TEST

Suite *
guard_random_suite(void)
{
	Suite *suite = suite_create("guard random");
	TCase *tcase = fixture_case(suite, "guard_check");

	tcase_add_loop_test(tcase, a_phone_in_any_grouping_is_caught, 0, 10);
	tcase_add_loop_test(tcase, prices_of_any_kind_pass, 0, 10);
	tcase_add_loop_test(tcase, no_text_of_odd_pieces_breaks_the_guard, 0, 10);
	return suite;
}
