/* SPDX-License-Identifier: MIT */
#include "codec/multipart.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

enum { BOUNDARY_MAX = 70, HEADERS_MAX = 4096 };

/* --- header values: a word, then "; name=value" or "; name="quoted value"" */

/* A quoted value behind its opening quote.  Browsers write backslashes of file names as they are,
   other programs escape with them: only \" and \\ are taken for escapes. */
static char *
take_quoted(void *mem, const char **at)
{
	char *value = mem_array(mem, char, strlen(*at) + 1), *out = value;

	for (const char *p = *at; *p != '\0'; p++) {
		if (*p == '"') {
			*at = p + 1;
			return value;
		}
		if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
			p++;
		*out++ = *p;
	}
	return NULL;
}

/* The value of a parameter, quoted or not; NULL when a quote is left open. */
static char *
take_value(void *mem, const char **at)
{
	size_t len = strcspn(*at, "; \t");
	char *value;

	if (**at == '"') {
		(*at)++;
		return take_quoted(mem, at);
	}
	value = mem_strndup(mem, *at, len);
	*at += len;
	return value;
}

/* Moves behind "name =" in a parameter list; the length of the name, 0 when there is none. */
static size_t
take_name(const char **at)
{
	size_t len = strcspn(*at, "=; \t\"");

	*at += len + strspn(*at + len, " \t");
	if (**at != '=')
		return 0;
	*at += 1 + strspn(*at + 1, " \t");
	return len;
}

/* The value of a parameter of a header value, or NULL. */
static char *
parameter(void *mem, const char *header, const char *name)
{
	const char *at = strchr(header, ';');

	while (at != NULL && *at == ';') {
		at += 1 + strspn(at + 1, " \t");

		const char *found = at;
		size_t len = take_name(&at);
		char *value = len > 0 ? take_value(mem, &at) : NULL;

		if (value == NULL || (len == strlen(name) && strncasecmp(found, name, len) == 0))
			return value;
		mem_free(value);
		at += strspn(at, " \t");
	}
	return NULL;
}

/* Is the word before the parameters this one? */
static bool
has_word(const char *header, const char *word)
{
	size_t len = strlen(word);

	return strncasecmp(header, word, len) == 0 &&
		(header[len] == '\0' || strchr("; \t", header[len]) != NULL);
}

/* --- the body */

struct body {
	const char *at, *end;
	const char *delimiter; /* CR LF, two dashes, boundary */
	size_t delimiter_len;
};

static bool
has_next(const struct body *body, const char *text, size_t len)
{
	return (size_t)(body->end - body->at) >= len && memcmp(body->at, text, len) == 0;
}

/* Moves behind the next delimiter; false when there is none.  stop_r is where it began. */
static bool
find_delimiter(struct body *body, const char **stop_r)
{
	const char *found = memmem(body->at, (size_t)(body->end - body->at), body->delimiter,
		body->delimiter_len);

	if (found == NULL)
		return false;
	*stop_r = found;
	body->at = found + body->delimiter_len;
	return true;
}

/* Moves behind the first delimiter, which may be the very start of the body. */
static bool
find_first(struct body *body)
{
	const char *stop;

	if (!has_next(body, body->delimiter + 2, body->delimiter_len - 2))
		return find_delimiter(body, &stop);
	body->at += body->delimiter_len - 2;
	return true;
}

/* Reads the line end that follows a delimiter before a part. */
static bool
take_line_end(struct body *body)
{
	while (has_next(body, " ", 1) || has_next(body, "\t", 1))
		body->at++;
	if (!has_next(body, "\r\n", 2))
		return false;
	body->at += 2;
	return true;
}

/* Takes what matters of one header line. */
static void
read_header(void *mem, char *line, struct multipart_part *part)
{
	char *colon = strchr(line, ':');
	const char *value;

	if (colon == NULL)
		return;
	*colon = '\0';
	value = colon + 1 + strspn(colon + 1, " \t");
	if (str_equal_nocase(line, "Content-Disposition") && has_word(value, "form-data")) {
		part->name = parameter(mem, value, "name");
		part->filename = parameter(mem, value, "filename");
	} else if (str_equal_nocase(line, "Content-Type")) {
		part->content_type = str_trim(mem, value);
	}
}

/* Reads the headers of a part and the empty line behind them. */
static bool
read_headers(struct body *body, void *mem, struct multipart_part *part)
{
	size_t left = (size_t)(body->end - body->at);
	const char *end = memmem(body->at, left < HEADERS_MAX ? left : HEADERS_MAX, "\r\n\r\n", 4);

	if (end == NULL || !utf8_is_valid(body->at, (size_t)(end - body->at)))
		return false;

	char *line = mem_strndup(mem, body->at, (size_t)(end - body->at));

	body->at = end + 4;
	while (line != NULL) {
		char *next = strstr(line, "\r\n");

		if (next != NULL) {
			*next = '\0';
			next += 2;
		}
		read_header(mem, line, part);
		line = next;
	}
	return part->name != NULL;
}

static bool
read_part(struct body *body, void *mem, struct multipart_part *part, struct err *err)
{
	const char *stop;

	if (!take_line_end(body))
		return err_set(err, ERR_INVALID, "multipart: text behind a boundary");
	if (!read_headers(body, mem, part))
		return err_set(err, ERR_INVALID, "multipart: a part without a name");
	part->data = body->at;
	if (!find_delimiter(body, &stop))
		return err_set(err, ERR_INVALID, "multipart: no closing boundary");
	part->len = (size_t)(stop - part->data);
	return true;
}

static bool
read_parts(struct body *body, size_t max_parts, struct multipart *multipart, struct err *err)
{
	multipart->parts = mem_array(multipart, struct multipart_part, max_parts);
	while (!has_next(body, "--", 2)) {
		if (multipart->count == max_parts)
			return err_set(err, ERR_INVALID, "multipart: more than %zu parts", max_parts);
		if (!read_part(body, multipart, &multipart->parts[multipart->count++], err))
			return false;
	}
	return true;
}

/* CR LF, two dashes and the boundary of a content type, or NULL. */
static char *
make_delimiter(void *mem, const char *content_type)
{
	char *boundary = NULL;

	if (has_word(content_type, "multipart/form-data") && strlen(content_type) <= HEADERS_MAX)
		boundary = parameter(mem, content_type, "boundary");
	if (str_is_empty(boundary) || strlen(boundary) > BOUNDARY_MAX)
		return NULL;
	return mem_printf(mem, "\r\n--%s", boundary);
}

bool
multipart_parse(void *mem, const char *content_type, const char *body, size_t len,
	size_t max_parts, struct multipart **multipart_r, struct err *err)
{
	struct multipart *multipart = mem_new(mem, struct multipart);
	struct body reader = { .at = body, .end = body + len };

	reader.delimiter = make_delimiter(multipart, content_type);
	if (reader.delimiter == NULL) {
		mem_free(multipart);
		return err_set(err, ERR_INVALID, "multipart: no boundary in the content type");
	}
	reader.delimiter_len = strlen(reader.delimiter);
	if (!find_first(&reader)) {
		mem_free(multipart);
		return err_set(err, ERR_INVALID, "multipart: the boundary is not in the body");
	}
	if (!read_parts(&reader, max_parts, multipart, err)) {
		mem_free(multipart);
		return false;
	}
	*multipart_r = multipart;
	return true;
}
