/* SPDX-License-Identifier: MIT */
#include "base/conf.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"

enum { FILE_MAX = 64 * 1024, LIKE_MAX = 2, KEY_MAX = 32 };

static const char *const known_keys[] = {
	"DATABASE_URL",
	"AVITO_CLIENT_ID", "AVITO_CLIENT_SECRET", "AVITO_USER_ID", "AVITO_REDIRECT_URI",
	"AVITO_API_BASE_URL", "AVITO_AUTH_BASE_URL",
	"PERPLEXITY_API_KEY", "PERPLEXITY_MODEL",
	"OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL",
	"GEMINI_API_KEY", "GEMINI_MODEL",
	"STT_API_KEY", "STT_API_URL",
	"ASSISTANT_MODE", "ASSISTANT_QUIET_SECONDS",
	"ADMIN_USERNAME", "ADMIN_PASSWORD", "API_KEY", "JWT_SECRET",
	"WEBHOOK_SIGNATURE_SECRET", "N8N_WEBHOOK_URL",
	"RATE_LIMIT_REQUESTS", "RATE_LIMIT_WINDOW", "MAX_CONNECTIONS", "CONNECTION_TIMEOUT",
	"MAX_RETRIES", "RETRY_MIN_WAIT", "RETRY_MAX_WAIT",
	"PUBLIC_URL", "LOG_LEVEL", "LOG_FILE",
	"PRILAVOK_SECRET_KEY", "WORKER_MODE", "WORKER_THREADS", "DATABASE_CONNECTIONS",
	"PRILAVOK_RUN_DIR", "PRILAVOK_TEMPLATES", "PRILAVOK_STATIC", "PRILAVOK_SQL",
	"PRILAVOK_PROCESSES",
	NULL
};

enum { KEY_COUNT = sizeof(known_keys) / sizeof(known_keys[0]) - 1 };

struct conf {
	const char *file; /* NULL: not named */
	const char *values[KEY_COUNT];
};

const char *const *
conf_known_keys(void)
{
	return known_keys;
}

/* --- the nearest known key, for messages */

/* How many letters must be put in, left out or changed to make b of a (Levenshtein). */
static int
distance(const char *a, const char *b)
{
	int row[KEY_MAX] = { 0 };
	int width = (int)strlen(b);

	assert(width < KEY_MAX);
	for (int i = 0; i <= width; i++)
		row[i] = i;
	for (; *a != '\0'; a++) {
		int diagonal = row[0]++;

		for (int i = 1; i <= width; i++) {
			int changed = diagonal + (*a != b[i - 1]);
			int shifted = (row[i] < row[i - 1] ? row[i] : row[i - 1]) + 1;

			diagonal = row[i];
			row[i] = changed < shifted ? changed : shifted;
		}
	}
	return row[width];
}

static const char *
nearest_key(const char *key)
{
	const char *nearest = NULL;
	int least = LIKE_MAX + 1;

	for (int i = 0; i < KEY_COUNT && strlen(key) < KEY_MAX + LIKE_MAX; i++) {
		int d = distance(key, known_keys[i]);

		if (d < least) {
			least = d;
			nearest = known_keys[i];
		}
	}
	return nearest;
}

/* --- the parser: the states and escapes of systemd.exec(5), EnvironmentFile= */

struct source {
	const char *name;
	const char *at, *end;
	int line;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next byte, or -1 at the end. */
static int
take(struct source *source)
{
	if (source->at == source->end)
		return -1;
	if (*source->at == '\n')
		source->line++;
	return (unsigned char)*source->at++;
}

/* Text in single quotes is verbatim; the opening quote is read. */
static bool
take_single_quoted(struct source *source, struct buf *value)
{
	for (int c; (c = take(source)) != '\'';) {
		if (c < 0)
			return false;
		buf_putc(value, (char)c);
	}
	return true;
}

/* In double quotes a backslash escapes only what a shell would; before a line end it vanishes with
   it, before anything else it stays. */
static bool
take_double_quoted(struct source *source, struct buf *value)
{
	for (int c; (c = take(source)) != '"';) {
		if (c == '\\') {
			c = take(source);
			if (c == '\n')
				continue;
			if (c >= 0 && strchr("\"\\`$", c) == NULL)
				buf_putc(value, '\\');
		}
		if (c < 0)
			return false;
		buf_putc(value, (char)c);
	}
	return true;
}

/* Bare text up to the line end, which is read; c is its first byte.  Quotes inside are letters,
   blanks at the end are dropped unless escaped. */
static void
take_bare(struct source *source, struct buf *value, int c)
{
	size_t keep = buf_len(value);

	for (; c >= 0 && c != '\n'; c = take(source)) {
		bool escaped = c == '\\';

		if (escaped) {
			keep = buf_len(value);
			c = take(source);
			if (c < 0)
				break;
			if (c == '\n')
				continue;
		}
		buf_putc(value, (char)c);
		if (escaped || !is_blank((char)c))
			keep = buf_len(value);
	}
	buf_truncate(value, keep);
}

/* What stands behind '=': quoted pieces, then perhaps a bare one.  False for an open quote. */
static bool
take_value(struct source *source, struct buf *value)
{
	for (int c; (c = take(source)) >= 0 && c != '\n';) {
		if (c == '\'' || c == '"') {
			if (!(c == '"' ? take_double_quoted : take_single_quoted)(source, value))
				return false;
		} else if (!is_blank((char)c)) {
			take_bare(source, value, c);
			break;
		}
	}
	return true;
}

static bool
refuse(struct err *err, const struct source *source, int line, const char *what, const char *key)
{
	return err_set(err, ERR_INVALID, "%s line %d: %s \"%.64s\"", source->name, line, what, key);
}

/* Stores one assignment; line is where it began. */
static bool
assign(struct conf *conf, const struct source *source, int line, const char *key,
	const struct buf *value, struct err *err)
{
	int index = str_index(known_keys, key);

	if (index < 0) {
		const char *nearest = nearest_key(key);

		if (nearest == NULL)
			return refuse(err, source, line, "unknown key", key);
		return err_set(err, ERR_INVALID, "%s line %d: unknown key \"%s\", is \"%s\" meant?",
			source->name, line, key, nearest);
	}
	if (conf->values[index] != NULL)
		return refuse(err, source, line, "repeated key", key);
	if (buf_failed(value) || !utf8_is_valid(buf_data(value), buf_len(value)))
		return refuse(err, source, line, "no valid UTF-8 behind", key);
	conf->values[index] = mem_strndup(conf, buf_data(value), buf_len(value));
	return true;
}

/* The text before stop or the line end, which is not read. */
static char *
take_until(struct source *source, void *mem, char stop)
{
	const char *start = source->at;

	while (source->at < source->end && *source->at != '\n' && *source->at != stop)
		source->at++;
	return str_trim(mem, utf8_repair(mem, start, (size_t)(source->at - start)));
}

/* One assignment, comment or empty line. */
static bool
parse_line(struct conf *conf, struct source *source, void *mem, struct err *err)
{
	struct buf *value = buf_new(mem, FILE_MAX);
	char *key = take_until(source, mem, '=');
	int line = source->line;

	if (key[0] == '#' || key[0] == ';')
		(void)take_until(source, mem, '\n');
	if (take(source) != '=') {
		if (key[0] == '\0' || key[0] == '#' || key[0] == ';')
			return true;
		return refuse(err, source, line, "no \"=\" in", key);
	}
	if (!take_value(source, value))
		return refuse(err, source, line, "a quote is never closed behind", key);
	return assign(conf, source, line, key, value, err);
}

bool
conf_parse(void *mem, const char *name, const char *text, size_t len, struct conf **conf_r,
	struct err *err)
{
	struct conf *conf = mem_new(mem, struct conf);
	struct source source = { name, text, text + len, 1 };

