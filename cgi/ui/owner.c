/* SPDX-License-Identifier: MIT */
/* The first step of the first run: the owner, for who has the code of the installation. */
#include "ui/ui.h"

#include "base/str.h"
#include "core/owner.h"
#include "shared/identity.h"
#include "shared/login.h"
#include "shared/page.h"
#include "store/throttle.h"
#include "store/user.h"

/* Under this name wrong codes are counted. */
static const char throttled[] = "setup-code";

static bool
show(struct request *req, const char *login, struct err *err)
{
	tmpl_set(page_root(req), "Form.login", login);
	return page_render(req, "start_owner.cs", err);
}

static bool
show_refusal(struct request *req, const char *field, const char *key, struct err *err)
{
	req->out->status = 422;
	page_error(req, field, key);
	return show(req, param_text(req, "login"), err);
}

/* Once there is somebody, signing in is the way. */
static bool
nobody_yet(struct request *req, bool *nobody_r, struct err *err)
{
	bool any;

	if (!user_any(req->db, &any, err))
		return false;
	*nobody_r = !any;
	return true;
}

bool
owner_show(struct request *req, struct err *err)
{
	bool nobody;

	if (!nobody_yet(req, &nobody, err))
		return false;
	return nobody ? show(req, "admin", err) : page_redirect(req, "/ui");
}

static bool
sign_in(struct request *req, int64_t id, struct err *err)
{
	struct user *user;

	return user_find(req->db, req->mem, id, &user, err)
		&& sign_in_begin(req, user, err) && page_redirect(req, "/ui/start");
}

static bool
refuse_code(struct request *req, struct err *err)
{
	const struct throttle_try who = { .login = throttled, .addr = req->in->remote_addr };
	int64_t wait_ms = 0;

	if (throttle_begin(req->db, req->mem, &who, &wait_ms, err))
		return show_refusal(req, "code", "setup_code", err);
	req->retry_after_s = (wait_ms + 999) / 1000;
	return err->code == ERR_LIMITED && show_refusal(req, "code", "login_limited", err);
}

/* Only wrong codes are slowed, so that nobody who guesses keeps out who has the right one; nothing is
   hashed for them. */
static bool
create(struct request *req, const char *login, struct err *err)
{
	int64_t id;
	bool right;

	if (!owner_code_is(req->db, req->mem, param_text(req, "code"), &right, err))
		return false;
	if (!right)
		return refuse_code(req, err);

	struct owner_new owner = { .code = param_text(req, "code"), .login = login,
		.password_hash = login_hash(req, param_text(req, "password")), .lang = req->lang };

	if (owner_create(req->db, req->mem, &owner, &id, err))
		return sign_in(req, id, err);
	return err->code == ERR_DENIED && show_refusal(req, "code", "setup_code", err);
}

bool
owner_submit(struct request *req, struct err *err)
{
	const char *password = param_text(req, "password");
	bool nobody;
	char *login;

	if (!nobody_yet(req, &nobody, err))
		return false;
	if (!nobody)
		return page_redirect(req, "/ui");
	if (!user_login_fold(req->mem, param_text(req, "login"), &login, err))
		return show_refusal(req, "login", "login_form", err);
	if (!user_password_check(password, err))
		return show_refusal(req, "password", "password_length", err);
	if (!str_equal(password, param_text(req, "again")))
		return show_refusal(req, "again", "password_again", err);
	return create(req, login, err);
}
