/* SPDX-License-Identifier: MIT */
#include "store/migrate.h"

#include <string.h>

#include "base/mem.h"

struct split {
	void *mem;
	char **statements;
	size_t count, room;
	const char *start; /* of the present statement */
	bool has_code;     /* more than comments and blanks since start */
};

static const char *
skip_line(const char *at)
{
	return at + strcspn(at, "\n");
}

/* Behind the closing quote, NULL without one.  A doubled quote is the end of one string and the
   beginning of the next. */
static const char *
skip_quoted(const char *at)
{
	char quote = *at++;

	while (*at != '\0' && *at != quote)
		at += *at == '\\' && quote != '`' && at[1] != '\0' ? 2 : 1;
	return *at == quote ? at + 1 : NULL;
}

static const char *
skip_block(const char *at)
{
	const char *end = strstr(at + 2, "*/");

	return end == NULL ? NULL : end + 2;
}

static bool
is_line_comment(const char *at)
{
	return *at == '#' || (at[0] == '-' && at[1] == '-' && strchr(" \t\n", at[2]) != NULL);
}

/* Nothing but blanks or a comment to the end of the line. */
static bool
ends_line(const char *at)
{
	at += strspn(at, " \t\r");
	return *at == '\n' || *at == '\0' || is_line_comment(at);
}

static void
take_statement(struct split *split, const char *end)
{
	if (split->has_code) {
		if (split->count == split->room) {
			split->room = split->room * 2 + 16;
			split->statements = mem_resize(split->mem, split->statements, char *,
				split->room);
		}
		split->statements[split->count++] = mem_strndup(split->mem, split->start,
			(size_t)(end - split->start));
	}
	split->start = end + 1;
	split->has_code = false;
}

/* Behind the piece that begins at at; NULL when it has no end. */
static const char *
take_piece(struct split *split, const char *at)
{
	if (is_line_comment(at))
		return skip_line(at);
	if (at[0] == '/' && at[1] == '*')
		return skip_block(at);
	if (*at == ';' && ends_line(at + 1)) {
		take_statement(split, at);
		return at + 1;
	}
	if (strchr(" \t\r\n", *at) != NULL)
		return at + 1;
	split->has_code = true;
	return strchr("'\"`", *at) != NULL ? skip_quoted(at) : at + 1;
}

bool
migrate_split(void *mem, const char *text, char ***statements_r, size_t *count_r, struct err *err)
{
	struct split split = { .mem = mem, .start = text };

	while (*text != '\0') {
		text = take_piece(&split, text);
		if (text == NULL)
			return err_set(err, ERR_INVALID, "a quote or a comment has no end");
	}
	if (split.has_code)
		return err_set(err, ERR_INVALID, "the last statement has no ';' at the end of a line");
	*statements_r = split.statements;
	*count_r = split.count;
	return true;
}
