/* SPDX-License-Identifier: MIT */
/* codec/sheet.h: a table as a file. */
#include "codec/sheet.h"

#include <string.h>

#include "base/buf.h"
#include "fuzz.h"

enum { ROWS = 100 };

/* Written again and read again, it is the same. */
static void
check_again(void *mem, const struct sheet *sheet, size_t len)
{
	struct buf *buf = buf_new(mem, 200 * len + 1000);
	struct sheet *again;
	struct err err;
	int64_t line;

	for (size_t i = 0; i < sheet->count; i++)
		sheet_put_row(buf, sheet->rows[i].cells, sheet->rows[i].count);
	FUZZ_MUST(!buf_failed(buf));
	FUZZ_MUST(sheet_parse(mem, buf_data(buf), ROWS, &again, &line, &err));
	FUZZ_MUST(again->count == sheet->count);
	for (size_t i = 0; i < sheet->count; i++) {
		FUZZ_MUST(again->rows[i].count == sheet->rows[i].count);
		for (size_t j = 0; j < sheet->rows[i].count; j++)
			FUZZ_MUST(strcmp(again->rows[i].cells[j], sheet->rows[i].cells[j]) == 0);
	}
}

void
fuzz_one(void *mem, const char *data, size_t len)
{
	struct sheet *sheet;
	struct err err;
	int64_t line = 0;
	size_t before;
	char *text;

	if (!sheet_decode(mem, data, len, &text, &err))
		return;
	FUZZ_MUST(strlen(fuzz_valid(text)) <= 3 * len);
	before = fuzz_size(mem);
	if (!sheet_parse(mem, text, ROWS, &sheet, &line, &err)) {
		FUZZ_MUST(line > 0);
		return;
	}
	/* Of each row its cells, and all texts together. */
	FUZZ_MUST(fuzz_size(mem) - before <= 20000 + ROWS * 600 + 2 * strlen(text));
	FUZZ_MUST(sheet->count <= ROWS);
	for (size_t i = 0; i < sheet->count; i++) {
		FUZZ_MUST(sheet->rows[i].line > 0 && sheet->rows[i].count <= SHEET_CELLS_MAX);
		for (size_t j = 0; j < sheet->rows[i].count; j++)
			fuzz_valid(sheet->rows[i].cells[j]);
	}
	check_again(mem, sheet, strlen(text));
}
