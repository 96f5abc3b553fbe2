/* SPDX-License-Identifier: MIT */
#include "io/tmpl.h"

#include <ClearSilver.h>
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/mem.h"

/* A node is ClearSilver's own HDF under our name. */
struct tmpl {
	HDF *hdf;
	const char *dir;
	struct tmpl_shared *shared; /* or NULL */
};

/* A file as it was read. */
struct source {
	const char *name; /* of the node */
	char *path;
	bool loaded;
	struct stat state;
	struct source *next;
};

struct tmpl_shared {
	HDF *hdf;
	const char *dir;
	struct source *sources;
};

static HDF *
to_hdf(struct tmpl_node *node)
{
	return (HDF *)(void *)node;
}

static struct tmpl_node *
to_node(HDF *hdf)
{
	return (struct tmpl_node *)(void *)hdf;
}

/* For calls that fail only without memory, or for bad names, which are asserted before. */
static void
must(NEOERR *failure)
{
	if (failure != STATUS_OK) {
		nerr_log_error(failure);
		abort();
	}
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Words of letters with a dot between each two.  A page has thousands: one walk, without a set. */
static void
assert_name(const char *name)
{
	bool after_letter = false;

	for (; *name != '\0'; name++) {
		assert(is_letter(*name) || (*name == '.' && after_letter));
		after_letter = *name != '.';
	}
	assert(after_letter);
}

/* Takes the words of a failure and frees it. */
static bool
fail(NEOERR *failure, const char *file, struct err *err)
{
	STRING text;

	string_init(&text);
	nerr_error_string(failure, &text);
	(void)err_set(err, ERR_INTERNAL, "template %s: %s", file, text.buf);
	string_clear(&text);
	nerr_ignore(&failure);
	return false;
}

void
tmpl_global_init(void)
{
	must(nerr_init());
}

static int
close_tmpl(struct tmpl *tmpl)
{
	hdf_destroy(&tmpl->hdf);
	return 0;
}

struct tmpl *
tmpl_new(void *mem, const char *dir)
{
	struct tmpl *tmpl = mem_new(mem, struct tmpl);

	tmpl->dir = mem_strdup(tmpl, dir);
	must(hdf_init(&tmpl->hdf));
	talloc_set_destructor(tmpl, close_tmpl);
	must(hdf_set_value(tmpl->hdf, "hdf.loadpaths.0", dir));
	/* Read by cs_init; set later it would do nothing. */
	must(hdf_set_value(tmpl->hdf, "Config.VarEscapeMode", "html"));
	return tmpl;
}

static char *
path_of(void *mem, const char *dir, const char *file)
{
	return file[0] == '/' ? mem_strdup(mem, file) : mem_printf(mem, "%s/%s", dir, file);
}

static bool
read_file(HDF *hdf, const char *name, const char *path, const char *file, struct err *err)
{
	NEOERR *failure;
	HDF *node;

	assert_name(name);
	must(hdf_get_node(hdf, name, &node));
	failure = hdf_read_file(node, path);
	return failure == STATUS_OK || fail(failure, file, err);
}

bool
tmpl_load(struct tmpl *tmpl, const char *name, const char *file, struct err *err)
{
	char *path = path_of(tmpl, tmpl->dir, file);
	bool read = read_file(tmpl->hdf, name, path, file, err);

	mem_free(path);
	return read;
}

/* --- what many trees share */

static int
close_shared(struct tmpl_shared *shared)
{
	hdf_destroy(&shared->hdf);
	return 0;
}

struct tmpl_shared *
tmpl_shared_new(void *mem, const char *dir)
{
	struct tmpl_shared *shared = mem_new(mem, struct tmpl_shared);

	shared->dir = mem_strdup(shared, dir);
	must(hdf_init(&shared->hdf));
	talloc_set_destructor(shared, close_shared);
	return shared;
}

static struct source *
find_source(struct tmpl_shared *shared, const char *name, const char *file)
{
	struct source *source = shared->sources;

	while (source != NULL && strcmp(source->name, name) != 0)
		source = source->next;
	if (source != NULL)
		return source;
	source = mem_new(shared, struct source);
	source->name = mem_strdup(source, name);
	source->path = path_of(source, shared->dir, file);
	source->next = shared->sources;
	shared->sources = source;
	return source;
}

static bool
is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size
		&& a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* A file that cannot be asked for its state is read, which finds the words for it. */
bool
tmpl_shared_load(struct tmpl_shared *shared, const char *name, const char *file, struct err *err)
{
	struct source *source = find_source(shared, name, file);
	struct stat now = { .st_size = 0 };
	bool known = stat(source->path, &now) == 0;

	if (source->loaded && known && is_same(&now, &source->state))
		return true;
	must(hdf_remove_tree(shared->hdf, name));
	source->state = now;
	source->loaded = read_file(shared->hdf, name, source->path, file, err);
	return source->loaded;
}

void
tmpl_share(struct tmpl *tmpl, struct tmpl_shared *shared)
{
	tmpl->shared = shared;
}

/* --- a tree */

struct tmpl_node *
tmpl_root(struct tmpl *tmpl)
{
	return to_node(tmpl->hdf);
}

struct tmpl_node *
tmpl_child(struct tmpl_node *node, const char *name)
{
	HDF *child;

	assert_name(name);
	must(hdf_get_node(to_hdf(node), name, &child));
	return to_node(child);
}

struct tmpl_node *
tmpl_row(struct tmpl_node *node, const char *name)
{
	HDF *list = to_hdf(tmpl_child(node, name));
	char number[16];
	int count = 0;

	for (HDF *row = hdf_obj_child(list); row != NULL; row = hdf_obj_next(row))
		count++;
	(void)snprintf(number, sizeof(number), "%d", count); /* it fits */
	return tmpl_child(to_node(list), number);
}

void
tmpl_set(struct tmpl_node *node, const char *name, const char *text)
{
	assert_name(name);
	if (text != NULL)
		must(hdf_set_value(to_hdf(node), name, text));
}

void
tmpl_set_int(struct tmpl_node *node, const char *name, int64_t number)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRId64, number); /* it fits */
	tmpl_set(node, name, text);
}

