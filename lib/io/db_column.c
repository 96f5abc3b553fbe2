/* SPDX-License-Identifier: MIT */
/* The values of one '?' in many rows, as db.c hands them to the library. */
#include <assert.h>

#include "base/mem.h"
#include "io/db_private.h"

struct db_column
db_column_of(void *mem, const struct db_call *call, size_t number)
{
	struct db_column column = {
		.kind = DB_NULL,
		.numbers = mem_array(mem, int64_t, call->rows),
		.data = mem_array(mem, const void *, call->rows),
		.lengths = mem_array(mem, unsigned long, call->rows),
		.nulls = mem_array(mem, char, call->rows),
	};

	for (size_t row = 0; row < call->rows; row++) {
		const struct db_arg *arg = &call->args[row * call->count + number];

		column.nulls[row] = arg->kind == DB_NULL;
		if (arg->kind == DB_NULL)
			continue;
		assert(column.kind == DB_NULL || column.kind == arg->kind);
		column.kind = arg->kind;
		column.numbers[row] = arg->number;
		column.data[row] = arg->data;
		column.lengths[row] = arg->len;
	}
	return column;
}
