/* SPDX-License-Identifier: MIT */
/*
 * The parameters the routes take: names, kinds, lengths, and which must be there.  What is not
 * listed is refused before a handler is called.  In the order of the table in routes.c.
 */
#ifndef UI_PARAMS_H
#define UI_PARAMS_H

#include "shared/param.h"

extern const struct param login_show_params[];
extern const struct param login_params[];
extern const struct param me_show_params[];
extern const struct param me_password_params[];
extern const struct param me_lang_params[];
extern const struct param me_theme_params[];
extern const struct param me_keys_params[];
extern const struct param owner_params[];
extern const struct param start_shop_params[];
extern const struct param start_avito_params[];
extern const struct param start_on_params[];
extern const struct param start_skip_params[];
extern const struct param news_params[];
extern const struct param chats_params[];
extern const struct param chats_news_params[];
extern const struct param chat_find_params[];
extern const struct param chat_params[];
extern const struct param chat_news_params[];
extern const struct param chat_act_params[];
extern const struct param id_params[];
extern const struct param reply_params[];
extern const struct param keep_params[];
extern const struct param take_params[];
extern const struct param picture_params[];
extern const struct param draft_send_params[];
extern const struct param draft_drop_params[];
extern const struct param unsent_params[];
extern const struct param assistant_params[];
extern const struct param settings_params[];
extern const struct param manner_params[];
extern const struct param hours_params[];
extern const struct param holiday_add_params[];
extern const struct param of_project_show_params[];
extern const struct param holiday_save_params[];
extern const struct param of_project_params[];
extern const struct param holidays_russian_params[];
extern const struct param answerer_save_params[];
extern const struct param answerer_params[];
extern const struct param facts_params[];
extern const struct param facts_import_params[];
extern const struct param facts_write_params[];
extern const struct param fact_add_params[];
extern const struct param fact_save_params[];
extern const struct param prompt_params[];
extern const struct param try_show_params[];
extern const struct param try_params[];
extern const struct param accounts_params[];
extern const struct param shop_add_params[];
extern const struct param account_webhook_params[];
extern const struct param account_remove_params[];
extern const struct param account_add_params[];
extern const struct param account_show_params[];
extern const struct param account_news_params[];
extern const struct param account_enable_params[];
extern const struct param account_keys_params[];
extern const struct param account_name_params[];
extern const struct param system_params[];

#endif