void
tmpl_set_flag(struct tmpl_node *node, const char *name, bool flag)
{
	tmpl_set(node, name, flag ? "1" : NULL);
}

const char *
tmpl_get(struct tmpl *tmpl, const char *name)
{
	const char *text;

	assert_name(name);
	text = hdf_get_value(tmpl->hdf, name, NULL);
	if (text == NULL && tmpl->shared != NULL)
		text = hdf_get_value(tmpl->shared->hdf, name, NULL);
	return text;
}

static NEOERR *
put(void *out, char *text)
{
	buf_puts(out, text);
	return STATUS_OK;
}

static NEOERR *
render(CSPARSE *parse, const char *file, struct buf *out)
{
	NEOERR *failure = cgi_register_strfuncs(parse);

	if (failure == STATUS_OK)
		failure = cs_parse_file(parse, file);
	if (failure == STATUS_OK)
		failure = cs_render(parse, out, put);
	return failure;
}

bool
tmpl_render(struct tmpl *tmpl, const char *file, struct buf *out, struct err *err)
{
	size_t start = buf_len(out);
	NEOERR *failure;
	CSPARSE *parse;

	must(cs_init(&parse, tmpl->hdf));
	if (tmpl->shared != NULL)
		parse->global_hdf = tmpl->shared->hdf;
	failure = render(parse, file, out);
	cs_destroy(&parse);
	if (failure == STATUS_OK && !buf_failed(out))
		return true;
	buf_truncate(out, start); /* half a page is no page */
	if (failure != STATUS_OK)
		return fail(failure, file, err);
	return err_set(err, ERR_INTERNAL, "template %s: the page is too long", file);
}
