/* SPDX-License-Identifier: MIT */
/* Prepared statements: their cache, what goes in and what comes out; for db.c and db_query.c. */
#define DB_FAULT_PASSES_ON
#include "io/db_private.h"

#include <assert.h>
#include <mysql.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

enum { CACHE_PROBES = 4 };

struct cell {
	int64_t number;
	unsigned long len;
	my_bool is_null;
	my_bool error;
};

/* A prepared statement.  It lives as long as its connection, or until another takes its slot. */
struct db_stmt {
	const char *address; /* of the constant; the copy tells whether it still is that text */
	char *sql;
	MYSQL_STMT *handle;
	unsigned long param_count;
	unsigned column_count;
	unsigned rows;       /* as the library was told; 0: one, not by the protocol for many */
	void *arrays;        /* what is bound of many rows */
	MYSQL_BIND *params;
	MYSQL_BIND *columns;
	struct cell *cells;
};

static int
close_stmt(struct db_stmt *stmt)
{
	(void)mysql_stmt_close(stmt->handle); /* nothing can be done about it */
	return 0;
}

static struct db_stmt **
cache_slot(struct db *db, const char *sql)
{
	size_t home = ((uintptr_t)sql >> 3) * 0x9e3779b1u % DB_CACHE_SIZE;

	for (size_t i = 0; i < CACHE_PROBES; i++) {
		struct db_stmt **slot = &db->cache[(home + i) % DB_CACHE_SIZE];

		if (*slot == NULL ||
		    ((*slot)->address == sql && strcmp((*slot)->sql, sql) == 0))
			return slot;
	}
	mem_free(db->cache[home]);
	db->cache[home] = NULL;
	return &db->cache[home];
}

static enum db_fate
fail_stmt(struct db *db, struct db_stmt *stmt, struct err *err)
{
	enum db_fate fate = db_fail(db, mysql_stmt_errno(stmt->handle), mysql_stmt_error(stmt->handle),
		err);

	if (db->mysql != NULL)
		(void)mysql_stmt_free_result(stmt->handle); /* of a failed SELECT: there is none */
	return fate;
}

static enum db_fate
prepare(struct db *db, const char *sql, struct db_stmt **slot, struct err *err)
{
	struct db_stmt *stmt = mem_new(db, struct db_stmt);

	stmt->address = sql;
	stmt->sql = mem_strdup(stmt, sql);
	stmt->handle = mysql_stmt_init(db->mysql);
	if (stmt->handle == NULL)
		mem_exhausted();
	talloc_set_destructor(stmt, close_stmt);
	*slot = stmt;
	if (mysql_stmt_prepare(stmt->handle, sql, strlen(sql)) != 0) {
		enum db_fate fate = fail_stmt(db, stmt, err);

		if (db->mysql == NULL) { /* the statement is gone with its connection */
			err->code = ERR_BUSY;    /* nobody has asked for anything yet */
			return DB_UNDONE;
		}
		mem_free(stmt);
		*slot = NULL;
		return fate;
	}
	stmt->param_count = mysql_stmt_param_count(stmt->handle);
	stmt->params = mem_array(stmt, MYSQL_BIND, stmt->param_count);
	return DB_DONE;
}

/* The library only reads what is bound as a parameter. */
static void *
unconst(const void *data)
{
	union {
		const void *in;
		void *out;
	} both = { data };

	return both.out;
}

static const enum enum_field_types param_types[] = {
	[DB_NULL] = MYSQL_TYPE_NULL,
	[DB_I64] = MYSQL_TYPE_LONGLONG,
	[DB_TEXT] = MYSQL_TYPE_STRING,
	[DB_BYTES] = MYSQL_TYPE_BLOB,
};

static void
bind_one(struct db_stmt *stmt, const struct db_arg *args)
{
	for (size_t i = 0; i < stmt->param_count; i++) {
		const struct db_arg *arg = &args[i];

		stmt->params[i] = (MYSQL_BIND){
			.buffer_type = param_types[arg->kind],
			.buffer = unconst(arg->kind == DB_I64 ? &arg->number : arg->data),
			.buffer_length = arg->len,
		};
	}
}

