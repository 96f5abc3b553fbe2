/* SPDX-License-Identifier: MIT */
#include "codec/sheet.h"

#include <string.h>

#include "base/buf.h"
#include "test_codec.h"

/* Rows as "1:a|b\n3:c\n". */
static const char *
read_rows(const char *text, size_t max_rows)
{
	char *rows = mem_strdup(fixture_mem, "");
	struct sheet *sheet;
	int64_t line;

	if (!sheet_parse(fixture_mem, text, max_rows, &sheet, &line, &fixture_err))
		return mem_printf(fixture_mem, "open at %d", (int)line);
	for (size_t i = 0; i < sheet->count; i++) {
		rows = mem_printf(fixture_mem, "%s%d:", rows, (int)sheet->rows[i].line);
		for (size_t j = 0; j < sheet->rows[i].count; j++)
			rows = mem_printf(fixture_mem, "%s%s%s", rows, j > 0 ? "|" : "",
				sheet->rows[i].cells[j]);
		rows = mem_printf(fixture_mem, "%s\n", rows);
	}
	return rows;
}

static const struct {
	const char *text, *rows;
} tables[] = {
	{ "", "" },
	{ "\n \n;;\n", "" },
	{ "a;b", "1:a|b\n" },
	{ "a;b\n", "1:a|b\n" },
	{ "a,b;c,d\n", "1:a|b;c|d\n" },
	{ "a\tb, c\n", "1:a|b, c\n" },
	{ "\"a;a;a\",b\nc,d\n", "1:a;a;a|b\n2:c|d\n" },
	{ " a ;\" b \"\n", "1:a|b\n" },
	{ "\"two\nlines\";b\n\nc;d\n", "1:two\nlines|b\n4:c|d\n" },
	{ "\"say \"\"yes\"\"\";b\n", "1:say \"yes\"|b\n" },
	{ "a;b\nc;\"never\nclosed", "open at 2" },
	{ "a \"quoted\" word;b\n", "1:a \"quoted\" word|b\n" },
	{ "вопрос;ответ\nЦена?;5 ₽\n", "1:вопрос|ответ\n2:Цена?|5 ₽\n" },
	{ "'=1+1;'+7 999;it's;''=x\n", "1:=1+1|+7 999|it's|'=x\n" },
};

START_TEST(a_table_is_read)
{
	ck_assert_str_eq(read_rows(tables[_i].text, 100), tables[_i].rows);
}
END_TEST

START_TEST(no_more_is_read_than_asked_for)
{
	ck_assert_str_eq(read_rows("a\nb\nc\n", 2), "1:a\n2:b\n");
}
END_TEST

START_TEST(endless_cells_are_left_out)
{
	struct buf *text = buf_new(fixture_mem, 10000);
	struct sheet *sheet;
	int64_t line;

	for (int i = 0; i < 2000; i++)
		buf_puts(text, "x;");
	MUST(sheet_parse(fixture_mem, buf_data(text), 10, &sheet, &line, &fixture_err));
	ck_assert_uint_eq(sheet->rows[0].count, SHEET_CELLS_MAX);
}
END_TEST

#define BYTES(text) text, sizeof(text) - 1

static const struct {
	const char *data;
	size_t len;
	const char *text; /* NULL: no text */
} files[] = {
	{ BYTES("a;b\r\nc\rd\n"), "a;b\nc\nd\n" },
	{ BYTES("\xEF\xBB\xBF" "Цена"), "Цена" },
	{ BYTES("\xD6\xE5\xED\xE0;\xB9 5"), "Цена;№ 5" },
	{ BYTES("\xFF\xFE" "\x26\x04\x35\x04\n\0"), "Це\n" },
	{ BYTES("\xFE\xFF" "\x04\x26\x04\x35"), "Це" },
	{ BYTES("\xFF\xFE" "a\0\0\0"), NULL },
	{ BYTES("\xFF\xFE" "a"), NULL },
	{ BYTES("PK\x03\x04\0\0\0\xD6"), NULL },
	{ BYTES("\xEF\xBB\xBF\xD6"), NULL },
	{ BYTES(""), "" },
};

START_TEST(the_encoding_is_recognised)
{
	char *text = NULL;
	bool decoded = sheet_decode(fixture_mem, files[_i].data, files[_i].len, &text, &fixture_err);

	ck_assert(decoded == (files[_i].text != NULL));
	if (decoded)
		ck_assert_str_eq(text, files[_i].text);
	else
		ck_assert_int_eq(fixture_err.code, ERR_INVALID);
}
END_TEST

static const char *const cells[] = { "plain", "say \"yes\"; or", "two\nlines", "=1+1", "+7 912", "-5",
	"@sum", "'=x", "'tis", "", "5 ₽" };

START_TEST(what_is_written_is_read_again)
{
	enum { COUNT = sizeof(cells) / sizeof(cells[0]) };
	struct buf *text = buf_new(fixture_mem, 10000);
	struct sheet *sheet;
	int64_t line;

	sheet_put_row(text, cells, COUNT);
	MUST(sheet_parse(fixture_mem, buf_data(text), 10, &sheet, &line, &fixture_err));
	ck_assert_uint_eq(sheet->rows[0].count, COUNT);
	for (size_t i = 0; i < COUNT; i++)
		ck_assert_str_eq(sheet->rows[0].cells[i], cells[i]);
}
END_TEST

START_TEST(nothing_written_is_a_formula)
{
	static const char *const formulas[] = { "=HYPERLINK(\"x\")", "+1", "-1", "@a", "''=x" };
	struct buf *text = buf_new(fixture_mem, 1000);

	sheet_put_row(text, formulas, 5);
	ck_assert_str_eq(buf_data(text), "\"'=HYPERLINK(\"\"x\"\")\";\"'+1\";\"'-1\";\"'@a\";\"'''=x\"\r\n");
}
END_TEST

START_TEST(a_million_cells_take_little_memory)
{
	enum { CELLS = 1000000 };
	struct buf *buf = buf_new(fixture_mem, 3 * CELLS);
	struct sheet *sheet;
	size_t before;
	int64_t line;

	for (int i = 0; i < CELLS; i++)
		buf_puts(buf, i % 40 == 0 ? "x\n" : ";");
	before = talloc_total_size(fixture_mem);
	MUST(sheet_parse(fixture_mem, buf_data(buf), 500, &sheet, &line, &fixture_err));
	ck_assert_uint_eq(sheet->count, 500);
	ck_assert_uint_lt(talloc_total_size(fixture_mem) - before, 2 * CELLS);
	ck_assert_uint_lt(talloc_total_blocks(sheet), 2000);
}
END_TEST

Suite *
sheet_suite(void)
{
	Suite *suite = suite_create("sheet");
	TCase *tcase = fixture_case(suite, "sheet_parse");

	tcase_add_loop_test(tcase, a_table_is_read, 0, sizeof(tables) / sizeof(tables[0]));
	tcase_add_test(tcase, no_more_is_read_than_asked_for);
	tcase_add_test(tcase, endless_cells_are_left_out);
	tcase_add_test(tcase, a_million_cells_take_little_memory);
	tcase = fixture_case(suite, "sheet_decode");
	tcase_add_loop_test(tcase, the_encoding_is_recognised, 0, sizeof(files) / sizeof(files[0]));
	tcase = fixture_case(suite, "sheet_put_row");
	tcase_add_test(tcase, what_is_written_is_read_again);
	tcase_add_test(tcase, nothing_written_is_a_formula);
	return suite;
}
