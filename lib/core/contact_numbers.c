/* SPDX-License-Identifier: MIT */
#include "core/contact.h"

#include <stdint.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/digits.h"
#include "core/row.h"
#include "core/tokens.h"

enum {
	DIGITS_MAX = 20,       /* an account number, the longest we look for */
	SCATTER_WORDS = 2,     /* between the parts of a phone told in pieces */
	GAP_UNEVEN = GAP_LIST | GAP_CROSS | GAP_COLON
};

/* Neighbouring groups of a row and their digits in a row. */
struct window {
	const struct digits *first, *last;
	char digits[DIGITS_MAX + 1];
	size_t len;
};

/* The groups up to the next words, date or time; those of a date or a time are skipped before. */
static struct row
next_row(const struct digits **groups, const struct digits *end)
{
	const struct digits *p = *groups;
	struct row row;

	for (size_t skip; p < end && (skip = row_calendar_length(p, (size_t)(end - p))) > 0;)
		p += skip;
	row = (struct row){ p, 0 };
	while (p < end && (row.count == 0 || (p->gap & GAP_WORDS) == 0) &&
	       row_calendar_length(p, (size_t)(end - p)) == 0) {
		row.count++;
		p++;
	}
	*groups = p;
	return row;
}

/* --- phones */

/* Separators of one kind: none that part numbers (commas, colons, crosses), or one of these
   everywhere. */
static bool
is_even(const struct window *window)
{
	unsigned all = GAP_UNEVEN, any = 0;

	for (const struct digits *p = window->first + 1; p <= window->last; p++) {
		all &= p->gap;
		any |= p->gap & GAP_UNEVEN;
	}
	return any == 0 || all == any;
}

static bool
is_tight(const struct window *window)
{
	for (const struct digits *p = window->first + 1; p <= window->last; p++)
		if ((p->gap & GAP_UNEVEN) != 0)
			return false;
	return true;
}

/* 850×2000×4500 is a box; 8×916×123×45×67 and 8×916×1234567 are not. */
static bool
is_box(const struct window *window)
{
	size_t count = (size_t)(window->last - window->first) + 1;

	if (count < 2 || count > 3 || (window->last->gap & GAP_CROSS) == 0)
		return false;
	for (const struct digits *p = window->first; p <= window->last; p++)
		if (p->len > 4)
			return false;
	return true;
}

static bool
has_lengths(const struct window *window, size_t a, size_t b, size_t c)
{
	const struct digits *p = window->first;

	return window->last == p + 2 && p[0].len == a && p[1].len == b && p[2].len == c;
}

/* 123-45-67, but not 120-60-45, which is a size. */
static bool
is_local(const struct window *window, bool last)
{
	const struct digits *p = window->first;
	bool size = true;

	if (!has_lengths(window, 3, 2, 2) || p[1].sign != '-' || p[2].sign != '-' ||
	    p[2].measured || (!last && p[3].sign == '-'))
		return false;
	for (int i = 0; i < 3; i++)
		size = size && strchr("05", p[i].text[p[i].len - 1]) != NULL;
	return !size;
}

/* The beginning of a number within the country, behind 7 or 8: mobile, city or Kazakhstan. */
static bool
is_area(char digit)
{
	return digit >= '3';
}

/* "8 901, 007, 45 67" or digit by digit: commas fall anywhere. */
static bool
is_dictated(const struct window *window)
{
	const struct digits *p = window->first;
	bool single = true;

	if (p->len != 1)
		return false;
	for (const struct digits *q = p; q <= window->last; q++) {
		if ((q > p && (q->gap & (GAP_CROSS | GAP_COLON)) != 0) || q->len > 3)
			return false;
		single = single && q->len == 1;
	}
	return single || p[1].len == 3;
}

/* +7 or 8 and ten digits. */
static bool
is_russian(const struct window *window)
{
	const char *d = window->digits;

	return window->len == 11 && (d[0] == '7' || d[0] == '8') && is_area(d[1]) &&
		(is_even(window) || is_dictated(window)) && !is_box(window);
}

/* Ten digits of a mobile without +7 or 8, or of a Ukrainian one. */
static bool
is_mobile(const struct window *window)
{
	const char *d = window->digits;

	return window->len == 10 && is_tight(window) &&
		(d[0] == '9' || (d[0] == '0' && is_area(d[1]) && window->first->len >= 3));
}

static bool
is_foreign(const struct window *window)
{
	static const char *const codes[] = {
		"373", "374", "375", "380", "992", "993", "994", "995", "996", "998", NULL
	};

	if (!is_tight(window))
		return false;
	if (window->first->plus)
		return window->len >= 10 && window->len <= 15;
	if (window->len != 12 || window->first->len == 4)
		return false;
	for (size_t i = 0; codes[i] != NULL; i++)
		if (str_has_prefix(window->digits, codes[i]))
			return true;
	return false;
}

static bool
is_phone(const struct window *window, bool whole, bool last)
{
	struct row row = { window->first, (size_t)(window->last - window->first) + 1 };

	if (row_is_increasing(&row))
		return false;
	return is_russian(window) || is_mobile(window) || is_foreign(window) ||
		is_local(window, last) ||
		(whole && window->first->called && window->len >= 6 && window->len <= 15 &&
		is_tight(window));
}

/* --- cards */