/* Of many rows the library takes arrays for each parameter. */
static void
bind_column(struct db_stmt *stmt, size_t number, const struct db_call *call)
{
	struct db_column column = db_column_of(stmt->arrays, call, number);

	_Static_assert(STMT_INDICATOR_NONE == 0 && STMT_INDICATOR_NULL == 1, "as db_column has it");
	stmt->params[number] = (MYSQL_BIND){
		.buffer_type = column.kind == DB_NULL ? MYSQL_TYPE_STRING : param_types[column.kind],
		.buffer = column.kind == DB_I64 ? (void *)column.numbers : (void *)column.data,
		.length = column.lengths,
		.u.indicator = column.nulls,
	};
}

static void
bind_params(struct db_stmt *stmt, const struct db_call *call)
{
	unsigned rows = (unsigned)call->rows;

	assert(call->count == stmt->param_count);
	mem_free(stmt->arrays);
	stmt->arrays = NULL;
	if (rows != stmt->rows)
		(void)mysql_stmt_attr_set(stmt->handle, STMT_ATTR_ARRAY_SIZE, &rows); /* known to it */
	stmt->rows = rows;
	if (rows == 0) {
		bind_one(stmt, call->args);
	} else {
		stmt->arrays = mem_context(stmt, "arrays");
		for (size_t i = 0; i < call->count; i++)
			bind_column(stmt, i, call);
	}
	if (call->count > 0)
		(void)mysql_stmt_bind_param(stmt->handle, stmt->params); /* fails only unprepared */
}

/* Only the execution tells how many columns INSERT ... RETURNING has. */
static bool
store_result(struct db_stmt *stmt)
{
	unsigned count = mysql_stmt_field_count(stmt->handle);

	if (count > stmt->column_count) {
		stmt->columns = mem_resize(stmt, stmt->columns, MYSQL_BIND, count);
		stmt->cells = mem_resize(stmt, stmt->cells, struct cell, count);
	}
	stmt->column_count = count;
	return count == 0 || mysql_stmt_store_result(stmt->handle) == 0;
}

/* When the server gives up amid a result, the library still waits for the rest of it. */
static enum db_fate
fail_result(struct db *db, struct db_stmt *stmt, struct err *err)
{
	enum db_fate fate = db_fail(db, mysql_stmt_errno(stmt->handle),
		mysql_stmt_error(stmt->handle), err);

	db_drop_connection(db);
	return fate;
}

enum db_fate
db_try_prepared(struct db *db, const struct db_call *call, struct db_stmt **stmt_r, struct err *err)
{
	struct db_stmt **slot = cache_slot(db, call->sql);
	enum db_fate fate = *slot != NULL ? DB_DONE : prepare(db, call->sql, slot, err);
	struct db_stmt *stmt = *slot;

	if (fate != DB_DONE)
		return fate;
	assert(stmt != NULL); /* what is prepared is in its slot */
	bind_params(stmt, call);
	if (mysql_stmt_execute(stmt->handle) == 0) {
		if (!store_result(stmt))
			return fail_result(db, stmt, err);
		*stmt_r = stmt;
		return DB_DONE;
	}
	fate = fail_stmt(db, stmt, err);
	if (fate == DB_FORGOTTEN) {
		mem_free(stmt);
		*slot = NULL;
	}
	return fate;
}

/* --- rows */

static bool
is_number(const struct db_col *col)
{
	return col->type == DB_COL_TYPE_I64 || col->type == DB_COL_TYPE_BOOL;
}

/* Numbers come straight into their cells; of texts only the length, until memory is there. */
static void
bind_columns(struct db_stmt *stmt, const struct db_row_type *type)
{
	for (size_t i = 0; i < type->count; i++) {
		struct cell *cell = &stmt->cells[i];
		bool number = is_number(&type->cols[i]);

		stmt->columns[i] = (MYSQL_BIND){
			.buffer_type = number ? MYSQL_TYPE_LONGLONG :
				type->cols[i].type == DB_COL_TYPE_TEXT ? MYSQL_TYPE_STRING :
				MYSQL_TYPE_BLOB,
			.buffer = number ? &cell->number : NULL,
			.buffer_length = number ? sizeof(cell->number) : 0,
			.length = &cell->len,
			.is_null = &cell->is_null,
			.error = &cell->error,
		};
	}
	(void)mysql_stmt_bind_result(stmt->handle, stmt->columns); /* fails only unprepared */
}

