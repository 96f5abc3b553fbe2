/* SPDX-License-Identifier: MIT */
#include "shared/login.h"

#include "codec/secret.h"
#include "shared/gate.h"
#include "store/throttle.h"

char *
login_hash(struct request *req, const char *password)
{
	int slot = gate_enter(req->app->gate_fd);
	char *hash = secret_password_hash(req->mem, password);

	gate_leave(req->app->gate_fd, slot);
	return hash;
}

static bool
verify(struct request *req, const struct user *user, const char *password)
{
	int slot = gate_enter(req->app->gate_fd);
	bool right = secret_password_verify(user->password_hash, password);

	gate_leave(req->app->gate_fd, slot);
	return right;
}

/* The live user with this login, *user_r NULL when there is none. */
static bool
find(struct request *req, const char *login, struct user **user_r, struct err *err)
{
	*user_r = NULL;
	if (!user_find_login(req->db, req->mem, login, user_r, err))
		return err->code == ERR_NOT_FOUND;
	if ((*user_r)->disabled)
		*user_r = NULL;
	return true;
}

static bool
throttle(struct request *req, const char *login, struct err *err)
{
	int64_t wait_ms = 0;

	if (throttle_begin(req->db, req->mem, login, req->in->remote_addr, &wait_ms, err))
		return true;
	if (err->code == ERR_LIMITED) {
		req->retry_after_s = (wait_ms + 999) / 1000;
		return request_refuse(req, ERR_LIMITED, "login_limited",
			"too many failed attempts to sign in, wait", err);
	}
	return false;
}

static bool
wrong(struct request *req, struct err *err)
{
	return request_refuse(req, ERR_DENIED, "login_wrong", "wrong login or password", err);
}

bool
login_check(struct request *req, const char *login, const char *password, struct user **user_r,
	struct err *err)
{
	struct user *user;
	char *folded;

	if (!user_login_fold(req->mem, login, &folded, err))
		return wrong(req, err);
	if (!throttle(req, folded, err) || !find(req, folded, &user, err))
		return false;
	if (user == NULL) {
		(void)login_hash(req, password); /* takes the time that verifying takes */
		return wrong(req, err);
	}
	if (!verify(req, user, password))
		return wrong(req, err);
	if (!throttle_succeed(req->db, req->mem, folded, req->in->remote_addr, err))
		return false;
	*user_r = user;
	return true;
}
