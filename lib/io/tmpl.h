/* SPDX-License-Identifier: MIT */
/*
 * ClearSilver: data nodes and rendering, HTML escaping always on.  Node names are constants of the
 * program ("Chat.Title") or numbers, never data; values are text made in C (numbers, dates and
 * money included, since the language has 32-bit numbers only).
 */
#ifndef IO_TMPL_H
#define IO_TMPL_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct buf;
struct tmpl;      /* a tree of values */
struct tmpl_shared; /* values that many trees read and none can change */
struct tmpl_node; /* a place in it; valid as long as the tree */

/* Once per process. */
void tmpl_global_init(void);

/* An empty tree that will find its templates under dir. */
struct tmpl *tmpl_new(void *mem, const char *dir);

/* Values from files that are the same for many pages: read once, and again when a file has changed.
   For one thread, since even looking values up leaves marks in ClearSilver's trees. */
struct tmpl_shared *tmpl_shared_new(void *mem, const char *dir);

/* As tmpl_load, but what is below the node name already stays as long as the file is the same. */
bool tmpl_shared_load(struct tmpl_shared *shared, const char *name, const char *file,
	struct err *err);

/* What the tree has no value for is looked up in shared, which must live as long.  Names of the
   tree itself must not begin with those of shared. */
void tmpl_share(struct tmpl *tmpl, struct tmpl_shared *shared);

/* Reads a file of HDF (a language; relative to dir unless absolute) into the tree below the node
   name.  ERR_INTERNAL when it cannot be read or parsed. */
bool tmpl_load(struct tmpl *tmpl, const char *name, const char *file, struct err *err);

/* The root. */
struct tmpl_node *tmpl_root(struct tmpl *tmpl);

/* The child node name below node, made if absent. */
struct tmpl_node *tmpl_child(struct tmpl_node *node, const char *name);

/* The next row of a list below node: "Chats" gives Chats.0, Chats.1, ... */
struct tmpl_node *tmpl_row(struct tmpl_node *node, const char *name);

/* Sets name below node.  NULL leaves it unset. */
void tmpl_set(struct tmpl_node *node, const char *name, const char *text);
void tmpl_set_int(struct tmpl_node *node, const char *name, int64_t number);
/* "1", or unset when false. */
void tmpl_set_flag(struct tmpl_node *node, const char *name, bool flag);

/* A value set before, loaded from a language file, or shared; NULL when absent. */
const char *tmpl_get(struct tmpl *tmpl, const char *name);

/* Renders the template file (relative to dir) into out.  ERR_INTERNAL with ClearSilver's
   words; out is then as it was. */
bool tmpl_render(struct tmpl *tmpl, const char *file, struct buf *out, struct err *err);

#endif