static bool
passes_luhn(const char *digits, size_t len)
{
	int sum = 0;

	for (size_t i = 0; i < len; i++) {
		int digit = digits[len - 1 - i] - '0';

		if (i % 2 == 1)
			digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
		sum += digit;
	}
	return sum % 10 == 0;
}

/* A bank card, or a Russian bank account. */
static bool
is_card(const struct window *window)
{
	const char *d = window->digits;

	if (!is_even(window))
		return false;
	if (window->len == 20)
		return d[0] == '4' && d[1] == '0';
	return window->len >= 13 && d[0] >= '2' && d[0] <= '6' &&
		passes_luhn(d, window->len);
}

/* --- finding them */

struct finder {
	void *mem;
	struct contact *list;
	size_t count;
};

/* Russian numbers all as 7 and ten digits. */
static char *
plain_phone(void *mem, const char *digits, size_t len)
{
	if (len == 11 && digits[0] == '8')
		return mem_printf(mem, "7%s", digits + 1);
	if (len == 10 && digits[0] == '9')
		return mem_printf(mem, "7%s", digits);
	return mem_strdup(mem, digits);
}

/* Once, however often it is said. */
static void
add_contact(struct finder *finder, enum contact_kind kind, const struct window *window)
{
	const char *start = window->first->start;
	char *plain = kind == CONTACT_PHONE ? plain_phone(finder->mem, window->digits, window->len)
		: mem_strdup(finder->mem, window->digits);

	for (size_t i = 0; i < finder->count; i++)
		if (str_equal(finder->list[i].plain, plain))
			return;
	finder->list = mem_resize(finder->mem, finder->list, struct contact, finder->count + 1);
	finder->list[finder->count++] = (struct contact){ kind,
		mem_strndup(finder->mem, start, (size_t)(window->last->end - start)), plain };
}

/* Puts one more group behind the window; false when it gets too long. */
static bool
window_grow(struct window *window, const struct digits *group)
{
	if (window->len + group->len > DIGITS_MAX)
		return false;
	memcpy(window->digits + window->len, group->text, group->len + 1);
	window->len += group->len;
	window->last = group;
	return true;
}

/* The contact that begins with the group at index, into window; cards before phones, since a card
   read digit by digit has phones inside. */
static bool
find_at(const struct row *row, size_t index, struct window *window, enum contact_kind *kind_r)
{
	struct window phone = { .len = 0 };

	*window = (struct window){ .first = &row->groups[index] };
	for (size_t i = index; i < row->count; i++) {
		bool last = i + 1 == row->count;

		if (!window_grow(window, &row->groups[i]))
			break;
		if (is_card(window)) {
			*kind_r = CONTACT_CARD;
			return true;
		}
		if (phone.len == 0 && is_phone(window, index == 0 && last, last))
			phone = *window;
	}
	*window = phone;
	*kind_r = CONTACT_PHONE;
	return phone.len > 0;
}

static void
search_row(struct finder *finder, const struct row *row)
{
	struct window window;
	enum contact_kind kind;

	if (row_is_prices(row) || row_is_increasing(row))
		return;
	for (size_t i = 0; i < row->count; i++)
		if (find_at(row, i, &window, &kind)) {
			add_contact(finder, kind, &window);
			i = (size_t)(window.last - row->groups);
		}
}

/* A phone told in pieces, "8, потом 916, дальше идёт 123, и 45, и 67": how many groups, or 0. */
static size_t
scattered_length(const struct digits *groups, size_t count)
{
	static const size_t shapes[][6] = {
		{ 1, 3, 3, 2, 2 }, { 1, 3, 3, 4 }, { 1, 3, 7 }, { 4, 3, 2, 2 }, { 4, 7 },
	};

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		size_t n = 0;

		while (n < count && shapes[i][n] != 0 && groups[n].len == shapes[i][n] &&
		       !groups[n].measured && (n == 0 || groups[n].words <= SCATTER_WORDS))
			n++;
		if (shapes[i][n] == 0)
			return n;
	}
	return 0;
}

static void
search_scattered(struct finder *finder, const struct digits *groups, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct window window = { .first = groups + i };
		size_t length = scattered_length(groups + i, count - i);

		for (size_t j = 0; j < length; j++)
			(void)window_grow(&window, groups + i + j); /* eleven digits fit */
		if (length > 0 && (window.digits[0] == '7' || window.digits[0] == '8') &&
		    is_area(window.digits[1])) {
			add_contact(finder, CONTACT_PHONE, &window);
			i += length - 1;
		}
	}
}

static void
search(struct finder *finder, void *scratch, const char *folded)
{
	struct digits *groups;
	size_t count = digits_scan(scratch, folded, &groups);

	if (count == 0) /* groups may be NULL: no arithmetic with that */
		return;
	for (const struct digits *p = groups, *end = groups + count; p < end;) {
		struct row row = next_row(&p, end);

		search_row(finder, &row);
	}
	search_scattered(finder, groups, count);
}

size_t
contact_numbers(void *mem, const char *text, struct contact **list_r)
{
	struct finder finder = { mem, NULL, 0 };
	void *scratch = mem_context(mem, "contact_numbers");
	const char *folded = utf8_fold(scratch, text);
	const char *joined = tokens_join_letters(scratch, folded);

	search(&finder, scratch, folded);
	if (!str_equal(joined, folded))
		search(&finder, scratch, joined);
	mem_free(scratch);
	*list_r = finder.list;
	return finder.count;
}
