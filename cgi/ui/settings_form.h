/* SPDX-License-Identifier: MIT */
/*
 * Forms about members of struct project.  A table names the fields of one form; what cannot be read
 * is told beside its field, and the form is shown again as it was typed.  Each form writes its own
 * members only: two people may save two forms at once.
 */
#ifndef UI_SETTINGS_FORM_H
#define UI_SETTINGS_FORM_H

#include "shared/request.h"
#include "store/project.h"

struct setting_field {
	const char *name;   /* of the field; NULL ends the table */
	size_t offset;      /* in struct project */
	int64_t unit;       /* 0: text; a number in so many of what is stored: 1000 for seconds of ms */
	int64_t min, max;   /* in units */
};

#define SETTING_TEXT(member) { #member, offsetof(struct project, member), 0, 0, 0 }
#define SETTING_NUMBER(name, member, unit, min, max) \
	{ name, offsetof(struct project, member), unit, min, max }
#define SETTINGS_END { NULL, 0, 0, 0, 0 }

/* Form.<name> as it is stored, or as it was typed. */
void settings_show_stored(struct request *req, const struct setting_field *fields,
	struct project *project);
void settings_show_typed(struct request *req, const struct setting_field *fields);

/* Puts what was typed into project.  False, with words beside them, when numbers are wrong. */
bool settings_read(struct request *req, const struct setting_field *fields,
	struct project *project);

/* Puts Lang.Problem.<key> beside a field; false, for the reader of a form to end with. */
bool settings_refuse(struct request *req, const char *field, const char *key);

/* Shows the form again: nothing was saved. */
bool settings_again(struct request *req, const char *file, struct err *err);

/* Writes the members of these fields and leaves the others as they are; inside a transaction. */
bool settings_write(struct db *db, const struct setting_field *fields,
	struct project *project, struct err *err);

/* The same in a transaction of its own. */
bool settings_save(struct request *req, const struct setting_field *fields,
	struct project *project, struct err *err);

#endif
