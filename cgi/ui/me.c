/* SPDX-License-Identifier: MIT */
/* What every signed-in person may change about themselves. */
#include "ui/ui.h"

#include "base/str.h"
#include "shared/login.h"
#include "shared/page.h"

static bool
show(struct request *req, struct err *err)
{
	struct tmpl_node *me = tmpl_child(page_root(req), "Me");

	tmpl_set_flag(me, "IsRu", str_equal(req->user->lang, "ru"));
	tmpl_set_flag(me, "IsEn", str_equal(req->user->lang, "en"));
	tmpl_set(me, "Theme", req->user->theme);
	tmpl_set(me, "Keys", req->user->shortcuts ? "1" : "0");
	return page_render(req, "me.cs", err);
}

bool
me_show(struct request *req, struct err *err)
{
	if (param_has(req, "done"))
		page_notice(req, param_text(req, "done"));
	return show(req, err);
}

static bool
show_refusal(struct request *req, const char *field, const char *key, struct err *err)
{
	req->out->status = 422;
	page_error(req, field, key);
	return show(req, err);
}

/* The present password is asked for, and throttled, so that a browser left open gives nobody the
   account. */
bool
me_password_submit(struct request *req, struct err *err)
{
	const char *password = param_text(req, "password");
	struct user *user;

	if (!user_password_check(password, err))
		return show_refusal(req, "password", "password_length", err);
	if (!str_equal(password, param_text(req, "again")))
		return show_refusal(req, "again", "password_again", err);
	if (!login_check(req, req->user->login, param_text(req, "current"), &user, err)) {
		if (err->code == ERR_DENIED)
			return show_refusal(req, "current", "password_current", err);
		if (err->code == ERR_LIMITED)
			return show_refusal(req, "current", req->problem, err);
		return false;
	}
	return session_change_password(req->db, user->id, login_hash(req, password),
		req->session->id_hash, err) && page_redirect(req, "/ui/me?done=password");
}

bool
me_lang_submit(struct request *req, struct err *err)
{
	const char *lang = param_text(req, "lang");

	if (!user_set_lang(req->db, req->user->id, lang, err))
		return false;
	request_remember(req, "lang", lang); /* for the page of the login */
	return page_redirect(req, "/ui/me?done=lang");
}

bool
me_theme_submit(struct request *req, struct err *err)
{
	const char *theme = param_text(req, "theme");

	if (!user_set_theme(req->db, req->user->id, theme, err))
		return false;
	request_remember(req, "theme", theme); /* for the page of the login */
	return page_redirect(req, "/ui/me?done=theme");
}

bool
me_keys_submit(struct request *req, struct err *err)
{
	if (!user_set_shortcuts(req->db, req->user->id, param_bool(req, "keys"), err))
		return false;
	return page_redirect(req, "/ui/me?done=keys");
}
