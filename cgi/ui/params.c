/* SPDX-License-Identifier: MIT */
#include "ui/params.h"

#include "core/fact_table.h"
#include "shared/identity.h"
#include "ui/assistant.h"
#include "ui/first_run.h"
#include "ui/talk.h"
#include "ui/ui.h"

/* The version of an account has the name of a state and eight numbers. */
enum { VERSION_MAX = 200, NONCE_MAX = 64, REPLY_MAX = 4000, HOURS_MAX = 400 };

/* --- what several forms have in common */

/* The list of chats that a chat was opened from. */
#define FROM_LIST \
	PARAM_ENUM("tab", OPTIONAL, chat_tabs), \
	PARAM_LINE("q", OPTIONAL, 0, 100)

/* A list continues behind the last_message_at and id of its last row. */
#define CONTINUED \
	PARAM_INT("before_at", OPTIONAL, 1, INT64_MAX), \
	PARAM_ID("before_id", OPTIONAL)

/* A page of an assistant, and what it tells at its top. */
#define ASSISTANT_PAGE \
	PARAM_ID("project", OPTIONAL), \
	PARAM_ENUM("done", OPTIONAL, assistant_done)

/* Something of a project. */
#define OF_PROJECT \
	PARAM_ID("id", REQUIRED), \
	PARAM_ID("project", REQUIRED)

#define HOLIDAY \
	PARAM_LINE("from", REQUIRED, 0, 20), \
	PARAM_LINE("to", OPTIONAL, 0, 20), \
	PARAM_LINE("hours", OPTIONAL, 0, HOURS_MAX), \
	PARAM_LINE("name", OPTIONAL, 0, 100)

#define FACT \
	PARAM_LINE("question", REQUIRED, 0, 500), \
	PARAM_TEXT("answer", REQUIRED, 0, 4000), \
	PARAM_ID("listing", OPTIONAL), \
	PARAM_BOOL("approved")

#define KEYS \
	PARAM_LINE("client_id", REQUIRED, 0, 200), \
	PARAM_LINE("client_secret", REQUIRED, 0, 200)

/* --- the tables */

const struct param login_show_params[] = {
	PARAM_ENUM("lang", OPTIONAL, user_langs),
	PARAM_LINE("next", OPTIONAL, 0, IDENTITY_NEXT_MAX),
	PARAMS_END
};

const struct param login_params[] = {
	PARAM_LINE("login", REQUIRED, 0, 200),
	PARAM_LINE("password", REQUIRED, 0, USER_PASSWORD_MAX),
	PARAM_LINE("next", OPTIONAL, 0, IDENTITY_NEXT_MAX),
	PARAMS_END
};

static const char *const me_done[] = { "password", "lang", "theme", "keys", NULL };

const struct param me_show_params[] = {
	PARAM_ENUM("done", OPTIONAL, me_done),
	PARAMS_END
};

const struct param me_password_params[] = {
	PARAM_LINE("current", REQUIRED, 0, USER_PASSWORD_MAX),
	PARAM_LINE("password", REQUIRED, 0, USER_PASSWORD_MAX),
	PARAM_LINE("again", REQUIRED, 0, USER_PASSWORD_MAX),
	PARAMS_END
};

const struct param me_lang_params[] = {
	PARAM_ENUM("lang", REQUIRED, user_langs),
	PARAMS_END
};

const struct param me_theme_params[] = {
	PARAM_ENUM("theme", REQUIRED, user_themes),
	PARAMS_END
};

const struct param me_keys_params[] = {
	PARAM_BOOL("keys"),
	PARAMS_END
};

const struct param owner_params[] = {
	PARAM_LINE("code", REQUIRED, 0, 100),
	PARAM_LINE("login", REQUIRED, 0, 200),
	PARAM_LINE("password", REQUIRED, 0, USER_PASSWORD_MAX),
	PARAM_LINE("again", REQUIRED, 0, USER_PASSWORD_MAX),
	PARAMS_END
};

const struct param start_shop_params[] = {
	PARAM_LINE("name", REQUIRED, 0, 200),
	PARAM_ENUM("business", REQUIRED, assistant_businesses),
	PARAMS_END
};

const struct param start_avito_params[] = {
	PARAM_LINE("client_id", OPTIONAL, 0, 200),
	PARAM_LINE("client_secret", OPTIONAL, 0, 200),
	PARAM_BOOL("simulator"),
	PARAMS_END
};

const struct param start_on_params[] = {
	PARAM_ENUM("mode", REQUIRED, start_modes),
	PARAMS_END
};

const struct param start_skip_params[] = {
	PARAM_ENUM("step", REQUIRED, first_steps),
	PARAMS_END
};

const struct param news_params[] = {
	PARAM_TOKEN("after", OPTIONAL, 1, VERSION_MAX),
	PARAMS_END
};

const struct param chats_params[] = {
	FROM_LIST,
	CONTINUED,
	PARAMS_END
};

const struct param chats_news_params[] = {
	FROM_LIST,
	PARAM_TOKEN("after", OPTIONAL, 1, VERSION_MAX),
	PARAMS_END
};

const struct param chat_find_params[] = {
	PARAM_LINE("avito", OPTIONAL, 0, 100),
	PARAMS_END
};

const struct param chat_params[] = {
	PARAM_ID("id", REQUIRED),
	FROM_LIST,
	CONTINUED,
	PARAMS_END
};

const struct param chat_news_params[] = {
	PARAM_ID("id", REQUIRED),
	FROM_LIST,
	PARAM_TOKEN("after", OPTIONAL, 1, VERSION_MAX),
	PARAMS_END
};

const struct param chat_act_params[] = {
	PARAM_ID("id", REQUIRED),
	FROM_LIST,
	PARAMS_END
};

