/* SPDX-License-Identifier: MIT */
/* The dashboard's handlers, by page group: one file each, the table that names them in routes.c. */
#ifndef UI_UI_H
#define UI_UI_H

#include "shared/request.h"

extern const struct route ui_routes[];
extern const size_t ui_route_count;

/* start.c */
bool ui_start(struct app *app, struct err *err);

/* frame.c: what surrounds every page of somebody signed in. */
void ui_frame(struct request *req);

/* All accounts, read once for a page and its frame. */
struct account;
bool ui_accounts(struct request *req, struct account **accounts_r, size_t *count_r,
	struct err *err);

/* What a page has found out and its frame need not ask for again: how many chats wait for a person
   (counted to 100 at least), and how the installation is. */
struct health;
void ui_know_needs(struct request *req, int64_t needs);
void ui_know_health(struct request *req, const struct health *health);

/* A job was put: the worker need not wait for its next look. */
void ui_nudge(const struct request *req);

/* sign_in.c */
handler_fn home_show;
handler_fn login_show;
handler_fn login_submit;
handler_fn logout_submit;

/* Signs the user in: always a new session; the one this browser may still have ends. */
struct user;
bool sign_in_begin(struct request *req, const struct user *user, struct err *err);

/* owner.c */
handler_fn owner_show;
handler_fn owner_submit;

/* me.c */
handler_fn me_show;
handler_fn me_password_submit;
handler_fn me_lang_submit;
handler_fn me_theme_submit;
handler_fn me_keys_submit;

/* styleguide.c */
handler_fn styleguide_show;

/* start_pages.c: the first run */
extern const char *const start_modes[];
handler_fn start_show;
handler_fn start_shop_show;
handler_fn start_shop_submit;
handler_fn start_avito_show;
handler_fn start_avito_news;
handler_fn start_avito_submit;
handler_fn start_assistant_show;
handler_fn start_assistant_submit;
handler_fn start_test_show;
handler_fn start_test_news;
handler_fn start_on_show;
handler_fn start_on_submit;
handler_fn start_skip;
handler_fn start_dismiss;

/* overview.c */
handler_fn overview_show;
handler_fn overview_news;

/* inbox.c */
extern const char *const chat_tabs[]; /* in the order of enum chat_tab */

/* chats.c */
handler_fn chats_show;
handler_fn chats_news;

/* pictures.c */
extern const char *const picture_sizes[];
handler_fn chat_picture;
handler_fn chat_listing_picture;

/* chat.c */
extern const char *const chat_pauses[]; /* for how long a chat is taken */
handler_fn chat_find_page;
handler_fn chat_show;
handler_fn chat_news;
handler_fn chat_about;
handler_fn chat_reply;
handler_fn chat_keep;
handler_fn chat_take_over;
handler_fn chat_give_back;
handler_fn chat_answer_now;
handler_fn chat_dismiss;
handler_fn chat_draft_send;
handler_fn chat_draft_drop;
handler_fn chat_unsent_again;
handler_fn chat_unsent_drop;

/* settings.c */
handler_fn settings_show;
handler_fn settings_submit;
handler_fn manner_show;
handler_fn manner_submit;

/* hours_page.c */
handler_fn hours_show;
handler_fn hours_submit;

/* holidays.c */
handler_fn holidays_show;
handler_fn holidays_add_russian;
handler_fn holiday_add;
handler_fn holiday_show;
handler_fn holiday_save;
handler_fn holiday_remove;

/* answerers.c */
extern const char *const answerer_dialects[];
handler_fn answerers_show;
handler_fn answerer_save;
handler_fn answerer_remove;
handler_fn answerer_up;
handler_fn answerer_down;
handler_fn answerer_check;

/* facts.c */
extern const char *const fact_states[];
handler_fn facts_show;
handler_fn fact_add;
handler_fn fact_show;
handler_fn fact_save;
handler_fn fact_remove;

/* facts_table.c */
extern const char *const fact_doubles[];
handler_fn facts_import_show;
handler_fn facts_import;
handler_fn facts_import_write;
handler_fn facts_export;

/* prompt_page.c */
handler_fn prompt_show;

/* playground.c */
extern const char *const try_moments[]; /* in the order of enum rehearse_when */
handler_fn try_show;
handler_fn try_run;

/* accounts.c */
extern const char *const accounts_done[];
handler_fn accounts_show;
handler_fn account_add;
handler_fn account_shop_add;

/* account.c */
extern const char *const account_done[];
handler_fn account_show;
handler_fn account_news;
handler_fn account_check;
handler_fn account_enable;
handler_fn account_keys;
handler_fn account_rename;
handler_fn account_take_webhook;
handler_fn account_choose_shop;
handler_fn account_remove;

/* system.c */
extern const char *const system_done[];
handler_fn system_show;
handler_fn system_job_retry;
handler_fn system_job_remove;

#endif
