/* SPDX-License-Identifier: MIT */
#include "arrivals.h"

#include "base/mem.h"
#include "base/str.h"
#include "remote/avito.h"
#include "store/account.h"
#include "store/message.h"
#include "test_core_db.h"

struct taking {
	struct intake_message in;
	struct avito_message message;
	const char *author;
};

static bool
take_work(struct db *db, void *arg, struct err *err)
{
	struct taking *taking = arg;

	return intake_store(db, fixture_mem, &taking->in, &taking->author, err);
}

static bool
take(const struct arrival *arrival, struct taking *taking)
{
	taking->message = (struct avito_message){
		.id = str_or(arrival->id, "m"),
		.author_id = arrival->author_id == 0 ? BUYER_USER
			: arrival->author_id < 0 ? 0 : arrival->author_id,
		.created_s = CORE_NOW / 1000 + arrival->seconds,
		.type = str_or(arrival->type, "text"),
		.text = arrival->text != NULL ? arrival->text : "Почём?",
		.content = "{}",
	};
	taking->in = (struct intake_message){
		.account = core_account,
		.project = core_project,
		.source = arrival->source,
		.avito_chat_id = arrival->chat_id != NULL ? arrival->chat_id : "c",
		.chat_kind = str_or(arrival->chat_kind, "u2i"),
		.item_id = arrival->item_id,
		.message = &taking->message,
	};
	return db_transaction(core_db, take_work, taking, &fixture_err);
}

bool
arrivals_take(const struct arrival *arrival)
{
	struct taking taking;

	MUST(take(arrival, &taking));
	return taking.author != NULL;
}

void
arrivals_refuse(const struct arrival *arrival)
{
	struct taking taking;

	MUST_FAIL(take(arrival, &taking), ERR_INVALID);
	ck_assert_int_eq(schema_number(core_db, "SELECT (SELECT COUNT(*) FROM chat)"
		" + (SELECT COUNT(*) FROM message) + (SELECT COUNT(*) FROM job)"), 0);
}

struct message *
arrivals_message(const char *id)
{
	struct message *message;

	MUST(message_find(core_db, fixture_mem, core_account->id, id, &message, &fixture_err));
	return message;
}

struct chat *
arrivals_chat(void)
{
	return core_chat("c");
}