const struct param id_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAMS_END
};

const struct param reply_params[] = {
	PARAM_ID("id", REQUIRED),
	FROM_LIST,
	PARAM_TOKEN("nonce", REQUIRED, 8, NONCE_MAX),
	PARAM_TEXT("text", REQUIRED, 1, REPLY_MAX),
	PARAMS_END
};

const struct param keep_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_TOKEN("nonce", REQUIRED, 8, NONCE_MAX),
	PARAM_TEXT("text", OPTIONAL, 0, REPLY_MAX),
	PARAMS_END
};

const struct param take_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_ENUM("for", OPTIONAL, chat_pauses),
	FROM_LIST,
	PARAMS_END
};

const struct param picture_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_ID("message", REQUIRED),
	PARAM_ENUM("size", OPTIONAL, picture_sizes),
	PARAMS_END
};

const struct param draft_send_params[] = {
	PARAM_ID("id", REQUIRED),
	FROM_LIST,
	PARAM_ID("draft", REQUIRED),
	PARAM_TEXT("text", REQUIRED, 1, REPLY_MAX),
	PARAMS_END
};

/* The button stands in the form of the draft's text. */
const struct param draft_drop_params[] = {
	PARAM_ID("id", REQUIRED),
	FROM_LIST,
	PARAM_ID("draft", REQUIRED),
	PARAM_TEXT("text", OPTIONAL, 0, REPLY_MAX),
	PARAMS_END
};

const struct param unsent_params[] = {
	PARAM_ID("id", REQUIRED),
	FROM_LIST,
	PARAM_ID("unsent", REQUIRED),
	PARAMS_END
};

const struct param assistant_params[] = {
	ASSISTANT_PAGE,
	PARAMS_END
};

const struct param settings_params[] = {
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
const struct param manner_params[] = {
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

const struct param hours_params[] = {
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

const struct param holiday_add_params[] = {
	PARAM_ID("project", REQUIRED),
	HOLIDAY,
	PARAMS_END
};

const struct param of_project_show_params[] = {
	OF_PROJECT,
	PARAM_ENUM("done", OPTIONAL, assistant_done),
	PARAMS_END
};

const struct param holiday_save_params[] = {
	OF_PROJECT,
	HOLIDAY,
	PARAMS_END
};

const struct param holidays_russian_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAMS_END
};

const struct param answerer_save_params[] = {
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

const struct param answerer_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAM_ID("answerer", REQUIRED),
	PARAMS_END
};

/* Pages continue behind after_id, or at a place among what q has found. */
const struct param facts_params[] = {
	ASSISTANT_PAGE,
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
enum { FACTS_TEXT_MAX = 2 * FACT_TABLE_BYTES };

const struct param facts_import_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAM_FILE("file"),
	PARAM_TEXT("text", OPTIONAL, 0, FACTS_TEXT_MAX),
	PARAM_ENUM("doubles", REQUIRED, fact_doubles),
	PARAMS_END
};

const struct param facts_write_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAM_TEXT("text", REQUIRED, 1, FACTS_TEXT_MAX),
	PARAM_ENUM("doubles", REQUIRED, fact_doubles),
	PARAMS_END
};

const struct param fact_add_params[] = {
	PARAM_ID("project", REQUIRED),
	FACT,
	PARAMS_END
};

const struct param fact_save_params[] = {
	OF_PROJECT,
	FACT,
	PARAMS_END
};

const struct param prompt_params[] = {
	ASSISTANT_PAGE,
	PARAM_ID("listing", OPTIONAL),
	PARAM_LINE("words", OPTIONAL, 0, 1000),
	PARAMS_END
};

const struct param try_show_params[] = {
	ASSISTANT_PAGE,
	PARAM_ID("listing", OPTIONAL),
	PARAM_TEXT("words", OPTIONAL, 0, REPLY_MAX),
	PARAMS_END
};

const struct param try_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAM_ID("listing", OPTIONAL),
	PARAM_TOKEN("talk", OPTIONAL, 0, TALK_SEALED_MAX),
	PARAM_TEXT("words", REQUIRED, 0, REPLY_MAX),
	PARAM_ENUM("when", REQUIRED, try_moments),
	PARAM_BOOL("as_on"),
	PARAMS_END
};

const struct param accounts_params[] = {
	PARAM_ENUM("done", OPTIONAL, accounts_done),
	PARAMS_END
};

const struct param shop_add_params[] = {
	PARAM_LINE("shop", REQUIRED, 0, 200),
	PARAMS_END
};

const struct param account_webhook_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_LINE("url", REQUIRED, 1, 500),
	PARAMS_END
};

const struct param of_project_params[] = {
	OF_PROJECT,
	PARAMS_END
};

const struct param account_remove_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_LINE("confirm", REQUIRED, 0, 100),
	PARAMS_END
};

const struct param account_add_params[] = {
	PARAM_ID("project", REQUIRED),
	PARAM_LINE("name", REQUIRED, 0, 200),
	KEYS,
	PARAMS_END
};

const struct param account_show_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_ENUM("done", OPTIONAL, account_done),
	PARAMS_END
};

const struct param account_news_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_TOKEN("after", OPTIONAL, 1, VERSION_MAX),
	PARAMS_END
};

const struct param account_enable_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_BOOL("enabled"),
	PARAMS_END
};

const struct param account_keys_params[] = {
	PARAM_ID("id", REQUIRED),
	KEYS,
	PARAMS_END
};

const struct param account_name_params[] = {
	PARAM_ID("id", REQUIRED),
	PARAM_LINE("name", REQUIRED, 0, 200),
	PARAMS_END
};

const struct param system_params[] = {
	PARAM_ENUM("done", OPTIONAL, system_done),
	PARAMS_END
};
