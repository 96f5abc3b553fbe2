/* SPDX-License-Identifier: MIT */
#include "codec/stem.h"

#include <assert.h>
#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

/* Words that stand in every text and tell nothing; folded, in byte order. */
static const char *const stop_words[] = {
	"about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be",
	"because", "been", "before", "being", "but", "by", "can", "could", "did", "do", "does",
	"for", "from", "had", "has", "have", "he", "her", "here", "him", "his", "how", "if", "in",
	"into", "is", "it", "its", "just", "like", "me", "more", "my", "no", "not", "of", "on",
	"one", "only", "or", "our", "she", "should", "so", "some", "such", "than", "that", "the",
	"their", "them", "then", "there", "these", "they", "this", "those", "to", "too", "very",
	"was", "we", "were", "what", "when", "where", "which", "who", "will", "with", "would",
	"you", "your", "без", "бы", "был", "была", "были", "было", "быть", "вам", "вами", "вас",
	"ваш", "ваша", "ваше", "вашего", "вашей", "вашем", "ваши", "вдруг", "ведь", "во", "вот",
	"все", "всего", "всем", "всех", "всю", "вы", "где", "да", "даже", "для", "до", "его", "ее",
	"ей", "ему", "если", "есть", "еще", "же", "за", "здесь", "из", "или", "им", "их", "как",
	"какая", "какие", "какое", "какой", "когда", "кто", "куда", "ли", "либо", "мне", "можно",
	"мой", "моя", "мы", "на", "над", "надо", "нам", "нас", "наш", "наша", "наше", "наши", "не",
	"него", "нее", "ней", "нет", "ни", "них", "но", "ну", "об", "однако", "он", "она", "они",
	"оно", "от", "очень", "по", "под", "при", "про", "раз", "разве", "сам", "свой", "свою",
	"себе", "себя", "со", "так", "такая", "такие", "такой", "там", "то", "тоже", "только",
	"тот", "ту", "тут", "ты", "уж", "уже", "чего", "чем", "что", "чтобы", "эта", "эти", "это",
	"этого", "этой", "этом", "этот", "эту",
};

struct stemmers {
	struct sb_stemmer *russian, *english;
};

static struct sb_stemmer *
must_open(const char *language)
{
	struct sb_stemmer *stemmer = sb_stemmer_new(language, "UTF_8");

	if (stemmer == NULL)
		mem_exhausted(); /* no memory, or a library without our languages */
	return stemmer;
}

static int
compare_words(const void *a, const void *b)
{
	const char *const *word_a = a, *const *word_b = b;

	return strcmp(*word_a, *word_b);
}

static bool
is_stop_word(const char *word)
{
	return bsearch(&word, stop_words, sizeof(stop_words) / sizeof(stop_words[0]),
		sizeof(stop_words[0]), compare_words) != NULL;
}

static bool
is_one_letter(const char *word)
{
	return utf8_length(word) == 1 && utf8_digit(utf8_next(&word)) < 0;
}

static const char *
stem_word(const struct stemmers *stemmers, const char *word)
{
	const char *p = word;
	int32_t first = utf8_next(&p);
	struct sb_stemmer *stemmer = utf8_is_cyrillic(first) ? stemmers->russian :
		utf8_is_latin(first) ? stemmers->english : NULL;
	const sb_symbol *stem;

	if (stemmer == NULL)
		return word;
	stem = sb_stemmer_stem(stemmer, (const sb_symbol *)word, (int)strlen(word));
	if (stem == NULL)
		mem_exhausted();
	return (const char *)stem;
}

static bool
is_among(char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

char **
stem_words(void *mem, const char *text, size_t max_words, size_t *count_r)
{
	struct stemmers stemmers = { must_open("russian"), must_open("english") };
	char **stems = mem_array(mem, char *, max_words + 1);
	void *scratch = mem_context(mem, "stem_words");
	const char *p = utf8_fold(scratch, text);
	const char *found;
	size_t count = 0, len;

	while (count < max_words && (found = utf8_next_word(&p, &len)) != NULL) {
		const char *word = mem_strndup(scratch, found, len);

		if (is_one_letter(word) || is_stop_word(word))
			continue;

		const char *stem = stem_word(&stemmers, word);

		if (!is_among(stems, count, stem))
			stems[count++] = mem_strdup(stems, stem);
	}
	mem_free(scratch);
	sb_stemmer_delete(stemmers.russian);
	sb_stemmer_delete(stemmers.english);
	*count_r = count;
	return stems;
}

char *
stem_text(void *mem, const char *text, size_t max_words)
{
	size_t count;
	char **stems = stem_words(mem, text, max_words, &count);
	/* Folding makes of no character more than eleven times its bytes. */
	struct buf *buf = buf_new(stems, 16 * strlen(text) + 1);

	for (size_t i = 0; i < count; i++)
		buf_printf(buf, "%s%s", i > 0 ? " " : "", stems[i]);

	char *joined = mem_strdup(mem, buf_data(buf));

	mem_free(stems);
	return joined;
}
