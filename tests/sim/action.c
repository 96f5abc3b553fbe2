/* SPDX-License-Identifier: MIT */
#include "action.h"

#include <stddef.h>

#include "base/str.h"
#include "page_words.h"
#include "state.h"
#include "webhook.h"
#include "write.h"

enum { AT_ONCE = 5 };

static const char *
word(const struct action *action, const char *name)
{
	return str_or(page_words_find(action->tmpl, "Sample", name), name);
}

static bool
write_one(const struct action *action, struct writing *writing, struct err *err)
{
	struct message *message;
	struct chat *chat;

	writing->chat_id = action->chat->id;
	return write_message(action->sim, action->mem, writing, &chat, &message, err);
}

static bool
say(const struct action *action, const char *as, const char *type, const char *text,
	struct err *err)
{
	struct writing writing = { .as = as, .type = type, .text = text };

	return write_one(action, &writing, err);
}

/* What a buyer sends by a tap has the type as its name. */
static bool
send_thing(const struct action *action, struct err *err)
{
	const char *text = str_equal(action->name, "link") ? word(action, "link") :
		str_equal(action->name, "location") ? word(action, "location") : NULL;

	return say(action, "buyer", action->name, text, err);
}

static bool
send_burst(const struct action *action, struct err *err)
{
	static const char *const words[] = { "burst1", "burst2", "burst3", "burst4", NULL };

	for (int i = 0; words[i] != NULL; i++)
		if (!say(action, "buyer", "text", word(action, words[i]), err))
			return false;
	return true;
}

static bool
send_late(const struct action *action, struct err *err)
{
	struct writing writing = {
		.type = "text",
		.text = str_or(action->text, word(action, "late")),
		.event_delay_ms = action->delay_ms,
	};

	return write_one(action, &writing, err);
}

static bool
write_as_colleague(const struct action *action, struct err *err)
{
	return say(action, "colleague", "text", str_or(action->text, word(action, "colleague")), err);
}

static bool
write_as_avito(const struct action *action, struct err *err)
{
	return say(action, "avito", "system", str_or(action->text, word(action, "avito")), err);
}

/* The buyer takes back the last thing that is still there. */
static bool
delete_last(const struct action *action, struct err *err)
{
	struct chat *chat = action->chat;

	for (size_t i = chat->count; i-- > 0;) {
		struct message *message = chat->messages[i];

		if (message->author_id != chat->buyer_id || str_equal(message->type, "deleted"))
			continue;
		state_delete_message(message);
		(void)webhook_message(action->sim, chat, message, 0);
		return true;
	}
	return err_set(err, ERR_NOT_FOUND, "the buyer has written nothing");
}

static bool
repeat(const struct action *action, int64_t copies, int64_t delay_ms, struct err *err)
{
	struct chat *chat = action->chat;

	if (chat->count == 0)
		return err_set(err, ERR_NOT_FOUND, "the chat is empty");
	(void)webhook_repeat(action->sim, chat,
		chat->event != NULL ? chat->event_of : chat->messages[chat->count - 1], copies,
		delay_ms);
	return true;
}

static bool
repeat_once(const struct action *action, struct err *err)
{
	return repeat(action, 1, 0, err);
}

static bool
repeat_at_once(const struct action *action, struct err *err)
{
	return repeat(action, AT_ONCE, 0, err);
}

static bool
repeat_late(const struct action *action, struct err *err)
{
	return repeat(action, 1, action->delay_ms, err);
}

static const struct {
	const char *name;
	bool (*run)(const struct action *action, struct err *err);
} buttons[] = {
	{ "voice", send_thing },    { "image", send_thing }, { "location", send_thing },
	{ "item", send_thing },     { "link", send_thing },  { "call", send_thing },
	{ "burst", send_burst },    { "late", send_late },   { "delete", delete_last },
	{ "colleague", write_as_colleague },                 { "avito", write_as_avito },
	{ "repeat", repeat_once },  { "repeat5", repeat_at_once },
	{ "repeat_late", repeat_late },
};

bool
action_run(const struct action *action, struct err *err)
{
	for (size_t i = 0; i < sizeof(buttons) / sizeof(buttons[0]); i++)
		if (str_equal(buttons[i].name, action->name))
			return buttons[i].run(action, err);
	return err_set(err, ERR_NOT_FOUND, "no such button");
}
