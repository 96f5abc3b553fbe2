/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "base/time.h"
#include "base/utf8.h"

static const char *const level_names[] = {
	"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", NULL
};

/* Written by log_open alone, before there are threads. */
static struct {
	char program[32];
	enum log_level level;
	int fd;
	bool on_terminal;
} sink = { .program = "prilavok", .level = LOG_INFO, .fd = STDERR_FILENO };

static _Thread_local char thread_id[64];

/* What a line says at its end when something did not fit. */
static const char cut_mark[] = ",\"cut\":true";

enum { LINE_SIZE = 4096, LINE_ROOM = LINE_SIZE - sizeof(cut_mark) - sizeof("}\n") };

struct line {
	char text[LINE_SIZE];
	size_t len;
	bool cut;
};

static void
put(struct line *line, const char *text, size_t len)
{
	memcpy(line->text + line->len, text, len);
	line->len += len;
}

static void
puts_short(struct line *line, const char *text)
{
	put(line, text, strlen(text));
}

/* One character of a JSON string into piece_r; returns its length. */
static size_t
escape(int32_t codepoint, const char *start, size_t len, char piece_r[16])
{
	if (codepoint == '"' || codepoint == '\\')
		return (size_t)snprintf(piece_r, 16, "\\%c", (char)codepoint);
	if (codepoint < 0x20 || (codepoint >= 0x7f && codepoint < 0xa0) || codepoint == 0x2028 ||
	    codepoint == 0x2029 || (codepoint == 0xfffd && len == 1))
		return (size_t)snprintf(piece_r, 16, "\\u%04x", (unsigned)codepoint);
	memcpy(piece_r, start, len);
	return len;
}

/* A JSON string; it always gets its closing quote. */
static void
put_string(struct line *line, const char *text)
{
	const char *end = text + strlen(text);
	char piece[16];

	put(line, "\"", 1);
	while (text < end) {
		const char *start = text;
		int32_t codepoint = utf8_decode(&text, end);
		size_t len = escape(codepoint, start, (size_t)(text - start), piece);

		if (line->len + len + 1 > LINE_ROOM) {
			line->cut = true;
			break;
		}
		put(line, piece, len);
	}
	put(line, "\"", 1);
}

static void
put_number(struct line *line, int64_t number)
{
	char digits[24];

	(void)snprintf(digits, sizeof(digits), "%lld", (long long)number); /* fits */
	puts_short(line, digits);
}

/* False, and the line is cut, when a field of this name and a little of its text do not fit. */
static bool
has_room(struct line *line, const char *name)
{
	if (!line->cut && line->len + strlen(name) + 40 > LINE_ROOM)
		line->cut = true;
	return !line->cut;
}

static void
put_member(struct line *line, const char *name, const char *text)
{
	if (!has_room(line, name))
		return;
	puts_short(line, line->len == 0 ? "{\"" : ",\"");
	puts_short(line, name);
	puts_short(line, "\":");
	put_string(line, text);
}

static void
put_now(struct line *line)
{
	int64_t now_ms = time_now_ms();
	struct time_civil now = time_in_zone(now_ms, NULL);
	char text[48];

	if (sink.on_terminal)
		(void)snprintf(text, sizeof(text), "\033[2m%02d:%02d:%02d\033[0m ", now.hour, now.minute,
			now.second);
	else
		(void)snprintf(text, sizeof(text), "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\"",
			now.year, now.month, now.day, now.hour, now.minute, now.second,
			(int)(now_ms % 1000));
	puts_short(line, text);
}

static void
format_json(struct line *line, enum log_level level, const char *event,
	const struct log_field *fields)
{
	put_now(line);
	put_member(line, "level", level_names[level]);
	put_member(line, "program", sink.program);
	if (thread_id[0] != '\0')
		put_member(line, "id", thread_id);
	put_member(line, "event", event);
	for (; fields->name != NULL && has_room(line, fields->name); fields++) {
		if (fields->text != NULL) {
			put_member(line, fields->name, fields->text);
			continue;
		}
		puts_short(line, ",\"");
		puts_short(line, fields->name);
		puts_short(line, "\":");
		put_number(line, fields->number);
	}
	if (line->cut)
		puts_short(line, cut_mark);
	puts_short(line, "}\n");
}

/* A word that needs no quotes on a terminal. */
static bool
is_plain(const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789._-:/@";
	size_t len = strlen(text);

	return len > 0 && len < 64 && strspn(text, plain) == len;
}

static void
put_short_field(struct line *line, const char *name, const struct log_field *field)
{
	puts_short(line, " ");
	puts_short(line, name);
	puts_short(line, "=");
	if (field->text == NULL)
		put_number(line, field->number);
	else if (is_plain(field->text) && line->len + 64 < LINE_ROOM)
		puts_short(line, field->text);
	else
		put_string(line, field->text);
}

static void
format_terminal(struct line *line, enum log_level level, const char *event,
	const struct log_field *fields)
{
	static const char *const colours[] = {
		"\033[2mdebug\033[0m ", "\033[32minfo\033[0m  ", "\033[33mwarn\033[0m  ",
		"\033[31merror\033[0m ", "\033[1;31mcrit\033[0m  ",
	};
	struct log_field id = log_str("id", thread_id);

	put_now(line);
	puts_short(line, colours[level]);
	puts_short(line, event);
	for (; fields->name != NULL && has_room(line, fields->name); fields++)
		put_short_field(line, fields->name, fields);
	if (thread_id[0] != '\0' && has_room(line, id.name))
		put_short_field(line, id.name, &id);
	puts_short(line, line->cut ? " ...\n" : "\n");
}

static bool
level_parse(const char *name, enum log_level *level_r, struct err *err)
{
	int index = str_index(level_names, str_or(name, "INFO"));

	if (index < 0)
		return err_set(err, ERR_INVALID, "unknown log level \"%.20s\" (known: DEBUG INFO "
			"WARNING ERROR CRITICAL)", name);
	*level_r = (enum log_level)index;
	return true;
}

bool
log_open(const char *program, const char *level, const char *file, struct err *err)
{
	enum log_level lowest;
	int fd = STDERR_FILENO;

	if (!level_parse(level, &lowest, err))
		return false;
	if (file != NULL)
		fd = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	if (fd < 0)
		return err_set(err, ERR_INTERNAL, "cannot open the log %s: %s", file,
			strerror(errno));
	if (sink.fd != STDERR_FILENO)
		(void)close(sink.fd); /* every line was written when it was made */
	(void)snprintf(sink.program, sizeof(sink.program), "%s", program); /* may be cut */
	sink.level = lowest;
	sink.fd = fd;
	sink.on_terminal = file == NULL && isatty(fd);
	return true;
}

void
log_set_id(const char *id)
{
	(void)snprintf(thread_id, sizeof(thread_id), "%s", id != NULL ? id : ""); /* may be cut */
}

void
log_write(enum log_level level, const char *event, const struct log_field *fields)
{
	struct line line;

	if (level < sink.level)
		return;
	line.len = 0;
	line.cut = false;
	if (sink.on_terminal)
		format_terminal(&line, level, event, fields);
	else
		format_json(&line, level, event, fields);
	while (write(sink.fd, line.text, line.len) < 0 && errno == EINTR)
		; /* a full disk must not stop the work: any other failure loses the line */
}

void
log_err(enum log_level level, const char *event, const struct err *err)
{
	log_event(level, event, log_str("error", err_code_name(err->code)),
		log_str("text", err->text));
}
