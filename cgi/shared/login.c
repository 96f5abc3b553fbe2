/* SPDX-License-Identifier: MIT */
#include "shared/login.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/time.h"
#include "codec/secret.h"
#include "shared/gate.h"
#include "store/throttle.h"

static const char device[] = "device";

static void
leave_gate(struct request *req, int slot, int64_t began_ms)
{
	gate_leave(req->app->gate_fd, slot);
	log_event(LOG_INFO, "password.hash", log_int("ms", time_monotonic_ms() - began_ms));
}

char *
login_hash(struct request *req, const char *password)
{
	int64_t began_ms = time_monotonic_ms();
	int slot = gate_enter(req->app->gate_fd);
	char *hash = secret_password_hash(req->mem, password);

	leave_gate(req, slot, began_ms);
	return hash;
}

static bool
verify(struct request *req, const struct user *user, const char *password)
{
	int64_t began_ms = time_monotonic_ms();
	int slot = gate_enter(req->app->gate_fd);
	bool right = secret_password_verify(user->password_hash, password);

	leave_gate(req, slot, began_ms);
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

static const char *
device_place(struct request *req, const char *login)
{
	return mem_printf(req->mem, "device:%s", login);
}

/* The word of this browser when it was given for this login, else NULL. */
static const char *
known_device(struct request *req, const char *login)
{
	const char *sealed = request_remembered(req, device);
	struct err ignored;
	char *word;

	if (sealed == NULL || !secret_open(req->mem, &req->app->key, device_place(req, login), sealed,
		&word, &ignored))
		return NULL;
	return word;
}

void
login_know_device(struct request *req, const char *login)
{
	const char *word = known_device(req, login);

	if (word == NULL)
		word = secret_random_hex(req->mem, 16);
	request_remember(req, device, secret_seal(req->mem, &req->app->key, device_place(req, login),
		word));
}

static bool
throttle(struct request *req, const struct throttle_try *who, struct err *err)
{
	int64_t wait_ms = 0;

	if (throttle_begin(req->db, req->mem, who, &wait_ms, err))
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
	struct throttle_try who = { .addr = req->in->remote_addr };
	struct user *user;
	char *folded;

	if (!user_login_fold(req->mem, login, &folded, err))
		return wrong(req, err);
	who.login = folded;
	who.device = known_device(req, folded);
	if (!throttle(req, &who, err) || !find(req, folded, &user, err))
		return false;
	if (user == NULL) {
		(void)login_hash(req, password); /* takes the time that verifying takes */
		return wrong(req, err);
	}
	if (!verify(req, user, password))
		return wrong(req, err);
	if (!throttle_succeed(req->db, req->mem, &who, err))
		return false;
	*user_r = user;
	return true;
}
