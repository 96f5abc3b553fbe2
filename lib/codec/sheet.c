/* SPDX-License-Identifier: MIT */
#include "codec/sheet.h"

#include <csv.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

/* --- encodings */

static const struct mark {
	const char *bytes;
	size_t len;
	const char *charset;
} marks[] = {
	{ "\xEF\xBB\xBF", 3, "UTF-8" },
	{ "\xFF\xFE", 2, "UTF-16LE" },
	{ "\xFE\xFF", 2, "UTF-16BE" },
};

static const struct mark *
find_mark(const char *data, size_t len)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (len >= marks[i].len && memcmp(data, marks[i].bytes, marks[i].len) == 0)
			return &marks[i];
	return NULL;
}

static bool
convert(void *mem, const char *charset, const char *data, size_t len, char **text_r,
	struct err *err)
{
	size_t room = 3 * len; /* two bytes of UTF-16 or one of Windows-1251 make three at most */
	char *text = mem_array(mem, char, room + 1), *in = mem_dup(mem, data, len), *out = text;
	iconv_t converter = iconv_open("UTF-8", charset);
	size_t done;

#if defined(__GNUC__) && !defined(__clang__) /* gcc takes the -1 for something to be freed */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
#endif
	if (converter == (iconv_t)-1)
		return err_set(err, ERR_INVALID, "nobody knows %s here", charset);
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
	done = iconv(converter, &in, &len, &out, &room);
	(void)iconv_close(converter); /* nothing is left to be lost */
	if (done == (size_t)-1 || strlen(text) != (size_t)(out - text))
		return err_set(err, ERR_INVALID, "broken %s", charset);
	*text_r = text;
	return true;
}

/* CR LF and lone CR as LF, in place. */
static void
unix_lines(char *text)
{
	char *out = text;

	for (; *text != '\0'; text++)
		if (text[0] != '\r')
			*out++ = *text;
		else if (text[1] != '\n')
			*out++ = '\n';
	*out = '\0';
}

bool
sheet_decode(void *mem, const char *data, size_t len, char **text_r, struct err *err)
{
	const struct mark *mark = find_mark(data, len);
	const char *charset = mark != NULL ? mark->charset : "UTF-8";
	char *text = NULL;

	if (mark != NULL) {
		data += mark->len;
		len -= mark->len;
	}
	if (mark == NULL && !utf8_is_valid(data, len))
		charset = "WINDOWS-1251";
	if (!convert(mem, charset, data, len, &text, err))
		return false;
	unix_lines(text);
	*text_r = text;
	return true;
}

/* --- reading */

/* States of libcsv's parser, which its header does not name: between two rows, and in a field. */
enum { STATE_NO_ROW = 0, STATE_IN_FIELD = 2 };

struct reader {
	struct sheet *sheet;
	size_t room, max_rows;
	int64_t line;          /* where the row that is being read began */
	char *room_for_text;   /* a cell needs no more of it than it takes in the file */
	const char *cells[SHEET_CELLS_MAX];
	size_t count;
	bool filled;           /* some cell of the row has text */
};

/* The apostrophe of sheet_put_row. */
static const char *
unguarded(const char *cell)
{
	size_t quotes = strspn(cell, "'");

	return quotes > 0 && cell[quotes] != '\0' && strchr("=+-@\t\r", cell[quotes]) != NULL ? cell + 1
											     : cell;
}

/* A trimmed copy; a million cells are not a million pieces of memory. */
static const char *
keep_text(struct reader *reader, const char *data, size_t len)
{
	static const char blanks[] = " \t\r\n";
	char *cell = reader->room_for_text;

	for (; len > 0 && strchr(blanks, data[0]) != NULL; len--)
		data++;
	while (len > 0 && strchr(blanks, data[len - 1]) != NULL)
		len--;
	memcpy(cell, data, len);
	cell[len] = '\0';
	reader->room_for_text += len + 1;
	return cell;
}

static void
take_cell(void *data, size_t len, void *arg)
{
	struct reader *reader = arg;
	const char *cell;

	if (reader->count >= SHEET_CELLS_MAX || reader->sheet->count >= reader->max_rows)
		return;
	cell = keep_text(reader, data, len);
	reader->filled = reader->filled || cell[0] != '\0';
	reader->cells[reader->count++] = unguarded(cell);
}

static void
take_row(int end, void *arg)
{
	struct reader *reader = arg;
	struct sheet *sheet = reader->sheet;

	(void)end;
	if (reader->filled && sheet->count < reader->max_rows) {
		if (sheet->count == reader->room) {
			reader->room = reader->room > 0 ? 2 * reader->room : 64;
			sheet->rows = mem_resize(sheet, sheet->rows, struct sheet_row, reader->room);
		}
		sheet->rows[sheet->count++] = (struct sheet_row){ reader->line, mem_dup(sheet,
			reader->cells, sizeof(reader->cells[0]) * reader->count), reader->count };
	}
	reader->count = 0;
	reader->filled = false;
}

static unsigned char
find_separator(const char *text)
{
	static const char separators[] = "\t;,";
	unsigned char best = ';';
	int most = 0;

	for (const char *s = separators; *s != '\0'; s++) {
		bool quoted = false;
		int count = 0;

		for (const char *p = text; *p != '\0' && (quoted || *p != '\n'); p++) {
			quoted = quoted != (*p == '"');
			count += !quoted && *p == *s;
		}
		if (count > most) {
			most = count;
			best = (unsigned char)*s;
		}
	}
	return best;
}

/* Line by line, so that a row knows where it began: the line behind the end of the last one. */
static bool
feed(struct csv_parser *parser, struct reader *reader, const char *text)
{
	int64_t line = 1;

	reader->line = 1;
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		len += text[len] == '\n';
		if (csv_parse(parser, text, len, take_cell, take_row, reader) != len)
			return false;
		text += len;
		line++;
		if (parser->pstate == STATE_NO_ROW)
			reader->line = line;
	}
	return true;
}

bool
sheet_parse(void *mem, const char *text, size_t max_rows, struct sheet **sheet_r, int64_t *line_r,
	struct err *err)
{
	struct reader reader = { .sheet = mem_new(mem, struct sheet), .max_rows = max_rows };
	struct csv_parser parser;
	bool parsed;

	/* Behind each cell stands a separator or a line end, but for the last one. */
	reader.room_for_text = mem_array(reader.sheet, char, strlen(text) + 1);
	if (csv_init(&parser, 0) != 0)
		mem_exhausted();
	csv_set_delim(&parser, find_separator(text));
	parsed = feed(&parser, &reader, text) &&
		!(parser.quoted && parser.pstate == STATE_IN_FIELD) &&
		csv_fini(&parser, take_cell, take_row, &reader) == 0;
	csv_free(&parser);
	*line_r = reader.line;
	if (!parsed)
		return err_set(err, ERR_INVALID, "a quotation mark is not closed");
	*sheet_r = reader.sheet;
	return true;
}

/* --- writing */

static void
put_cell(struct buf *buf, const char *cell)
{
	size_t quotes = strspn(cell, "'");
	bool formula = cell[quotes] != '\0' && strchr("=+-@\t\r", cell[quotes]) != NULL;

	buf_putc(buf, '"');
	if (formula)
		buf_putc(buf, '\'');
	for (; *cell != '\0'; cell++) {
		if (*cell == '"')
			buf_putc(buf, '"');
		buf_putc(buf, *cell);
	}
	buf_putc(buf, '"');
}

void
sheet_put_row(struct buf *buf, const char *const *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_putc(buf, ';');
		put_cell(buf, cells[i]);
	}
	buf_puts(buf, "\r\n");
}
