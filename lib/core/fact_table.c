/* SPDX-License-Identifier: MIT */
#include "core/fact_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"
#include "codec/sheet.h"
#include "codec/stem.h"
#include "io/db.h"
#include "store/chat.h"
#include "store/project.h"

enum { KNOWN_MAX = 100000, LISTINGS_MAX = 50000, QUESTION_MAX = 500, ANSWER_MAX = 4000,
	STEMS_MAX = 500 };

enum column { QUESTION, ANSWER, LISTING, APPROVED, COLUMNS };

/* A question with the listing it is about, as one text that can be compared, and where it stands. */
struct key {
	const char *text;
	int64_t at; /* id of a fact, or the number of a row */
};

struct reading {
	struct db *db;
	void *mem;
	int64_t project_id;
	bool update;
	struct fact_table *table;
	int columns[COLUMNS]; /* place of each, or -1 */
	struct fact *known;
	struct key *keys;     /* of the known, sorted */
	size_t known_count;
	struct listing_name *listings;
	size_t listing_count;
};

const char *
fact_stems(void *mem, const char *question, const char *answer)
{
	return stem_text(mem, mem_printf(mem, "%s\n%s", question, answer), STEMS_MAX);
}

/* --- columns */

static const char *const headings[COLUMNS][8] = {
	[QUESTION] = { "вопрос", "question", "q", NULL },
	[ANSWER] = { "ответ", "answer", "a", NULL },
	[LISTING] = { "объявление", "номер объявления", "listing", "avito id", "item", NULL },
	[APPROVED] = { "используется", "approved", "active", "used", NULL },
};

static int
find_column(void *mem, const struct sheet_row *row, enum column column)
{
	for (size_t i = 0; i < row->count; i++)
		if (str_index(headings[column], utf8_fold(mem, row->cells[i])) >= 0)
			return (int)i;
	return -1;
}

/* A first row names the columns when question and answer are among them. */
static void
find_columns(struct reading *reading, const struct sheet_row *first)
{
	int question = find_column(reading->mem, first, QUESTION);
	int answer = find_column(reading->mem, first, ANSWER);

	reading->table->headed = question >= 0 && answer >= 0;
	for (int i = 0; i < COLUMNS; i++)
		reading->columns[i] = !reading->table->headed ? i
			: find_column(reading->mem, first, (enum column)i);
}

static const char *
cell(const struct reading *reading, const struct sheet_row *row, enum column column)
{
	int place = reading->columns[column];

	return place >= 0 && (size_t)place < row->count ? row->cells[place] : "";
}

/* --- one row */

static bool
is_text(const char *text)
{
	for (; *text != '\0'; text++)
		if (((unsigned char)*text < ' ' && *text != '\n' && *text != '\t') || *text == '\x7f')
			return false;
	return true;
}

static const char *
wrong_text(const struct fact_row *row)
{
	if (row->question[0] == '\0')
		return "no_question";
	if (row->answer[0] == '\0')
		return "no_answer";
	if (utf8_length(row->question) > QUESTION_MAX)
		return "long_question";
	if (utf8_length(row->answer) > ANSWER_MAX)
		return "long_answer";
	return is_text(row->question) && is_text(row->answer) ? NULL : "odd_characters";
}

static bool
find_listing(const struct reading *reading, const char *text, int64_t *id_r)
{
	struct err ignored;
	int64_t number;

	*id_r = 0;
	if (text[0] == '\0')
		return true;
	if (!num_parse_i64(text, &number, &ignored))
		return false;
	for (size_t i = 0; i < reading->listing_count && *id_r == 0; i++)
		if (reading->listings[i].avito_item_id == number)
			*id_r = reading->listings[i].id;
	for (size_t i = 0; i < reading->listing_count && *id_r == 0; i++)
		if (reading->listings[i].id == number)
			*id_r = number;
	return *id_r != 0;
}

static bool
read_approved(void *mem, const char *text, bool *approved_r)
{
	static const char *const yes[] = { "да", "yes", "1", "true", "+", "д", "y", NULL };
	static const char *const no[] = { "нет", "no", "0", "false", "-", "н", "n", NULL };
	const char *folded = utf8_fold(mem, text);

	*approved_r = text[0] == '\0' || str_index(yes, folded) >= 0;
	return *approved_r || str_index(no, folded) >= 0;
}

