/* SPDX-License-Identifier: MIT */
#include "ui/ui.h"

#include "base/str.h"
#include "shared/identity.h"
#include "shared/login.h"
#include "shared/page.h"
#include "store/session.h"
#include "store/throttle.h"
#include "ui/first_run.h"

static const char home[] = "/ui"; /* home_show knows where that is */

/* Where to go once signed in: what was asked for, if that is on this site. */
static const char *
next_path(const struct request *req)
{
	const char *next = param_text(req, "next");

	return next != NULL && identity_is_local_path(next) ? next : home;
}

static bool
show_form(struct request *req, const char *login, struct err *err)
{
	struct tmpl_node *form = tmpl_child(page_root(req), "Form");

	tmpl_set(form, "Login", login);
	tmpl_set(form, "Next", param_text(req, "next"));
	return page_render(req, "login.cs", err);
}

/* The visible switch: in force at once and remembered by this browser. */
static void
choose_lang(struct request *req, const char *lang)
{
	request_remember(req, "lang", lang);
	req->lang = lang;
}

/* Who has yet to open the shop goes on with that. */
bool
home_show(struct request *req, struct err *err)
{
	struct first_run run;

	if (!identity_load(req, err))
		return false;
	if (req->user == NULL)
		return page_redirect(req, "/ui/login");
	if (request_rank(req) < USER_ADMIN)
		return page_redirect(req, "/ui/overview");
	return first_run_read(req, &run, err) && page_redirect(req, first_run_next(req, &run));
}

bool
login_show(struct request *req, struct err *err)
{
	bool any;

	if (!identity_load(req, err))
		return false;
	if (req->user != NULL)
		return page_redirect(req, next_path(req));
	if (param_text(req, "lang") != NULL)
		choose_lang(req, param_text(req, "lang"));
	if (!user_any(req->db, &any, err))
		return false;
	return any ? show_form(req, NULL, err) : page_redirect(req, "/ui/start/owner");
}

/* Refused: the form again, with the reason and a status that scripts and web servers can count. */
static bool
show_refusal(struct request *req, struct err *err)
{
	if (err->code != ERR_DENIED && err->code != ERR_LIMITED)
		return false;
	req->out->status = err->code == ERR_LIMITED ? 429 : 403;
	page_error(req, "login", req->problem);
	return show_form(req, param_text(req, "login"), err);
}

bool
sign_in_begin(struct request *req, const struct user *user, struct err *err)
{
	char *cookie;

	if (!identity_load(req, err)
	    || (req->session != NULL && !session_delete(req->db, req->session, err))
	    || !session_create(req->db, req->mem, user->id, &cookie, err))
		return false;
	request_set_cookie(req, cookie);
	login_know_device(req, user->login);
	return session_purge(req->db, err) && throttle_purge(req->db, err);
}

bool
login_submit(struct request *req, struct err *err)
{
	struct user *user;

	if (!login_check(req, param_text(req, "login"), param_text(req, "password"), &user, err))
		return show_refusal(req, err);
	if (!sign_in_begin(req, user, err))
		return false;
	req->user = user;
	return page_redirect(req, next_path(req));
}

bool
logout_submit(struct request *req, struct err *err)
{
	if (!session_delete(req->db, req->session, err))
		return false;
	request_set_cookie(req, NULL);
	return page_redirect(req, "/ui/login");
}
