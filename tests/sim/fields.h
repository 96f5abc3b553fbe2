/* SPDX-License-Identifier: MIT */
/*
 * JSON objects of the control interface into structs, by a table of the keys that are allowed.
 * An unknown key or a value of the wrong type is refused by name; null counts as absent.
 */
#ifndef SIM_FIELDS_H
#define SIM_FIELDS_H

#include <stddef.h>

#include "base/err.h"

struct call;
struct json_object;

enum field_type {
	FIELD_TEXT,   /* const char * */
	FIELD_I64,    /* int64_t, not negative */
	FIELD_DOUBLE, /* double */
	FIELD_BOOL,   /* bool */
	FIELD_OBJECT, /* struct json_object * */
	FIELD_ARRAY,  /* struct json_object * */
	FIELD_ANY     /* struct json_object * */
};

struct field {
	const char *name; /* NULL ends the table */
	enum field_type type;
	size_t offset;
};

/* Fills the members of the struct at into whose keys object has; the others stay as they are. */
bool fields_read(struct json_object *object, const struct field *fields, void *into,
	struct err *err);

/* The same from the body of call, where an empty body is an empty object. */
bool fields_read_body(struct call *call, const struct field *fields, void *into, struct err *err);

/* The object {"Name":"value"} as a NULL-terminated list of "Name: value" under mem; NULL for NULL.
   ERR_INVALID when a value is not text or there are too many. */
bool fields_read_headers(void *mem, struct json_object *headers, const char *const **lines_r,
	struct err *err);

/* What is to be answered: a string as it stands, any other value as JSON. */
struct canned {
	const char *text; /* NULL: nothing of the kind */
	bool is_json;
};

struct canned fields_canned(void *mem, struct json_object *value);

/* Puts the members of from into into. */
void fields_copy(struct json_object *from, struct json_object *into);

#endif
