/* SPDX-License-Identifier: MIT */
/*
 * The parameters a route accepts, from its path, query and body alike, and their checked values.
 * What does not stand in the table, comes twice, is malformed or missing is refused by name; the
 * handler finds values that are already typed.
 *
 *	static const struct param send_params[] = {
 *		PARAM_ID("id", REQUIRED),
 *		PARAM_TEXT("text", REQUIRED, 1, 4000),
 *		PARAM_BOOL("draft"),
 *		PARAMS_END
 *	};
 */
#ifndef SHARED_PARAM_H
#define SHARED_PARAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct json_object;

enum param_kind {
	KIND_LINE,  /* text without control characters; lengths count characters */
	KIND_TEXT,  /* text of lines; CR LF arrives as LF */
	KIND_TOKEN, /* letters, digits and - . _ ~ */
	KIND_ENUM,  /* one of words */
	KIND_ID,    /* a positive 64-bit number */
	KIND_INT,   /* min..max */
	KIND_BOOL,  /* as num_parse_bool; a browser leaves an empty box out: false */
	KIND_FILE,  /* an uploaded file, any bytes */
	KIND_RAW    /* the body is the handler's, whatever its type */
};

enum { OPTIONAL = false, REQUIRED = true };

struct param {
	const char *name; /* NULL ends the table */
	enum param_kind kind;
	bool required;
	int64_t min, max;
	const char *const *words;
};

#define PARAM_LINE(name, required, min, max) { name, KIND_LINE, required, min, max, NULL }
#define PARAM_TEXT(name, required, min, max) { name, KIND_TEXT, required, min, max, NULL }
#define PARAM_TOKEN(name, required, min, max) { name, KIND_TOKEN, required, min, max, NULL }
#define PARAM_ENUM(name, required, words) { name, KIND_ENUM, required, 0, 0, words }
#define PARAM_ID(name, required) { name, KIND_ID, required, 1, INT64_MAX, NULL }
#define PARAM_INT(name, required, min, max) { name, KIND_INT, required, min, max, NULL }
#define PARAM_BOOL(name) { name, KIND_BOOL, false, 0, 0, NULL }
#define PARAM_FILE(name) { name, KIND_FILE, false, 0, 0, NULL }
#define PARAM_RAW { "", KIND_RAW, false, 0, 0, NULL }
#define PARAMS_END { NULL, KIND_RAW, false, 0, 0, NULL }

struct param_value {
	bool given;
	const char *text;         /* LINE TEXT TOKEN ENUM */
	int64_t number;           /* ID INT BOOL */
	const char *data;         /* FILE */
	size_t len;
};

enum param_problem { PARAM_FINE, PARAM_UNKNOWN, PARAM_REPEATED, PARAM_MALFORMED, PARAM_MISSING };

struct params {
	const struct param *table;
	struct param_value *values;  /* in the order of the table */
	enum param_problem problem;  /* the first one */
	const char *problem_name;    /* of the parameter, at most 64 characters */
};

/* table NULL accepts nothing. */
struct params *params_new(void *mem, const struct param *table);

/* Enters a value that arrived as text.  An empty one that may be left out counts as left out. */
bool params_add(struct params *params, void *mem, const char *name, const char *text,
	struct err *err);

/* Enters a file; an empty one without a name, as browsers send it when none was chosen, counts as
   left out. */
bool params_add_file(struct params *params, const char *name, const char *filename,
	const char *data, size_t len, struct err *err);

/* Enters the members of a JSON object: strings, numbers and booleans as their kind wants them;
   null counts as left out. */
bool params_add_json(struct params *params, void *mem, struct json_object *object,
	struct err *err);

/* After the last one: is everything there that must be? */
bool params_finish(struct params *params, struct err *err);

/* The value of a parameter; asking for one that is not in the table is a bug (assert). */
const struct param_value *params_get(const struct params *params, const char *name);

/* The place of name in the table, or -1. */
int param_index(const struct param *table, const char *name);

/* True when the table asks for the raw body. */
bool param_wants_raw(const struct param *table);

#endif
