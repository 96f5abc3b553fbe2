/* SPDX-License-Identifier: MIT */
/*
 * json-c behind typed, strict getters.  A parsed value belongs to the mem it was parsed under and
 * is freed with it; what the getters lend lives as long.  Strings with NUL inside or broken UTF-8
 * do not come in.
 *
 * Every getter exists in two tempers: json_get_* wants the key present with the right type
 * (ERR_INVALID names the key otherwise); json_opt_* gives the fallback for an absent or null key
 * or one of another type, for answers of foreign services that may change.
 */
#ifndef CODEC_JSON_H
#define CODEC_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct json_object; /* json-c's */

enum { JSON_DEPTH = 32 };

/* len bytes must be one JSON object or array, nothing behind it but white space, at most
   JSON_DEPTH deep, valid UTF-8.  ERR_INVALID otherwise. */
bool json_parse(void *mem, const char *text, size_t len, struct json_object **value_r,
	struct err *err);

/* The same, and an object. */
bool json_parse_object(void *mem, const char *text, size_t len, struct json_object **object_r,
	struct err *err);

bool json_get_str(struct json_object *object, const char *key, const char **text_r,
	struct err *err);
bool json_get_i64(struct json_object *object, const char *key, int64_t *number_r,
	struct err *err);
bool json_get_bool(struct json_object *object, const char *key, bool *value_r, struct err *err);
bool json_get_object(struct json_object *object, const char *key, struct json_object **object_r,
	struct err *err);
bool json_get_array(struct json_object *object, const char *key, struct json_object **array_r,
	struct err *err);

const char *json_opt_str(struct json_object *object, const char *key, const char *fallback);
/* Numbers only: a float with no fraction counts, a string of digits does not. */
int64_t json_opt_i64(struct json_object *object, const char *key, int64_t fallback);
double json_opt_double(struct json_object *object, const char *key, double fallback);
bool json_opt_bool(struct json_object *object, const char *key, bool fallback);
/* NULL when it is not there or not one; object may itself be NULL, so that paths can be chained:
   json_opt_object(json_opt_object(root, "payload"), "value"). */
struct json_object *json_opt_object(struct json_object *object, const char *key);
struct json_object *json_opt_array(struct json_object *object, const char *key);

/* 0 for NULL. */
size_t json_array_len(struct json_object *array);
/* The member at index, lent; NULL behind the end. */
struct json_object *json_array_at(struct json_object *array, size_t index);
/* Is this value of that type?  NULL is none of them. */
bool json_is_object(struct json_object *value);
bool json_is_array(struct json_object *value);
/* The text of a string value, or NULL. */
const char *json_text(struct json_object *value);
/* The whole number of a value, as json_opt_i64 takes it, or fallback. */
int64_t json_number(struct json_object *value, int64_t fallback);

/* Calls visit for every key of object until it returns false; returns whether all were visited. */
bool json_each(struct json_object *object,
	bool (*visit)(const char *key, struct json_object *value, void *arg), void *arg);

/* Building.  json_new_* make a root under mem; json_put_* make a member.  text NULL writes null. */
struct json_object *json_new_object(void *mem);
struct json_object *json_new_array(void *mem);
void json_put_str(struct json_object *object, const char *key, const char *text);
void json_put_i64(struct json_object *object, const char *key, int64_t number);
void json_put_double(struct json_object *object, const char *key, double number);
void json_put_bool(struct json_object *object, const char *key, bool value);
void json_put_null(struct json_object *object, const char *key);
/* New member containers, lent. */
struct json_object *json_put_object(struct json_object *object, const char *key);
struct json_object *json_put_array(struct json_object *object, const char *key);
/* A member that shares value (its reference count rises, so both may be freed). */
void json_put_value(struct json_object *object, const char *key, struct json_object *value);
void json_add_str(struct json_object *array, const char *text);
void json_add_i64(struct json_object *array, int64_t number);
struct json_object *json_add_object(struct json_object *array);

/* Compact text under mem; slashes are not escaped. */
char *json_format(void *mem, struct json_object *value);

#endif
