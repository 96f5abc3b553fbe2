/* SPDX-License-Identifier: MIT */
#include "core/setup.h"

#include <libgen.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/url.h"
#include "io/db_pool.h"

enum { CRONTAB_MAX = 16 * 1024 };

static bool
base_url(void *mem, const struct conf *conf, const char *key, const char *fallback,
	const char **url_r, struct err *err)
{
	const char *text = conf_get(conf, key);
	char *url;

	*url_r = fallback;
	if (text == NULL)
		return true;
	if (!url_parse_base(mem, text, &url, err))
		return err_prefix(err, "%s", key);
	*url_r = url;
	return true;
}

char *
setup_nudge_path(void *mem, const struct conf *conf)
{
	const char *dir = conf_get(conf, "PRILAVOK_RUN_DIR");

	return dir == NULL ? NULL : mem_printf(mem, "%s/worker.sock", dir);
}

static const char *const worker_modes[] = { "service", "cron", "embedded", NULL };

const char *
setup_worker_mode_name(enum worker_mode mode)
{
	return worker_modes[mode];
}

bool
setup_worker_mode(const struct conf *conf, enum worker_mode *mode_r, struct err *err)
{
	const char *name = conf_get_or(conf, "WORKER_MODE", worker_modes[WORKER_SERVICE]);
	int mode = str_index(worker_modes, name);

	if (mode < 0)
		return err_set(err, ERR_INVALID, "WORKER_MODE: \"%.32s\" is none of service, cron and "
			"embedded", name);
	if (mode == WORKER_EMBEDDED && conf_get(conf, "PRILAVOK_RUN_DIR") == NULL)
		return err_set(err, ERR_INVALID, "WORKER_MODE=embedded needs PRILAVOK_RUN_DIR: a folder "
			"the programs may write to");
	*mode_r = (enum worker_mode)mode;
	return true;
}

/* For the shell in a crontab, where an unescaped "%" ends the line. */
static void
put_word(struct buf *line, const char *text)
{
	bool plain = text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789/._-+:@,")] == '\0';

	if (!plain)
		buf_putc(line, '\'');
	for (; *text != '\0'; text++)
		if (*text == '\'')
			buf_puts(line, "'\\''");
		else if (*text == '%')
			buf_puts(line, "'\\%'");
		else
			buf_putc(line, *text);
	if (!plain)
		buf_putc(line, '\'');
}

char *
setup_worker_path(void *mem)
{
	char self[PATH_MAX] = "";
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *beside = mem_printf(mem, "%s/prilavok-worker", len > 0 ? dirname(self) : "");

	return access(beside, X_OK) == 0 ? beside : mem_strdup(mem, PRILAVOK_BINDIR "/prilavok-worker");
}

char *
setup_crontab(void *mem, const struct conf *conf)
{
	struct buf *line = buf_new(mem, CRONTAB_MAX);
	const char *file = conf_file(conf);

	buf_puts(line, "* * * * * ");
	if (file != NULL) {
		buf_puts(line, "PRILAVOK_ENV=");
		put_word(line, file);
		buf_putc(line, ' ');
	}
	put_word(line, setup_worker_path(mem));
	buf_puts(line, " --for 55");
	return mem_strndup(mem, buf_data(line), buf_len(line));
}

static bool
need(const struct conf *conf, const char *key, const char **value_r, struct err *err)
{
	*value_r = conf_get(conf, key);
	return *value_r != NULL || err_set(err, ERR_INVALID, "%s is not set", key);
}

bool
setup_core(void *mem, const struct conf *conf, int connections, struct core **core_r,
	struct err *err)
{
	static const char avito[] = "https://api.avito.ru";
	struct core *core = mem_new(mem, struct core);
	struct db_options options = { .url = NULL };
	const char *key;

	core->sync_every_ms = SETUP_SYNC_MS;
	core->check_every_ms = SETUP_CHECK_MS;
	if (!need(conf, "DATABASE_URL", &options.url, err) ||
	    !need(conf, "PRILAVOK_SECRET_KEY", &key, err))
		return false;
	if (!secret_key_parse(key, &core->key, err))
		return err_prefix(err, "PRILAVOK_SECRET_KEY");
	if (!base_url(mem, conf, "AVITO_API_BASE_URL", avito, &core->avito_api_base, err) ||
	    !base_url(mem, conf, "AVITO_AUTH_BASE_URL", core->avito_api_base, &core->avito_auth_base,
		err) ||
	    !base_url(mem, conf, "PUBLIC_URL", NULL, &core->public_url, err))
		return false;
	if (!db_pool_open(core, &options, connections, &core->pool, err))
		return err_prefix(err, "DATABASE_URL");
	*core_r = core;
	return true;
}
