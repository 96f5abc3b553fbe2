/* SPDX-License-Identifier: MIT */
/*
 * prilavok.env: KEY=value lines in the syntax of systemd's EnvironmentFile (comments with # or ;,
 * single or double quotes, backslash escapes in double quotes, a backslash at the end of a line
 * continues it).  A variable of the environment wins over the file; an empty one counts as unset.
 * A key this program does not know, a repeated key or a malformed line is refused by name.
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct conf;

/* Reads path (NULL: what PRILAVOK_ENV names, else the installed default; a missing default file is
   fine, a missing named one ERR_NOT_FOUND) and the environment.  ERR_INVALID names file, line and
   key. */
bool conf_load(void *mem, const char *path, struct conf **conf_r, struct err *err);

/* The parser alone, for tests and fuzzers: text of len bytes, called name in messages. */
bool conf_parse(void *mem, const char *name, const char *text, size_t len, struct conf **conf_r,
	struct err *err);

/* The value, or NULL when unset or empty.  Asking for a key that is not in the table of known keys
   is a bug (assert). */
const char *conf_get(const struct conf *conf, const char *key);
const char *conf_get_or(const struct conf *conf, const char *key, const char *fallback);

/* A whole number within min..max; fallback when unset; ERR_INVALID names the key. */
bool conf_get_int(const struct conf *conf, const char *key, int64_t min, int64_t max,
	int64_t fallback, int64_t *number_r, struct err *err);

/* The file that was named, from the root; NULL when it was the default one, or none. */
const char *conf_file(const struct conf *conf);

/* The known keys, for `prilavok check` and the documentation test; NULL-terminated. */
const char *const *conf_known_keys(void);

#endif