static char *
fetch_bytes(struct db_stmt *stmt, unsigned column, void *mem)
{
	unsigned long len = stmt->cells[column].len;
	char *data = mem_array(mem, char, len + 1);
	MYSQL_BIND bind = stmt->columns[column];

	bind.buffer = data;
	bind.buffer_length = len;
	if (len > 0)
		(void)mysql_stmt_fetch_column(stmt->handle, &bind, column, 0); /* column exists */
	return data;
}

static bool
store_bytes(struct db_stmt *stmt, unsigned column, const struct db_col *col, void *mem, void *place,
	struct err *err)
{
	const char *data = fetch_bytes(stmt, column, mem);
	size_t len = stmt->cells[column].len;

	if (col->type == DB_COL_TYPE_BYTES) {
		*(struct db_bytes *)place =
			(struct db_bytes){ (const unsigned char *)data, len };
		return true;
	}
	if (!utf8_is_valid(data, len))
		return err_set(err, ERR_INTERNAL, "database: column %s is not text", col->name);
	*(const char **)place = data;
	return true;
}

static bool
store_cell(struct db_stmt *stmt, unsigned column, const struct db_col *col, void *mem, void *place,
	struct err *err)
{
	const struct cell *cell = &stmt->cells[column];

	if (cell->is_null)
		return true; /* the row is zeroed */
	if (!is_number(col))
		return store_bytes(stmt, column, col, mem, place, err);
	if (cell->error)
		return err_set(err, ERR_INTERNAL, "database: column %s is no 64-bit number",
			col->name);
	if (col->type == DB_COL_TYPE_BOOL)
		*(bool *)place = cell->number != 0;
	else
		*(int64_t *)place = cell->number;
	return true;
}

/* Reads count of the stored rows; their texts belong to the array. */
static bool
fetch_rows(struct db_stmt *stmt, const struct db_row_type *type, char *rows, size_t count,
	struct err *err)
{
	assert(type->count == stmt->column_count);
	bind_columns(stmt, type);
	for (size_t i = 0; i < count; i++) {
		int status = mysql_stmt_fetch(stmt->handle);

		if (status != 0 && status != MYSQL_DATA_TRUNCATED)
			return err_set(err, ERR_INTERNAL, "database: %u %s",
				mysql_stmt_errno(stmt->handle), mysql_stmt_error(stmt->handle));
		for (unsigned j = 0; j < type->count; j++)
			if (!store_cell(stmt, j, &type->cols[j], rows,
				    rows + i * type->size + type->cols[j].offset, err))
				return false;
	}
	return true;
}

bool
db_take_rows(struct db_stmt *stmt, void *mem, const struct db_row_type *type, size_t limit,
	void **rows_r, size_t *count_r, struct err *err)
{
	size_t count = mysql_stmt_num_rows(stmt->handle);
	void *rows;
	bool done;

	if (count > limit)
		count = limit;
	rows = mem_zeroed(mem, type->size, count, type->name);
	done = fetch_rows(stmt, type, rows, count, err);
	(void)mysql_stmt_free_result(stmt->handle); /* says nothing to the server */
	if (!done) {
		mem_free(rows);
		return false;
	}
	*rows_r = rows;
	*count_r = count;
	return true;
}

struct db_result
db_take_result(struct db_stmt *stmt)
{
	struct db_result result = {
		.changed = (int64_t)mysql_stmt_affected_rows(stmt->handle),
		.insert_id = (int64_t)mysql_stmt_insert_id(stmt->handle),
	};

	(void)mysql_stmt_free_result(stmt->handle); /* says nothing to the server */
	return result;
}
