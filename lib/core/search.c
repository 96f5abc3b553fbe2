/* SPDX-License-Identifier: MIT */
#include "core/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "codec/stem.h"

/* InnoDB indexes words of three letters and more. */
enum { INDEXED_CHARS = 3, STEM_CHARS_MAX = 60, TEXT_MAX = 400, BEFORE_CHARS = 16,
	SNIPPET_CHARS = 160, RUSSIAN_DIGITS = 10 };

/* Of a common word so many messages are looked for, in no more than so many of the newest. */
enum { WANTED = 1500, NEWEST_MAX = 50000 };

/* --- phones */

const char *
search_phone_key(void *mem, const char *digits)
{
	size_t len = strlen(digits);

	if (len == RUSSIAN_DIGITS + 1 && (digits[0] == '7' || digits[0] == '8'))
		return mem_strdup(mem, digits + 1);
	return len < 5 || len > PHONE_MAX ? NULL : mem_strdup(mem, digits);
}

const char *
search_phone_format(void *mem, const char *key)
{
	if (strlen(key) != RUSSIAN_DIGITS)
		return mem_printf(mem, "+%s", key);
	return mem_printf(mem, "+7 %.3s %.3s-%.2s-%.2s", key, key + 3, key + 6, key + 8);
}

/* The digits of a text that has nothing but them and what phones are written with; else NULL. */
static const char *
only_digits(void *mem, const char *text)
{
	struct buf *buf = buf_new(mem, TEXT_MAX);

	while (*text != '\0') {
		int32_t c = utf8_next(&text);

		if (utf8_digit(c) >= 0)
			buf_putc(buf, (char)('0' + utf8_digit(c)));
		else if (!utf8_is_space(c) && (c > 127 || strchr("+-().", (int)c) == NULL)
			 && (c < 0x2010 || c > 0x2015)) /* dashes */
			return NULL;
	}
	return buf_failed(buf) ? NULL : buf_data(buf);
}

/* Whoever begins with 8 or +7 means the ten digits behind it. */
static const char *
phone_digits(void *mem, const char *text)
{
	const char *digits = only_digits(mem, text);
	size_t len = digits != NULL ? strlen(digits) : 0;
	bool international = strchr(text, '+') != NULL;

	if (len < SEARCH_PHONE_MIN || len > PHONE_MAX)
		return NULL;
	if ((len > RUSSIAN_DIGITS && (digits[0] == '7' || digits[0] == '8'))
	    || (international && digits[0] == '7')
	    || (len > SEARCH_PHONE_MIN && digits[0] == '8' && digits[1] == '9'))
		digits++;
	return strlen(digits) < SEARCH_PHONE_MIN ? NULL : digits;
}

/* --- words */

/* What all forms of the word begin with: its stem, as far as the word itself goes ("deliveri" of
   "delivery").  NULL for a word that stands in no index. */
static const char *
beginning(void *mem, const char *word)
{
	/* Words that MariaDB leaves out of its index and stem.c does not. */
	static const char *const left_out[] = { "com", "und", "www", NULL };
	size_t count, len = 0;
	char **stems = stem_words(mem, word, 1, &count);

	if (count == 0 || str_index(left_out, word) >= 0)
		return NULL;
	while (word[len] != '\0' && word[len] == stems[0][len])
		len++;
	while ((word[len] & 0xC0) == 0x80) /* not within a letter */
		len--;
	word = mem_strndup(mem, word, len);
	if (utf8_length(word) < INDEXED_CHARS)
		return NULL;
	return mem_strndup(mem, word, utf8_cut(word, STEM_CHARS_MAX));
}

void
search_parse(void *mem, const char *text, struct search *search_r)
{
	const char *plain = utf8_normalise(mem, text), *folded = utf8_fold(mem, plain), *word;
	size_t count = 0, len;

	*search_r = (struct search){ .digits = phone_digits(mem, plain) };
	while (count < SEARCH_WORDS_MAX && (word = utf8_next_word(&folded, &len)) != NULL) {
		const char *stem = beginning(mem, mem_strndup(mem, word, len));

		if (stem != NULL)
			search_r->stems[count++] = stem;
	}
	if (count == 0)
		search_r->like = search_like(mem, plain);
}

/* --- looking */

static int
by_chat(const void *a, const void *b)
{
	const struct search_hit *x = a, *y = b;

	return (x->chat_id > y->chat_id) - (x->chat_id < y->chat_id);
}

