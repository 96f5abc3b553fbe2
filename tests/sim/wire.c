/* SPDX-License-Identifier: MIT */
#include "wire.h"

#include "base/str.h"
#include "codec/json.h"
#include "delivery_log.h"
#include "fields.h"
#include "reset.h"
#include "sim.h"
#include "state.h"
#include "webhook.h"

enum { MAX_COPIES = 1000 };

struct event_words {
	const char *chat_id, *message_id;
	int64_t copies, delay_ms;
};

#define IN_EVENT(member) offsetof(struct event_words, member)

static const struct field event_fields[] = {
	{ "chat_id", FIELD_TEXT, IN_EVENT(chat_id) },
	{ "message_id", FIELD_TEXT, IN_EVENT(message_id) },
	{ "copies", FIELD_I64, IN_EVENT(copies) },
	{ "delay_ms", FIELD_I64, IN_EVENT(delay_ms) },
	{ NULL, 0, 0 }
};

static bool
check_event(const struct event_words *words, struct err *err)
{
	if (words->copies < 1 || words->copies > MAX_COPIES)
		return err_set(err, ERR_INVALID, "copies is not within 1..%d", MAX_COPIES);
	if (words->delay_ms > WEBHOOK_LATEST_MS)
		return err_set(err, ERR_INVALID, "delay_ms is above %d", WEBHOOK_LATEST_MS);
	return true;
}

/* The message that is named, or the chat's last one. */
static struct message *
find_message(struct chat *chat, const char *id)
{
	if (!str_is_empty(id))
		return state_message(chat, id);
	return chat->count == 0 ? NULL : chat->messages[chat->count - 1];
}

/* The event of a message goes out once more. */
static void
post_event(struct sim *sim, struct call *call)
{
	struct json_object *root = json_new_object(call->mem);
	struct event_words words = { .copies = 1 };
	struct message *message;
	struct chat *chat;
	struct err err;

	if (!fields_read_body(call, event_fields, &words, &err) || !check_event(&words, &err)) {
		call_invalid(call, &err);
		return;
	}
	chat = state_chat(sim->state, str_or(words.chat_id, ""));
	message = chat == NULL ? NULL : find_message(chat, words.message_id);
	if (message == NULL) {
		call_refuse(call, 404, "not_found", "no such chat or message");
		return;
	}
	json_put_i64(root, "event",
		(int64_t)webhook_repeat(sim, chat, message, words.copies, words.delay_ms));
	json_put_str(root, "message_id", message->id);
	call_json(call, 200, root);
}

static void
list_deliveries(struct sim *sim, struct call *call)
{
	int64_t since;

	if (call_since(call, &since))
		call_json(call, 200, delivery_log_view(sim->deliveries, call->mem, since));
}

static void
show_switches(struct sim *sim, struct call *call)
{
	struct json_object *root = json_new_object(call->mem);

	json_put_str(root, "avito", sim->switches.avito);
	json_put_str(root, "model", sim->switches.model);
	json_put_str(root, "webhook", sim->switches.webhook);
	json_put_bool(root, "other_faults", sim->other_faults);
	call_json(call, 200, root);
}

static const struct field switch_fields[] = {
	{ "avito", FIELD_TEXT, offsetof(struct switches, avito) },
	{ "model", FIELD_TEXT, offsetof(struct switches, model) },
	{ "webhook", FIELD_TEXT, offsetof(struct switches, webhook) },
	{ NULL, 0, 0 }
};

static void
put_switches(struct sim *sim, struct call *call)
{
	struct switches words = { NULL, NULL, NULL };
	struct err err;

	if (!fields_read_body(call, switch_fields, &words, &err) ||
	    !sim_set_switches(sim, call->mem, &words, &err))
		call_invalid(call, &err);
	else
		show_switches(sim, call);
}

const struct route wire_routes[] = {
	{ "POST", "/sim/v1/events", post_event, 0 },
	{ "GET", "/sim/v1/deliveries", list_deliveries, 0 },
	{ "GET", "/sim/v1/switches", show_switches, 0 },
	{ "PUT", "/sim/v1/switches", put_switches, 0 },
	{ NULL, NULL, NULL, 0 }
};
