/* SPDX-License-Identifier: MIT */
/*
 * Tables as spreadsheets save them: CSV by libcsv, with whatever separator, line ends and encoding.
 * Cells that a spreadsheet would take for a formula are written with an apostrophe in front, which
 * reading takes off again.
 */
#ifndef CODEC_SHEET_H
#define CODEC_SHEET_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct buf;

enum { SHEET_CELLS_MAX = 50 };

struct sheet_row {
	int64_t line;        /* where it begins, from 1 */
	const char **cells;  /* trimmed; cells behind SHEET_CELLS_MAX are left out */
	size_t count;
};

struct sheet {
	struct sheet_row *rows; /* empty lines are none */
	size_t count;
};

/* The text of a file with lines ended by LF: UTF-8 or UTF-16 by its mark, else UTF-8 if it is valid,
   else Windows-1251.  ERR_INVALID when it is no text. */
bool sheet_decode(void *mem, const char *data, size_t len, char **text_r, struct err *err);

/* Parses valid text; the separator (; , or tab) is the one its first line has most of.  Reads no more
   than max_rows.  ERR_INVALID when a quotation mark is never closed: *line_r is where that row
   begins. */
bool sheet_parse(void *mem, const char *text, size_t max_rows, struct sheet **sheet_r,
	int64_t *line_r, struct err *err);

/* Appends a row with ";" between its cells. */
void sheet_put_row(struct buf *buf, const char *const *cells, size_t count);

#endif
