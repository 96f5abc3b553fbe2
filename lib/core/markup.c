/* SPDX-License-Identifier: MIT */
#include "core/markup.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

/* Wherever they stand, nobody writes these in a chat. */
static const char *const pieces[] = {
	"**", "__", "~~", "```", "](", "<!--", "&nbsp;", "&amp;", "&lt;", "&gt;", "&quot;", "[факт",
	"[Факт", NULL
};

/* The length of "[факт 12]" at p with the blank before it, or 0. */
static size_t
fact_mark(const char *p)
{
	static const char *const opens[] = {
		"[факт ", "[Факт ", "[факты ", "[Факты ", "(факт ", "(факты ",
	};
	const char *start = p;

	p += *p == ' ';
	for (size_t i = 0; i < sizeof(opens) / sizeof(opens[0]); i++) {
		const char *close;

		if (!str_has_prefix(p, opens[i]))
			continue;
		close = p + strlen(opens[i]);
		close += strspn(close, "0123456789, ");
		return *close == ']' || *close == ')' ? (size_t)(close + 1 - start) : 0;
	}
	return 0;
}

/* Is there a word right behind p? */
static bool
word_follows(const char *p)
{
	return utf8_is_word(utf8_next(&p));
}

/* Does p, somewhere in text, stand right behind a word? */
static bool
word_precedes(const char *text, const char *p)
{
	const char *last = p;

	if (p == text)
		return false;
	do
		last--;
	while (last > text && ((unsigned char)*last & 0xc0) == 0x80);
	return word_follows(last);
}

/* The closing star of "*word*" when an opening one stands at p, else NULL. */
static const char *
closing_star(const char *text, const char *p)
{
	if (*p != '*' || p[1] == '*' || word_precedes(text, p) || !word_follows(p + 1))
		return NULL;
	for (const char *end = p + 1; *end != '\0' && *end != '\n'; end++)
		if (*end == '*' && end[-1] != ' ' && !word_follows(end + 1))
			return end;
	return NULL;
}

/* The length of a mark that makes the line at p a heading, or 0. */
static size_t
heading_mark(const char *p)
{
	size_t len = strspn(p, "#");

	return len > 0 && len <= 6 && p[len] == ' ' ? len + 1 : 0;
}

static size_t
list_mark(const char *p)
{
	size_t indent = strspn(p, " \t");

	p += indent;
	return strchr("-*+", *p) != NULL && *p != '\0' && p[1] == ' ' ? indent + 2 : 0;
}

static size_t
quote_mark(const char *p)
{
	return p[0] == '>' && p[1] == ' ' ? 2 : 0;
}

/* --- finding */

static const char *
find_tag(void *mem, const char *text)
{
	for (const char *p = text; (p = strchr(p, '<')) != NULL; p++) {
		const char *name = p + 1 + (p[1] == '/');
		size_t len = strcspn(name, ">\n");

		if (((*name | 0x20) >= 'a' && (*name | 0x20) <= 'z') && name[len] == '>')
			return mem_strndup(mem, p, (size_t)(name + len + 1 - p));
	}
	return NULL;
}

static bool
is_table_row(const char *line, size_t len)
{
	size_t bars = 0;

	for (size_t i = 0; i < len; i++)
		bars += line[i] == '|';
	return bars >= 2;
}

static const char *
find_in_line(void *mem, const char *line)
{
	size_t mark = heading_mark(line) + list_mark(line) + quote_mark(line);

	if (mark > 0)
		return mem_strndup(mem, line, mark);
	return is_table_row(line, strcspn(line, "\n")) ? "|" : NULL;
}

static const char *
find_code_or_star(void *mem, const char *text)
{
	const char *code = strchr(text, '`');

	if (code != NULL && strchr(code + 1, '`') != NULL)
		return "`";
	for (const char *p = text; (p = strchr(p, '*')) != NULL; p++) {
		const char *end = closing_star(text, p);

		if (end != NULL)
			return mem_strndup(mem, p, (size_t)(end + 1 - p));
	}
	return NULL;
}

const char *
markup_find(void *mem, const char *text)
{
	const char *piece = NULL;

	for (size_t i = 0; pieces[i] != NULL; i++)
		if (strstr(text, pieces[i]) != NULL)
			return pieces[i];
	piece = find_tag(mem, text);
	if (piece == NULL)
		piece = find_code_or_star(mem, text);
	for (const char *line = text; piece == NULL && line != NULL;) {
		piece = find_in_line(mem, line);
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return piece;
}

/* --- stripping */

/* Puts what the marks at the start of a line mean; the length of those marks. */
static size_t
strip_line_start(struct buf *buf, const char *line)
{
	size_t mark = quote_mark(line);

	mark += heading_mark(line + mark);
	if (str_has_prefix(line + mark, "```"))
		return mark + strcspn(line + mark, "\n");
	if (list_mark(line + mark) > 0) {
		mark += list_mark(line + mark);
		buf_puts(buf, "— ");
	}
	return mark;
}

/* The length of a mark at p that can simply go, or 0. */
static size_t
dead_mark(const char *p)
{
	if (str_has_prefix(p, "**") || str_has_prefix(p, "__") || str_has_prefix(p, "~~"))
		return 2;
	return *p == '`' ? 1 : fact_mark(p);
}

static void
strip_line(struct buf *buf, const char *text, const char *line)
{
	const char *p = line + strip_line_start(buf, line), *closing = NULL;

	while (*p != '\0' && *p != '\n') {
		size_t dead = dead_mark(p);

		if (dead == 0 && closing == NULL && (closing = closing_star(text, p)) != NULL)
			dead = 1;
		else if (dead == 0 && p == closing) {
			dead = 1;
			closing = NULL;
		}
		if (dead == 0)
			buf_putc(buf, *p++);
		p += dead;
	}
}

char *
markup_strip(void *mem, const char *text)
{
	struct buf *buf = buf_new(mem, 4 * strlen(text) + 16);

	for (const char *line = text; line != NULL;) {
		size_t before = buf_len(buf);

		strip_line(buf, text, line);
		/* A line that was nothing but marks goes with them. */
		bool gone = buf_len(buf) == before && *line != '\n' && *line != '\0';

		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
		if (line != NULL && !gone)
			buf_putc(buf, '\n');
	}

	char *stripped = str_trim(mem, buf_data(buf));

	mem_free(buf);
	return stripped;
}
