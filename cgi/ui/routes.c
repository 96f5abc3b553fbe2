/* SPDX-License-Identifier: MIT */
#include "ui/ui.h"

#include "shared/identity.h"
#include "core/fact_table.h"
#include "ui/assistant.h"
#include "ui/first_run.h"
#include "ui/talk.h"

enum { VERSION_MAX = 100, NONCE_MAX = 64, REPLY_MAX = 4000, HOURS_MAX = 400 };

static const struct param login_show_params[] = {
	PARAM_ENUM("lang", OPTIONAL, user_langs),
	PARAM_LINE("next", OPTIONAL, 0, IDENTITY_NEXT_MAX),
	PARAMS_END
};

static const struct param login_params[] = {
	PARAM_LINE("login", REQUIRED, 0, 200),
	PARAM_LINE("password", REQUIRED, 0, USER_PASSWORD_MAX),
	PARAM_LINE("next", OPTIONAL, 0, IDENTITY_NEXT_MAX),
	PARAMS_END
};

static const char *const me_done[] = { "password", "lang", "theme", "keys", NULL };

static const struct param me_show_params[] = {
	PARAM_ENUM("done", OPTIONAL, me_done),
	PARAMS_END
};

static const struct param me_password_params[] = {
	PARAM_LINE("current", REQUIRED, 0, USER_PASSWORD_MAX),
	PARAM_LINE("password", REQUIRED, 0, USER_PASSWORD_MAX),
	PARAM_LINE("again", REQUIRED, 0, USER_PASSWORD_MAX),
	PARAMS_END
};

static const struct param me_lang_params[] = {
	PARAM_ENUM("lang", REQUIRED, user_langs),
	PARAMS_END
};

static const struct param me_theme_params[] = {
	PARAM_ENUM("theme", REQUIRED, user_themes),
	PARAMS_END
};

static const struct param me_keys_params[] = {
	PARAM_BOOL("keys"),
	PARAMS_END
};

/* The list of chats that a chat was opened from. */
#define FROM_LIST \
	PARAM_ENUM("tab", OPTIONAL, chat_tabs), \
	PARAM_LINE("q", OPTIONAL, 0, 100)

static const struct param owner_params[] = {
	PARAM_LINE("code", REQUIRED, 0, 100),
	PARAM_LINE("login", REQUIRED, 0, 200),
	PARAM_LINE("password", REQUIRED, 0, USER_PASSWORD_MAX),
	PARAM_LINE("again", REQUIRED, 0, USER_PASSWORD_MAX),
	PARAMS_END
};

static const struct param start_shop_params[] = {
	PARAM_LINE("name", REQUIRED, 0, 200),
	PARAM_ENUM("business", REQUIRED, assistant_businesses),
	PARAMS_END
};

static const struct param start_avito_params[] = {
	PARAM_LINE("client_id", OPTIONAL, 0, 200),
	PARAM_LINE("client_secret", OPTIONAL, 0, 200),
	PARAM_BOOL("simulator"),
	PARAMS_END
};

static const struct param start_on_params[] = {
	PARAM_ENUM("mode", REQUIRED, start_modes),
	PARAMS_END
};

static const struct param start_skip_params[] = {
	PARAM_ENUM("step", REQUIRED, first_steps),
	PARAMS_END
};

static const struct param news_params[] = {
	PARAM_TOKEN("after", OPTIONAL, 1, VERSION_MAX),
	PARAMS_END
};

/* A list continues behind the last_message_at and id of its last row. */
static const struct param chats_params[] = {
	FROM_LIST,
	PARAM_INT("before_at", OPTIONAL, 1, INT64_MAX),
	PARAM_ID("before_id", OPTIONAL),
	PARAMS_END
};

static const struct param chats_news_params[] = {
	FROM_LIST,
	PARAM_TOKEN("after", OPTIONAL, 1, VERSION_MAX),
	PARAMS_END
};

static const struct param chat_find_params[] = {
	PARAM_LINE("avito", OPTIONAL, 0, 100),
	PARAMS_END
};

