/* SPDX-License-Identifier: MIT */
/* Looks at the chats of the shop in the database (test_core_db.h), while Avito answers from a script. */
#ifndef TESTS_LOOKS_H
#define TESTS_LOOKS_H

#include "core/work.h"
#include "test_core_db.h"

enum { MINUTE_S = 60, HOUR_S = 3600, LOOKED_S = 60 }; /* ago: the look before */

/* When the test began. */
extern int64_t looks_now_s;

/* A case whose account was connected ten hours ago, and looked at a minute ago. */
TCase *looks_case(Suite *suite, const char *name);

/* --- what Avito has; times are in seconds ago, below 0: not told */

/* A message of this author, and one of the buyer. */
const char *said_by(int64_t author_id, const char *id, int64_t ago_s);
const char *said(const char *id, int64_t ago_s);

/* A chat that was updated when its last message, the buyer's, was written; chat: "c". */
const char *chat_with(const char *id, const char *last_id, int64_t ago_s);
const char *chat(const char *last_id, int64_t ago_s);

const char *joined(const char *first, const char *second);

/* --- its answers, one after the other; the last one is given for ever */

void answer(int status, const char *body, const char *headers);
void answer_list(const char *name, const char *items, bool more);

/* Nothing is unread, and chat "c" is the one that changed last. */
void answer_chats(const char *last_id, int64_t ago_s);

/* Forgets the answers of the look before. */
void answer_anew(void);

/* --- a look, and what becomes of it */

/* What the look says of the next one. */
struct work_end look(void);

bool is_known(const char *id);
bool is_asked(int request, const char *query);

/* Of chat "c": up to which message its news are known. */
bool is_looked(const char *id);
void looked_before(const char *id);

#endif
