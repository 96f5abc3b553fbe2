/* SPDX-License-Identifier: MIT */
/*
 * Facts as a table: what an import would do, row by row, before anything is written, and writing it.
 * Columns are question, answer, listing (Avito's number or ours) and approved (yes or no), named by a
 * first row in Russian or English, or in this order.
 */
#ifndef CORE_FACT_TABLE_H
#define CORE_FACT_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct buf;
struct db;
struct fact;

enum { FACT_TABLE_ROWS = 5000, FACT_TABLE_BYTES = 1024 * 1024 };

/* What becomes of a row. */
enum fact_row_fate { FACT_ROW_NEW, FACT_ROW_UPDATED, FACT_ROW_SKIPPED, FACT_ROW_WRONG };

struct fact_row {
	int64_t line;
	enum fact_row_fate fate;
	const char *wrong;        /* for a wrong one: no_question no_answer long_question long_answer
	                             odd_characters listing approved twice; a stable name */
	int64_t twin_line;        /* for "twice": the line that has the same question */
	int64_t fact_id;          /* of the fact that has this question already; 0: none */
	int64_t listing_id;       /* 0: the whole project */
	const char *question, *answer, *listing; /* listing as it was written */
	bool approved;
	bool silent;              /* says nothing about that: a new fact is used, a known one stays */
};

struct fact_table {
	struct fact_row *rows;
	size_t count;
	size_t fates[FACT_ROW_WRONG + 1]; /* how many of each */
	bool headed;              /* the first row named the columns */
};

/* Reads valid text and compares it with the project's facts.  update: a known question gets the new
   answer, else it is skipped.  ERR_INVALID when the table cannot be read: *wrong_r is "quote" (not
   closed, *line_r tells where), "rows" (more than FACT_TABLE_ROWS), "columns" (no answers), "none". */
bool fact_table_read(struct db *db, void *mem, int64_t project_id, const char *text, bool update,
	struct fact_table **table_r, const char **wrong_r, int64_t *line_r, struct err *err);

/* Reads it again and writes it, all or nothing. */
bool fact_table_write(struct db *db, void *mem, int64_t project_id, const char *text, bool update,
	struct fact_table **table_r, struct err *err);

/* The rows that are not wrong as CSV, ready to be read again. */
void fact_table_put(struct buf *buf, const struct fact_table *table);

/* The stems a fact is found by. */
const char *fact_stems(void *mem, const char *question, const char *answer);

#endif