static const struct param chat_params[] = {
	PARAM_ID("id", REQUIRED),
	FROM_LIST,
	PARAM_INT("before_at", OPTIONAL, 1, INT64_MAX),
	PARAM_ID("before_id", OPTIONAL),
	PARAMS_END
};

static const struct param chat_news_params[] = {
	PARAM_ID("id", REQUIRED),
	FROM_LIST,
	PARAM_TOKEN("after", OPTIONAL, 1, VERSION_MAX),
	PARAMS_END
};

static const struct param chat_act_params[] = {
	PARAM_ID("id", REQUIRED),
	FROM_LIST,
	PARAMS_END
};

static const struct param id_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAMS_END
};

static const struct param reply_params[] = {
	PARAM_ID("id", REQUIRED),
	FROM_LIST,
	PARAM_TOKEN("nonce", REQUIRED, 8, NONCE_MAX),
	PARAM_TEXT("text", REQUIRED, 1, REPLY_MAX),
	PARAMS_END
};

static const struct param keep_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_TOKEN("nonce", REQUIRED, 8, NONCE_MAX),
	PARAM_TEXT("text", OPTIONAL, 0, REPLY_MAX),
	PARAMS_END
};

static const struct param take_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_ENUM("for", OPTIONAL, chat_pauses),
	FROM_LIST,
	PARAMS_END
};

static const struct param picture_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_ID("message", REQUIRED),
	PARAM_ENUM("size", OPTIONAL, picture_sizes),
	PARAMS_END
};

static const struct param draft_send_params[] = {
	PARAM_ID("id", REQUIRED),
	FROM_LIST,
	PARAM_ID("draft", REQUIRED),
	PARAM_TEXT("text", REQUIRED, 1, REPLY_MAX),
	PARAMS_END
};

/* The button stands in the form of the draft's text. */
static const struct param draft_drop_params[] = {
	PARAM_ID("id", REQUIRED),
	FROM_LIST,
	PARAM_ID("draft", REQUIRED),
	PARAM_TEXT("text", OPTIONAL, 0, REPLY_MAX),
	PARAMS_END
};

static const struct param unsent_params[] = {
	PARAM_ID("id", REQUIRED),
	FROM_LIST,
	PARAM_ID("unsent", REQUIRED),
	PARAMS_END
};

static const struct param system_params[] = {
	PARAM_ENUM("done", OPTIONAL, system_done),
	PARAMS_END
};

static const struct param assistant_params[] = {
	PARAM_ID("project", OPTIONAL),
	PARAM_ENUM("done", OPTIONAL, assistant_done),
	PARAMS_END
};

static const struct param settings_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAM_LINE("name", REQUIRED, 0, 200),
	PARAM_ENUM("business", REQUIRED, assistant_businesses),
	PARAM_ENUM("tone", REQUIRED, assistant_tones),
	PARAM_TEXT("instructions", REQUIRED, 0, 8000),
	PARAM_TEXT("handoff_text", REQUIRED, 0, 1000),
	PARAM_ENUM("do", OPTIONAL, assistant_presets),
	PARAMS_END
};

/* Numbers, hours and the zone arrive as they were typed: what is wrong is told beside its field. */
static const struct param manner_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAM_ENUM("mode", REQUIRED, assistant_modes),
	PARAM_LINE("confidence", REQUIRED, 0, 20),
	PARAM_LINE("quiet", REQUIRED, 0, 20),
	PARAM_LINE("quiet_max", REQUIRED, 0, 20),
	PARAM_LINE("max_age", REQUIRED, 0, 20),
	PARAM_ENUM("pause", REQUIRED, assistant_pauses),
	PARAM_LINE("takeover", OPTIONAL, 0, 20),
	PARAM_ENUM("doubtful", REQUIRED, assistant_doubtful),
	PARAM_TEXT("allowed_contacts", REQUIRED, 0, 4000),
	PARAMS_END
};

