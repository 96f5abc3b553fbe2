/* SPDX-License-Identifier: MIT */
/* Messages that arrive at the shop of test_core_db.h. */
#ifndef TESTS_ARRIVALS_H
#define TESTS_ARRIVALS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/intake.h"

struct chat;
struct message;

/* Zeroes stand for a buyer's "Почём?" of this second in chat "c", live. */
struct arrival {
	const char *id;
	int64_t author_id;          /* -1: 0 */
	const char *type;
	const char *text;
	int64_t seconds;            /* before (-) or after now */
	enum intake_source source;
	const char *chat_id;
	const char *chat_kind;
	int64_t item_id;
};

/* Stores it; whether it was new. */
bool arrivals_take(const struct arrival *arrival);
#define TAKE(...) arrivals_take(&(struct arrival){ __VA_ARGS__ })

/* The same for one that must be refused as invalid. */
void arrivals_refuse(const struct arrival *arrival);
#define REFUSE(...) arrivals_refuse(&(struct arrival){ __VA_ARGS__ })

/* What is stored of it. */
struct message *arrivals_message(const char *id);

/* Chat "c" as it is now. */
struct chat *arrivals_chat(void);

#endif