static void
read_row(struct reading *reading, const struct sheet_row *from, struct fact_row *row)
{
	row->line = from->line;
	row->question = utf8_normalise(reading->mem, cell(reading, from, QUESTION));
	row->answer = cell(reading, from, ANSWER);
	row->listing = cell(reading, from, LISTING);
	row->wrong = wrong_text(row);
	if (!find_listing(reading, row->listing, &row->listing_id) && row->wrong == NULL)
		row->wrong = "listing";
	row->silent = cell(reading, from, APPROVED)[0] == '\0';
	if (!read_approved(reading->mem, cell(reading, from, APPROVED), &row->approved)
	    && row->wrong == NULL)
		row->wrong = "approved";
	row->fate = row->wrong != NULL ? FACT_ROW_WRONG : FACT_ROW_NEW;
}

/* --- the same question twice */

static const char *
key_text(void *mem, int64_t listing_id, const char *question)
{
	return mem_printf(mem, "%lld:%s", (long long)listing_id,
		utf8_fold(mem, utf8_normalise(mem, question)));
}

/* Equal ones by their place: the first is the one that counts. */
static int
compare_keys(const void *a, const void *b)
{
	const struct key *one = a, *other = b;
	int order = strcmp(one->text, other->text);

	return order != 0 ? order : one->at < other->at ? -1 : one->at > other->at;
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(((const struct key *)a)->text, ((const struct key *)b)->text);
}

static void
sort_keys(struct key *keys, size_t count)
{
	if (count > 1)
		qsort(keys, count, sizeof(keys[0]), compare_keys);
}

static void
mark_twins(struct reading *reading)
{
	struct fact_table *table = reading->table;
	struct key *keys = mem_array(reading->mem, struct key, table->count + 1);
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++)
		if (table->rows[i].fate != FACT_ROW_WRONG)
			keys[count++] = (struct key){ key_text(reading->mem, table->rows[i].listing_id,
				table->rows[i].question), (int64_t)i };
	sort_keys(keys, count);
	for (size_t i = 1; i < count; i++) {
		struct fact_row *row = &table->rows[keys[i].at];

		if (strcmp(keys[i].text, keys[i - 1].text) != 0)
			continue;
		row->fate = FACT_ROW_WRONG;
		row->wrong = "twice";
		row->twin_line = table->rows[keys[i - 1].at].line;
	}
}

/* What is in the database already. */
static void
mark_known(struct reading *reading, struct fact_row *row)
{
	struct key wanted = { key_text(reading->mem, row->listing_id, row->question), 0 };
	const struct key *found = reading->known_count == 0 ? NULL : bsearch(&wanted, reading->keys,
		reading->known_count, sizeof(wanted), compare_texts);
	const struct fact *fact;

	if (row->fate != FACT_ROW_NEW || found == NULL)
		return;
	fact = &reading->known[found->at];
	row->fact_id = fact->id;
	if (row->silent)
		row->approved = fact->approved;
	row->fate = !reading->update || (str_equal(fact->answer, row->answer)
		&& str_equal(fact->question, row->question) && fact->approved == row->approved)
		? FACT_ROW_SKIPPED : FACT_ROW_UPDATED;
}

/* --- the table */

static bool
read_known(struct reading *reading, struct err *err)
{
	struct fact_query all = { .project_id = reading->project_id, .text = "", .stems = "",
		.listing_id = FACT_ANY_LISTING, .approved = FACT_ANY_STATE, .limit = KNOWN_MAX };

	if (!fact_search(reading->db, reading->mem, &all, &reading->known, &reading->known_count, err)
	    || !listing_names(reading->db, reading->mem, reading->project_id, LISTINGS_MAX,
		&reading->listings, &reading->listing_count, err))
		return false;
	reading->keys = mem_array(reading->mem, struct key, reading->known_count + 1);
	for (size_t i = 0; i < reading->known_count; i++)
		reading->keys[i] = (struct key){ key_text(reading->mem, reading->known[i].listing_id,
			reading->known[i].question), (int64_t)i };
	sort_keys(reading->keys, reading->known_count);
	return true;
}