static const struct param hours_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAM_ENUM("schedule", REQUIRED, assistant_schedules),
	PARAM_LINE("zone", REQUIRED, 0, 64),
	PARAM_LINE("hours_1", REQUIRED, 0, HOURS_MAX),
	PARAM_LINE("hours_2", REQUIRED, 0, HOURS_MAX),
	PARAM_LINE("hours_3", REQUIRED, 0, HOURS_MAX),
	PARAM_LINE("hours_4", REQUIRED, 0, HOURS_MAX),
	PARAM_LINE("hours_5", REQUIRED, 0, HOURS_MAX),
	PARAM_LINE("hours_6", REQUIRED, 0, HOURS_MAX),
	PARAM_LINE("hours_7", REQUIRED, 0, HOURS_MAX),
	PARAM_ENUM("off_hours", REQUIRED, assistant_off_hours),
	PARAM_TEXT("away_text", REQUIRED, 0, 1000),
	PARAMS_END
};

static const struct param holiday_add_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAM_LINE("from", REQUIRED, 0, 20),
	PARAM_LINE("to", OPTIONAL, 0, 20),
	PARAM_LINE("hours", OPTIONAL, 0, HOURS_MAX),
	PARAM_LINE("name", OPTIONAL, 0, 100),
	PARAMS_END
};

static const struct param holiday_show_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_ID("project", REQUIRED),
	PARAM_ENUM("done", OPTIONAL, assistant_done),
	PARAMS_END
};

static const struct param holiday_save_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_ID("project", REQUIRED),
	PARAM_LINE("from", REQUIRED, 0, 20),
	PARAM_LINE("to", OPTIONAL, 0, 20),
	PARAM_LINE("hours", OPTIONAL, 0, HOURS_MAX),
	PARAM_LINE("name", OPTIONAL, 0, 100),
	PARAMS_END
};

static const struct param holiday_remove_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_ID("project", REQUIRED),
	PARAMS_END
};

static const struct param holidays_russian_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAMS_END
};

static const struct param answerer_save_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAM_ID("answerer", OPTIONAL),
	PARAM_ENUM("dialect", REQUIRED, answerer_dialects),
	PARAM_LINE("base_url", OPTIONAL, 0, 300),
	PARAM_LINE("model", OPTIONAL, 0, 200),
	PARAM_LINE("api_key", OPTIONAL, 0, 500),
	PARAM_BOOL("forget_key"),
	PARAM_INT("timeout", REQUIRED, 1, 300),
	PARAMS_END
};

static const struct param answerer_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAM_ID("answerer", REQUIRED),
	PARAMS_END
};

/* Pages continue behind after_id, or at a place among what q has found. */
static const struct param facts_params[] = {
	PARAM_ID("project", OPTIONAL),
	PARAM_ENUM("done", OPTIONAL, assistant_done),
	PARAM_LINE("q", OPTIONAL, 0, 200),
	PARAM_INT("listing", OPTIONAL, 0, INT64_MAX),
	PARAM_ENUM("state", OPTIONAL, fact_states),
	PARAM_ID("after_id", OPTIONAL),
	PARAM_INT("from", OPTIONAL, 0, 1000),
	PARAM_INT("added", OPTIONAL, 0, FACT_TABLE_ROWS),
	PARAM_INT("updated", OPTIONAL, 0, FACT_TABLE_ROWS),
	PARAMS_END
};

/* One character of a file may be a byte, or three of them as text. */
static const struct param facts_import_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAM_FILE("file"),
	PARAM_TEXT("text", OPTIONAL, 0, 2 * FACT_TABLE_BYTES),
	PARAM_ENUM("doubles", REQUIRED, fact_doubles),
	PARAMS_END
};

static const struct param facts_write_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAM_TEXT("text", REQUIRED, 1, 2 * FACT_TABLE_BYTES),
	PARAM_ENUM("doubles", REQUIRED, fact_doubles),
	PARAMS_END
};

static const struct param fact_add_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAM_LINE("question", REQUIRED, 0, 500),
	PARAM_TEXT("answer", REQUIRED, 0, 4000),
	PARAM_ID("listing", OPTIONAL),
	PARAM_BOOL("approved"),
	PARAMS_END
};

static const struct param fact_show_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_ID("project", REQUIRED),
	PARAM_ENUM("done", OPTIONAL, assistant_done),
	PARAMS_END
};

