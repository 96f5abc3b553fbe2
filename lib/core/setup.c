/* SPDX-License-Identifier: MIT */
#include "core/setup.h"

#include "base/conf.h"
#include "base/mem.h"
#include "codec/url.h"
#include "io/db_pool.h"

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

bool
setup_public_url(void *mem, const struct conf *conf, const char **url_r, struct err *err)
{
	return base_url(mem, conf, "PUBLIC_URL", NULL, url_r, err);
}

char *
setup_nudge_path(void *mem, const struct conf *conf)
{
	const char *dir = conf_get(conf, "PRILAVOK_RUN_DIR");

	return dir == NULL ? NULL : mem_printf(mem, "%s/worker.sock", dir);
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
	    !setup_public_url(mem, conf, &core->public_url, err))
		return false;
	if (!db_pool_open(core, &options, connections, &core->pool, err))
		return err_prefix(err, "DATABASE_URL");
	*core_r = core;
	return true;
}