	while (source.at < source.end) {
		void *line = mem_context(conf, "line");

		if (!parse_line(conf, &source, line, err)) {
			mem_free(conf);
			return false;
		}
		mem_free(line);
	}
	*conf_r = conf;
	return true;
}

/* --- the file and the environment */

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* Parses the file at path; a missing one is an empty one if it may be. */
static bool
load_file(void *mem, const char *path, bool may_be_missing, struct conf **conf_r, struct err *err)
{
	FILE *file = fopen(path, "re");
	char *text;
	size_t len;
	bool failed;

	if (file == NULL && errno == ENOENT && may_be_missing)
		return conf_parse(mem, path, "", 0, conf_r, err);
	if (file == NULL)
		return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL,
			"cannot read %s: %s", path, strerror(errno));
	text = mem_array(mem, char, FILE_MAX + 1);
	len = fread(text, 1, FILE_MAX + 1, file);
	failed = ferror(file) != 0;
	(void)fclose(file); /* it was only read */
	if (failed)
		return err_set(err, ERR_INTERNAL, "cannot read %s", path);
	if (len > FILE_MAX)
		return err_set(err, ERR_INVALID, "%s is longer than %d bytes", path, FILE_MAX);
	failed = !conf_parse(mem, base_name(path), text, len, conf_r, err);
	mem_free(text);
	return !failed;
}

static const char *
full_path(void *mem, const char *path)
{
	char *real = str_is_empty(path) ? NULL : realpath(path, NULL);
	const char *copy = mem_strdup(mem, real);

	free(real); /* realpath's own */
	return copy;
}

bool
conf_load(void *mem, const char *path, struct conf **conf_r, struct err *err)
{
	const char *named = path != NULL ? path : getenv("PRILAVOK_ENV");
	struct conf *conf;

	if (!load_file(mem, str_or(named, PRILAVOK_SYSCONFDIR "/prilavok.env"),
	    str_is_empty(named), &conf, err))
		return false;
	for (int i = 0; i < KEY_COUNT; i++) {
		const char *value = getenv(known_keys[i]);

		if (str_is_empty(value))
			continue;
		if (!utf8_is_valid(value, strlen(value))) {
			mem_free(conf);
			return err_set(err, ERR_INVALID, "environment: no valid UTF-8 in \"%s\"",
				known_keys[i]);
		}
		conf->values[i] = mem_strdup(conf, value);
	}
	conf->file = full_path(conf, named);
	*conf_r = conf;
	return true;
}

const char *
conf_file(const struct conf *conf)
{
	return conf->file;
}

const char *
conf_get(const struct conf *conf, const char *key)
{
	int index = str_index(known_keys, key);

	assert(index >= 0);
	return str_is_empty(conf->values[index]) ? NULL : conf->values[index];
}

const char *
conf_get_or(const struct conf *conf, const char *key, const char *fallback)
{
	const char *value = conf_get(conf, key);

	return value != NULL ? value : fallback;
}

bool
conf_get_int(const struct conf *conf, const char *key, int64_t min, int64_t max,
	int64_t fallback, int64_t *number_r, struct err *err)
{
	const char *value = conf_get(conf, key);

	if (value == NULL) {
		*number_r = fallback;
		return true;
	}
	return num_parse_range(value, min, max, number_r, err) || err_prefix(err, "%s", key);
}