static const struct param fact_save_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_ID("project", REQUIRED),
	PARAM_LINE("question", REQUIRED, 0, 500),
	PARAM_TEXT("answer", REQUIRED, 0, 4000),
	PARAM_ID("listing", OPTIONAL),
	PARAM_BOOL("approved"),
	PARAMS_END
};

static const struct param fact_remove_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_ID("project", REQUIRED),
	PARAMS_END
};

static const struct param prompt_params[] = {
	PARAM_ID("project", OPTIONAL),
	PARAM_ENUM("done", OPTIONAL, assistant_done),
	PARAM_ID("listing", OPTIONAL),
	PARAM_LINE("words", OPTIONAL, 0, 1000),
	PARAMS_END
};

static const struct param try_show_params[] = {
	PARAM_ID("project", OPTIONAL),
	PARAM_ENUM("done", OPTIONAL, assistant_done),
	PARAM_ID("listing", OPTIONAL),
	PARAM_TEXT("words", OPTIONAL, 0, REPLY_MAX),
	PARAMS_END
};

static const struct param try_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAM_ID("listing", OPTIONAL),
	PARAM_TOKEN("talk", OPTIONAL, 0, TALK_SEALED_MAX),
	PARAM_TEXT("words", REQUIRED, 0, REPLY_MAX),
	PARAM_ENUM("when", REQUIRED, try_moments),
	PARAM_BOOL("as_on"),
	PARAMS_END
};

static const struct param accounts_params[] = {
	PARAM_ENUM("done", OPTIONAL, accounts_done),
	PARAMS_END
};

static const struct param shop_add_params[] = {
	PARAM_LINE("shop", REQUIRED, 0, 200),
	PARAMS_END
};

static const struct param account_webhook_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_LINE("url", REQUIRED, 1, 500),
	PARAMS_END
};

static const struct param account_shop_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_ID("project", REQUIRED),
	PARAMS_END
};

static const struct param account_remove_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_LINE("confirm", REQUIRED, 0, 100),
	PARAMS_END
};

static const struct param account_add_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAM_LINE("name", REQUIRED, 0, 200),
	PARAM_LINE("client_id", REQUIRED, 0, 200),
	PARAM_LINE("client_secret", REQUIRED, 0, 200),
	PARAMS_END
};

static const struct param account_show_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_ENUM("done", OPTIONAL, account_done),
	PARAMS_END
};

static const struct param account_news_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_TOKEN("after", OPTIONAL, 1, VERSION_MAX),
	PARAMS_END
};

static const struct param account_enable_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_BOOL("enabled"),
	PARAMS_END
};

static const struct param account_keys_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_LINE("client_id", REQUIRED, 0, 200),
	PARAM_LINE("client_secret", REQUIRED, 0, 200),
	PARAMS_END
};

static const struct param account_name_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_LINE("name", REQUIRED, 0, 200),
	PARAMS_END
};

