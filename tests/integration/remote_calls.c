/* SPDX-License-Identifier: MIT */
/*
 * Makes one call of lib/remote, so that test_faults.py can spoil it:
 *
 *     remote_calls FUNCTION BASE_URL TIMEOUT_MS
 *
 * and prints what came of it, separated by blanks: "ok" or the code of the error, and what the call's
 * kind has to say besides (avito.last.outcome, the class of a model's answer, why we are not reached).
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "io/http.h"
#include "remote/avito.h"
#include "remote/llm.h"
#include "remote/llm_models.h"
#include "remote/picture.h"
#include "remote/reach.h"

static void *mem;
static int timeout_ms;
static struct avito avito;
static struct err failure;

static const char *const outcomes[] = {
	[AVITO_OK] = "ok", [AVITO_TOKEN] = "token", [AVITO_FORBIDDEN] = "forbidden",
	[AVITO_TARIFF] = "tariff", [AVITO_NOT_FOUND] = "not_found", [AVITO_RATE] = "rate",
	[AVITO_REJECTED] = "rejected", [AVITO_SERVER] = "server",
	[AVITO_BLOCKED] = "blocked", [AVITO_UNREACHABLE] = "unreachable", [AVITO_LOST] = "lost",
};

/* --- Avito */

static bool
token(void)
{
	struct avito_token got;

	return avito_token(&avito, mem, "id", "secret", &got, &failure);
}

static bool
self(void)
{
	struct avito_self got;

	return avito_self(&avito, mem, &got, &failure);
}

static bool
get_chats(void)
{
	struct avito_chats_query query = { .chat_types = "u2i,u2u", .limit = 100 };
	struct avito_chats got;

	return avito_get_chats(&avito, mem, &query, &got, &failure);
}

static bool
get_chat(void)
{
	struct avito_chat got;

	return avito_get_chat(&avito, mem, "u2i-1", &got, &failure);
}

static bool
get_messages(void)
{
	struct avito_messages got;

	return avito_get_messages(&avito, mem, "u2i-1", 50, 0, &got, &failure);
}

static bool
send_text(void)
{
	struct avito_message got;

	return avito_send_text(&avito, mem, "u2i-1", "Да", &got, &failure);
}

static bool
read_chat(void)
{
	return avito_read_chat(&avito, mem, "u2i-1", &failure);
}

static bool
subscribe(void)
{
	return avito_subscribe(&avito, mem, "https://shop.example/hook", &failure);
}

static bool
unsubscribe(void)
{
	return avito_unsubscribe(&avito, mem, "https://shop.example/hook", &failure);
}

static bool
subscriptions(void)
{
	const char **urls;
	size_t count;

	return avito_subscriptions(&avito, mem, &urls, &count, &failure);
}

static const struct {
	const char *name;
	bool (*call)(void);
} calls[] = {
	{ "avito_token", token }, { "avito_self", self }, { "avito_get_chats", get_chats },
	{ "avito_get_chat", get_chat }, { "avito_get_messages", get_messages },
	{ "avito_send_text", send_text }, { "avito_read_chat", read_chat },
	{ "avito_subscribe", subscribe }, { "avito_unsubscribe", unsubscribe },
	{ "avito_subscriptions", subscriptions },
};

static const char *
said(bool ok)
{
	return ok ? "ok" : err_code_name(failure.code);
}

static bool
call_avito(const char *name, const char *base)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (!str_equal(calls[i].name, name))
			continue;
		avito = (struct avito){ .http = http_new(mem), .api_base = base, .auth_base = base,
			.token = "tok", .user_id = 100, .timeout_ms = timeout_ms };

		bool ok = calls[i].call();

		printf("%s %s\n", said(ok), outcomes[avito.last.outcome]);
		return true;
	}
	return false;
}

/* --- the rest */

static void
ask_model(const char *base)
{
	struct llm_provider provider = { "openai", base, "m", "key", timeout_ms };
	struct llm_turn turn = { LLM_USER, "Ещё продаёте?" };
	struct llm_request request = { .system = "s", .turns = &turn, .count = 1 };
	struct llm_answer answer;

	llm_ask(http_new(mem), mem, &provider, &request, &answer);
	printf("%s %s\n", answer.class == LLM_OK ? "ok" : "failed", llm_answer_name(&answer));
}

static void
list_models(const char *base)
{
	struct llm_provider provider = { "openai", base, "m", "key", timeout_ms };
	const char **names;
	size_t count;

	printf("%s\n", said(llm_models(http_new(mem), mem, &provider, &names, &count, &failure)));
}

static void
fetch_picture(const char *base)
{
	struct picture picture;

	printf("%s\n", said(picture_fetch(http_new(mem), mem, base,
		mem_printf(mem, "%s/picture.png", base), &picture, &failure)));
}

static void
reach(const char *base)
{
	const char *cause = reach_ourselves(http_new(mem), mem, base, "proof");

	printf("%s %s\n", cause[0] == '\0' ? "ok" : "failed", cause);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*call)(const char *base);
	} others[] = {
		{ "llm_ask", ask_model }, { "llm_models", list_models },
		{ "picture_fetch", fetch_picture }, { "reach_ourselves", reach },
	};

	size_t i = 0;
	bool ok;

	if (argc != 4)
		return EXIT_FAILURE;
	timeout_ms = (int)strtol(argv[3], NULL, 10);
	mem = mem_context(NULL, "calls");
	http_global_init();
	while (i < sizeof(others) / sizeof(others[0]) && !str_equal(others[i].name, argv[1]))
		i++;
	ok = i < sizeof(others) / sizeof(others[0]) || call_avito(argv[1], argv[2]);
	if (i < sizeof(others) / sizeof(others[0]))
		others[i].call(argv[2]);
	mem_free(mem);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