/* A list of hits that is sorted by chat. */
struct hits {
	struct search_hit *list;
	size_t count;
};

static void
take(struct search_found *found, struct hits *hits)
{
	found->is_cut = found->is_cut || hits->count == SEARCH_HITS_MAX;
	if (hits->count > 0)
		qsort(hits->list, hits->count, sizeof(hits->list[0]), by_chat);
}

/* Chats of both lists. */
static void
intersect(struct hits *all, const struct hits *more)
{
	size_t kept = 0;

	for (size_t i = 0, j = 0; i < all->count && j < more->count;) {
		int order = by_chat(&all->list[i], &more->list[j]);

		if (order == 0) {
			all->list[kept] = all->list[i++];
			if (more->list[j].message_id > all->list[kept].message_id)
				all->list[kept].message_id = more->list[j].message_id;
			kept++;
			j++;
		} else if (order < 0) {
			i++;
		} else {
			j++;
		}
	}
	all->count = kept;
}

/* Chats of either list; where both know a message, that of the first counts. */
static void
unite(void *mem, const struct hits *first, const struct hits *second, struct hits *all_r)
{
	struct search_hit *list = mem_array(mem, struct search_hit,
		first->count + second->count + 1);
	size_t count = 0, i = 0, j = 0;

	while (i < first->count || j < second->count) {
		int order = i == first->count ? 1 : j == second->count ? -1
			: by_chat(&first->list[i], &second->list[j]);

		list[count] = order <= 0 ? first->list[i] : second->list[j];
		if (order == 0 && list[count].message_id == 0)
			list[count].message_id = second->list[j].message_id;
		count++;
		i += order <= 0;
		j += order >= 0;
	}
	*all_r = (struct hits){ list, count };
}

static const char *
pattern_of(void *mem, const char *const *stems)
{
	struct buf *buf = buf_new(mem, 4096);

	for (; *stems != NULL; stems++)
		buf_printf(buf, "+%s* ", *stems);
	return buf_data(buf);
}

static const char *
json_ids(void *mem, const struct hits *hits)
{
	struct buf *buf = buf_new(mem, 24 * hits->count + 3);

	for (size_t i = 0; i < hits->count; i++)
		buf_printf(buf, "%c%lld", i == 0 ? '[' : ',', (long long)hits->list[i].chat_id);
	buf_puts(buf, hits->count == 0 ? "[]" : "]");
	return buf_data(buf);
}

/* A search under way. */
struct hunt {
	struct db *db;
	void *mem;
	const struct search *search;
	struct search_found *found;
	struct hits all;   /* chats that have the words looked for so far */
	bool is_begun;     /* one was */
	bool has_common;
	bool is_partial;   /* of a common word only the newest were looked for */
};

/* NULL: the index is quick for it. */
static bool
find_common(struct hunt *hunt, const char *stem, const struct search_rate **rate_r,
	struct err *err)
{
	struct search_rate *rate;

	if (!search_rate(hunt->db, hunt->mem, stem, &rate, err))
		return false;
	*rate_r = rate->hits * rate->total / SEARCH_SAMPLE > SEARCH_INDEXED_MAX ? rate : NULL;
	return true;
}

static bool
look_for_common(struct hunt *hunt, const char *stem, const char *pattern,
	const struct search_rate *rate, struct hits *one, struct err *err)
{
	int64_t messages = (int64_t)WANTED * SEARCH_SAMPLE / rate->hits;

	if (hunt->is_begun && !hunt->is_partial)
		return search_among(hunt->db, hunt->mem, stem, pattern, json_ids(hunt->mem, &hunt->all),
			&one->list, &one->count, err);
	hunt->is_partial = hunt->found->is_cut = true;
	return search_newest(hunt->db, hunt->mem, stem, pattern,
		messages < NEWEST_MAX ? messages : NEWEST_MAX, &one->list, &one->count, err);
}

static bool
look_for(struct hunt *hunt, const char *stem, const struct search_rate *rate, struct err *err)
{
	const char *pattern = mem_printf(hunt->mem, "+%s*", stem);
	struct hits one;

	if (!(rate != NULL ? look_for_common(hunt, stem, pattern, rate, &one, err)
		: search_words(hunt->db, hunt->mem, pattern, &one.list, &one.count, err)))
		return false;
	take(hunt->found, &one);
	if (hunt->is_begun)
		intersect(&hunt->all, &one);
	else
		hunt->all = one;
	hunt->is_begun = true;
	return true;
}