const struct route ui_routes[] = {
	{ GET,  "/ui",             PUBLIC, home_show,          NULL },
	{ GET,  "/ui/",            PUBLIC, home_show,          NULL },
	{ GET,  "/ui/login",       PUBLIC, login_show,         login_show_params },
	{ POST, "/ui/login",       PUBLIC, login_submit,       login_params },
	{ POST, "/ui/logout",      VIEWER, logout_submit,      NULL },
	{ GET,  "/ui/me",          VIEWER, me_show,            me_show_params },
	{ POST, "/ui/me/password", VIEWER, me_password_submit, me_password_params },
	{ POST, "/ui/me/lang",     VIEWER, me_lang_submit,     me_lang_params },
	{ POST, "/ui/me/theme",    VIEWER, me_theme_submit,    me_theme_params },
	{ POST, "/ui/me/keys",     VIEWER, me_keys_submit,     me_keys_params },

	{ GET,  "/ui/start/owner",      PUBLIC, owner_show,            NULL },
	{ POST, "/ui/start/owner",      PUBLIC, owner_submit,          owner_params },
	{ GET,  "/ui/start",            ADMIN, start_show,             NULL },
	{ GET,  "/ui/start/shop",       ADMIN, start_shop_show,        NULL },
	{ POST, "/ui/start/shop",       ADMIN, start_shop_submit,      start_shop_params },
	{ GET,  "/ui/start/avito",      ADMIN, start_avito_show,       NULL },
	{ POST, "/ui/start/avito",      ADMIN, start_avito_submit,     start_avito_params },
	{ GET,  "/ui/start/avito/news", ADMIN, start_avito_news,       news_params },
	{ GET,  "/ui/start/assistant",  ADMIN, start_assistant_show,   NULL },
	{ POST, "/ui/start/assistant",  ADMIN, start_assistant_submit, NULL },
	{ GET,  "/ui/start/test",       ADMIN, start_test_show,        NULL },
	{ GET,  "/ui/start/test/news",  ADMIN, start_test_news,        news_params },
	{ GET,  "/ui/start/on",         ADMIN, start_on_show,          NULL },
	{ POST, "/ui/start/on",         ADMIN, start_on_submit,        start_on_params },
	{ POST, "/ui/start/skip",       ADMIN, start_skip,             start_skip_params },
	{ POST, "/ui/start/dismiss",    ADMIN, start_dismiss,          NULL },

	{ GET,  "/ui/overview",      VIEWER, overview_show, NULL },
	{ GET,  "/ui/overview/news", VIEWER, overview_news, news_params },

	{ GET,  "/ui/chats",                 VIEWER,   chats_show,      chats_params },
	{ GET,  "/ui/chats/news",            VIEWER,   chats_news,      chats_news_params },
	{ GET,  "/ui/chats/find",            VIEWER,   chat_find_page,  chat_find_params },
	{ GET,  "/ui/chats/{id}",            VIEWER,   chat_show,       chat_params },
	{ GET,  "/ui/chats/{id}/news",       VIEWER,   chat_news,       chat_news_params },
	{ GET,  "/ui/chats/{id}/about",      VIEWER,   chat_about,      chat_act_params },
	{ POST, "/ui/chats/{id}/reply",      OPERATOR, chat_reply,      reply_params },
	{ POST, "/ui/chats/{id}/keep",       OPERATOR, chat_keep,       keep_params },
	{ GET,  "/ui/chats/{id}/listing-picture",     VIEWER, chat_listing_picture, id_params },
	{ GET,  "/ui/chats/{id}/pictures/{message}",  VIEWER, chat_picture,         picture_params },
	{ POST, "/ui/chats/{id}/take",       OPERATOR, chat_take_over,  take_params },
	{ POST, "/ui/chats/{id}/give-back",  OPERATOR, chat_give_back,  chat_act_params },
	{ POST, "/ui/chats/{id}/answer-now", OPERATOR, chat_answer_now, chat_act_params },
	{ POST, "/ui/chats/{id}/dismiss",    OPERATOR, chat_dismiss,    chat_act_params },
	{ POST, "/ui/chats/{id}/draft",      OPERATOR, chat_draft_send, draft_send_params },
	{ POST, "/ui/chats/{id}/draft/drop", OPERATOR, chat_draft_drop, draft_drop_params },
	{ POST, "/ui/chats/{id}/unsent/again", OPERATOR, chat_unsent_again, unsent_params },
	{ POST, "/ui/chats/{id}/unsent/drop", OPERATOR, chat_unsent_drop, unsent_params },

	{ GET,  "/ui/assistant",                   VIEWER, settings_show,   assistant_params },
	{ POST, "/ui/assistant",                   ADMIN,  settings_submit, settings_params },
	{ GET,  "/ui/assistant/mode",              VIEWER, manner_show,     assistant_params },
	{ POST, "/ui/assistant/mode",              ADMIN,  manner_submit,   manner_params },
	{ GET,  "/ui/assistant/hours",             VIEWER, hours_show,      assistant_params },
	{ POST, "/ui/assistant/hours",             ADMIN,  hours_submit,    hours_params },
	{ GET,  "/ui/assistant/holidays",          VIEWER, holidays_show,   assistant_params },
	{ POST, "/ui/assistant/holidays",          ADMIN,  holiday_add,     holiday_add_params },
	{ POST, "/ui/assistant/holidays/russia",   ADMIN,  holidays_add_russian,
	  holidays_russian_params },
	{ GET,  "/ui/assistant/holidays/{id}",     VIEWER, holiday_show,    holiday_show_params },
	{ POST, "/ui/assistant/holidays/{id}",     ADMIN,  holiday_save,    holiday_save_params },
	{ POST, "/ui/assistant/holidays/{id}/remove", ADMIN, holiday_remove, holiday_remove_params },
	{ GET,  "/ui/assistant/answerers",         VIEWER, answerers_show,  assistant_params },
	{ POST, "/ui/assistant/answerers",         ADMIN,  answerer_save,   answerer_save_params },
	{ POST, "/ui/assistant/answerers/remove",  ADMIN,  answerer_remove, answerer_params },
	{ POST, "/ui/assistant/answerers/up",      ADMIN,  answerer_up,     answerer_params },
	{ POST, "/ui/assistant/answerers/down",    ADMIN,  answerer_down,   answerer_params },
	{ POST, "/ui/assistant/answerers/check",   ADMIN,  answerer_check,  answerer_params },
	{ GET,  "/ui/assistant/facts",             VIEWER, facts_show,      facts_params },
	{ POST, "/ui/assistant/facts",             ADMIN,  fact_add,        fact_add_params },
	{ GET,  "/ui/assistant/facts/import",      ADMIN,  facts_import_show, assistant_params },
	{ POST, "/ui/assistant/facts/import",      ADMIN,  facts_import,    facts_import_params },
	{ POST, "/ui/assistant/facts/import/write", ADMIN, facts_import_write, facts_write_params },
	{ GET,  "/ui/assistant/facts/export",      VIEWER, facts_export,    assistant_params },
	{ GET,  "/ui/assistant/facts/{id}",        VIEWER, fact_show,       fact_show_params },
	{ POST, "/ui/assistant/facts/{id}",        ADMIN,  fact_save,       fact_save_params },
	{ POST, "/ui/assistant/facts/{id}/remove", ADMIN,  fact_remove,     fact_remove_params },
	{ GET,  "/ui/assistant/prompt",            VIEWER, prompt_show,     prompt_params },
	{ GET,  "/ui/assistant/try",               VIEWER, try_show,        try_show_params },
	{ POST, "/ui/assistant/try",               OPERATOR, try_run,       try_params },

	{ GET,  "/ui/accounts",             VIEWER, accounts_show,  accounts_params },
	{ POST, "/ui/accounts",             ADMIN,  account_add,    account_add_params },
	{ POST, "/ui/accounts/shops",       ADMIN,  account_shop_add, shop_add_params },
	{ GET,  "/ui/accounts/{id}",        VIEWER, account_show,   account_show_params },
	{ GET,  "/ui/accounts/{id}/news",   VIEWER, account_news,   account_news_params },
	{ POST, "/ui/accounts/{id}/check",  ADMIN,  account_check,  id_params },
	{ POST, "/ui/accounts/{id}/enable", ADMIN,  account_enable, account_enable_params },
	{ POST, "/ui/accounts/{id}/keys",   ADMIN,  account_keys,   account_keys_params },
	{ POST, "/ui/accounts/{id}/name",   ADMIN,  account_rename, account_name_params },
	{ POST, "/ui/accounts/{id}/webhook", ADMIN, account_take_webhook, account_webhook_params },
	{ POST, "/ui/accounts/{id}/shop",   ADMIN,  account_choose_shop, account_shop_params },
	{ POST, "/ui/accounts/{id}/remove", ADMIN,  account_remove, account_remove_params },

	{ GET,  "/ui/system",               VIEWER, system_show,    system_params },
	{ POST, "/ui/system/jobs/{id}/retry", ADMIN, system_job_retry, id_params },
	{ POST, "/ui/system/jobs/{id}/remove", ADMIN, system_job_remove, id_params },
	{ GET,  "/ui/styleguide",           OWNER,  styleguide_show, NULL },
};

const size_t ui_route_count = sizeof(ui_routes) / sizeof(ui_routes[0]);
