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
struct tmpl_node; /* a place in it; valid as long as the tree */

/* Once per process. */
void tmpl_global_init(void);

/* An empty tree that will find its templates under dir. */
struct tmpl *tmpl_new(void *mem, const char *dir);

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

/* A value set before, or loaded from a language file; NULL when absent. */
const char *tmpl_get(struct tmpl *tmpl, const char *name);

/* Renders the template file (relative to dir) into out.  ERR_INTERNAL with ClearSilver's
   words; out is then as it was. */
bool tmpl_render(struct tmpl *tmpl, const char *file, struct buf *out, struct err *err);

#endif