/* Rare words first: of a common one it is then enough to look into their chats. */
static bool
look_for_all(struct hunt *hunt, struct err *err)
{
	const char *const *stems = hunt->search->stems;
	const struct search_rate *rates[SEARCH_WORDS_MAX] = { NULL };
	bool common = false;

	for (size_t i = 0; stems[i] != NULL; i++)
		if (!find_common(hunt, stems[i], &rates[i], err))
			return false;
	for (int pass = 0; pass < 2; pass++, common = true)
		for (size_t i = 0; stems[i] != NULL; i++) {
			if ((rates[i] != NULL) != common || (hunt->is_begun && hunt->all.count == 0))
				continue;
			if (!look_for(hunt, stems[i], rates[i], err))
				return false;
			hunt->has_common = hunt->has_common || common;
		}
	return true;
}

/* All words, wherever in the chat each stands; a message that has them all is the best match. */
static bool
run_words(struct db *db, void *mem, const struct search *search, struct search_found *found,
	struct hits *all, struct err *err)
{
	struct hunt hunt = { .db = db, .mem = mem, .search = search, .found = found };
	struct hits whole = { NULL, 0 };

	if (!look_for_all(&hunt, err))
		return false;
	*all = hunt.all;
	if (search->stems[0] == NULL || search->stems[1] == NULL || hunt.has_common)
		return true;
	if (!search_messages(db, mem, pattern_of(mem, search->stems), &whole.list, &whole.count, err))
		return false;
	take(found, &whole);
	unite(mem, &whole, &hunt.all, all);
	return true;
}

bool
search_run(struct db *db, void *mem, const struct search *search,
	struct search_found *found_r, struct err *err)
{
	struct search_found found = { .hits = NULL };
	struct hits words = { NULL, 0 }, phones = { NULL, 0 }, all;

	if (search->like != NULL
	    ? !search_recent(db, mem, search->like, &words.list, &words.count, err)
	    : !run_words(db, mem, search, &found, &words, err))
		return false;
	if (search->digits != NULL
	    && !search_phones(db, mem, search->digits, &phones.list, &phones.count, err))
		return false;
	take(&found, &phones);
	if (search->like != NULL)
		take(&found, &words);
	unite(mem, &phones, &words, &all);
	found.hits = all.list;
	found.count = all.count;
	found.chats = json_ids(mem, &all);
	*found_r = found;
	return true;
}

int64_t
search_message_of(const struct search_found *found, int64_t chat_id)
{
	struct search_hit key = { chat_id, 0 }, *hit = NULL;

	if (found->count > 0)
		hit = bsearch(&key, found->hits, found->count, sizeof(key), by_chat);
	return hit != NULL ? hit->message_id : 0;
}

/* --- showing where */

static bool
begins_with_any(void *mem, const char *word, size_t len, const char *const *stems)
{
	const char *folded = utf8_fold(mem, mem_strndup(mem, word, len));

	for (; *stems != NULL; stems++)
		if (str_has_prefix(folded, *stems))
			return true;
	return false;
}

/* The first word of the text that one of the stems begins; NULL when none does. */
static const char *
find_match(void *mem, const struct search *search, const char *text, size_t *len_r)
{
	const char *word;

	while ((word = utf8_next_word(&text, len_r)) != NULL)
		if (begins_with_any(mem, word, *len_r, search->stems))
			return word;
	return NULL;
}

/* The end of the text before a match, from the start of a word on. */
static const char *
lead(void *mem, const char *text, size_t len)
{
	const char *head = mem_strndup(mem, text, len), *from = head;
	size_t chars = utf8_length(head);

	if (chars <= BEFORE_CHARS)
		return head;
	from += utf8_cut(head, chars - BEFORE_CHARS);
	if (strchr(from, ' ') != NULL)
		from = strchr(from, ' ') + 1;
	return mem_printf(mem, "…%s", from);
}

void
search_cut(void *mem, const struct search *search, const char *text,
	struct search_snippet *snippet_r)
{
	const char *plain = utf8_normalise(mem, text), *match;
	size_t len;

	match = find_match(mem, search, plain, &len);
	if (match == NULL) {
		*snippet_r = (struct search_snippet){ utf8_shorten(mem, plain, SNIPPET_CHARS), "", "" };
		return;
	}
	*snippet_r = (struct search_snippet){ lead(mem, plain, (size_t)(match - plain)),
		mem_strndup(mem, match, len), utf8_shorten(mem, match + len, SNIPPET_CHARS) };
}