static void
judge_rows(struct reading *reading, const struct sheet *sheet)
{
	struct fact_table *table = reading->table;
	size_t first = table->headed ? 1 : 0;

	table->count = sheet->count - first;
	table->rows = mem_array(reading->mem, struct fact_row, table->count + 1);
	for (size_t i = 0; i < table->count; i++)
		read_row(reading, &sheet->rows[first + i], &table->rows[i]);
	mark_twins(reading);
	for (size_t i = 0; i < table->count; i++) {
		mark_known(reading, &table->rows[i]);
		table->fates[table->rows[i].fate]++;
	}
}

/* The name of what keeps the whole table from being read, or NULL. */
static const char *
wrong_table(const struct reading *reading, const struct sheet *sheet)
{
	size_t rows = sheet->count - (reading->table->headed ? 1 : 0);

	if (rows == 0)
		return "none";
	if (rows > FACT_TABLE_ROWS)
		return "rows";
	for (size_t i = 0; i < sheet->count; i++)
		if ((int)sheet->rows[i].count > reading->columns[ANSWER])
			return NULL;
	return "columns";
}

bool
fact_table_read(struct db *db, void *mem, int64_t project_id, const char *text, bool update,
	struct fact_table **table_r, const char **wrong_r, int64_t *line_r, struct err *err)
{
	struct reading reading = { .db = db, .mem = mem, .project_id = project_id, .update = update,
		.table = mem_new(mem, struct fact_table) };
	struct sheet *sheet;

	*wrong_r = "quote";
	if (!sheet_parse(mem, text, FACT_TABLE_ROWS + 2, &sheet, line_r, err))
		return false;
	if (sheet->count > 0)
		find_columns(&reading, &sheet->rows[0]);
	*wrong_r = wrong_table(&reading, sheet);
	if (*wrong_r != NULL)
		return err_set(err, ERR_INVALID, "a table of facts: %s", *wrong_r);
	if (!read_known(&reading, err))
		return false;
	judge_rows(&reading, sheet);
	*table_r = reading.table;
	return true;
}

/* --- writing */

struct writing {
	void *mem;
	int64_t project_id;
	const char *text;
	bool update;
	struct fact_table *table;
};

static bool
write_row(struct db *db, const struct writing *writing, const struct fact_row *row, struct err *err)
{
	struct fact fact = { row->fact_id, writing->project_id, row->listing_id, row->question,
		row->answer, row->approved };
	const char *stems = fact_stems(writing->table, row->question, row->answer);

	if (row->fate == FACT_ROW_UPDATED)
		return fact_update(db, &fact, stems, err);
	return row->fate != FACT_ROW_NEW || fact_insert(db, &fact, stems, &fact.id, err);
}

static bool
write_table(struct db *db, void *arg, struct err *err)
{
	struct writing *writing = arg;
	const char *wrong;
	int64_t line;

	/* Read within the transaction: somebody may have added the same questions since. */
	if (!fact_table_read(db, writing->mem, writing->project_id, writing->text, writing->update,
		&writing->table, &wrong, &line, err))
		return false;
	for (size_t i = 0; i < writing->table->count; i++)
		if (!write_row(db, writing, &writing->table->rows[i], err))
			return false;
	return true;
}

bool
fact_table_write(struct db *db, void *mem, int64_t project_id, const char *text, bool update,
	struct fact_table **table_r, struct err *err)
{
	struct writing writing = { mem, project_id, text, update, NULL };

	if (!db_transaction(db, write_table, &writing, err))
		return false;
	*table_r = writing.table;
	return true;
}

void
fact_table_put(struct buf *buf, const struct fact_table *table)
{
	static const char *const head[COLUMNS] = { "question", "answer", "listing", "approved" };

	sheet_put_row(buf, head, COLUMNS);
	for (size_t i = 0; i < table->count; i++) {
		const struct fact_row *row = &table->rows[i];
		const char *cells[COLUMNS] = { row->question, row->answer, row->listing,
			row->silent ? "" : row->approved ? "1" : "0" };

		if (row->fate != FACT_ROW_WRONG)
			sheet_put_row(buf, cells, COLUMNS);
	}
}
