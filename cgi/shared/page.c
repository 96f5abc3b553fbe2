/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "shared/page.h"

#include <assert.h>

#include "base/mem.h"
#include "base/str.h"
#include "shared/identity.h"

/* The words of one language and the paths of static files. */
struct language {
	const char *lang;
	struct tmpl_shared *shared;
	struct language *next;
};

struct page_words {
	const char *templates; /* folder */
	struct language *languages;
};

struct page_words *
page_words_new(void *mem, const char *templates)
{
	struct page_words *words = mem_new(mem, struct page_words);

	words->templates = mem_strdup(words, templates);
	return words;
}

static struct tmpl_shared *
find_language(struct page_words *words, const char *lang)
{
	struct language *language = words->languages;

	while (language != NULL && !str_equal(language->lang, lang))
		language = language->next;
	if (language != NULL)
		return language->shared;
	language = mem_new(words, struct language);
	language->lang = mem_strdup(language, lang);
	language->shared = tmpl_shared_new(language, words->templates);
	language->next = words->languages;
	words->languages = language;
	return language->shared;
}

/* A failure is kept for page_render. */
static void
load(struct request *req, struct tmpl_shared *shared, const char *name, const char *file)
{
	struct err err;

	if (tmpl_shared_load(shared, name, file, &err))
		return;
	req->tmpl_err = mem_new(req->mem, struct err);
	*req->tmpl_err = err;
}

struct tmpl_node *
page_root(struct request *req)
{
	if (req->tmpl == NULL) {
		struct tmpl_shared *shared = find_language(req->app->words, req->lang);

		load(req, shared, "Lang", mem_printf(req->mem, "lang/%s.hdf", req->lang));
		load(req, shared, "Asset", req->app->assets);
		req->tmpl = tmpl_new(req->mem, req->app->templates);
		tmpl_share(req->tmpl, shared);
	}
	return tmpl_root(req->tmpl);
}

const char *
page_text(struct request *req, const char *name)
{
	const char *text;

	(void)page_root(req); /* makes the tree */
	text = tmpl_get(req->tmpl, mem_printf(req->mem, "Lang.%s", name));
	return text != NULL ? text : "";
}

void
page_error(struct request *req, const char *field, const char *key)
{
	const char *text = page_text(req, mem_printf(req->mem, "Problem.%s", key));

	tmpl_set(page_root(req), mem_printf(req->mem, "Errors.%s", field), text);
}

void
page_notice(struct request *req, const char *key)
{
	const char *text = page_text(req, mem_printf(req->mem, "Notice.%s", key));

	tmpl_set(page_root(req), "Page.Notice", text);
}

static void
set_common(struct request *req)
{
	struct tmpl_node *page = tmpl_child(page_root(req), "Page");
	enum user_rank rank = request_rank(req);

	tmpl_set(page, "Lang", req->lang);
	tmpl_set(page, "Version", PACKAGE_VERSION);
	if (!str_equal(identity_theme(req), "system"))
		tmpl_set(page, "Theme", identity_theme(req));
	tmpl_set(page, "RequestId", req->in->id);
	if (req->session != NULL)
		tmpl_set(page, "Csrf", req->session->csrf);
	if (req->user == NULL)
		return;
	tmpl_set(page, "Login", req->user->login);
	tmpl_set(page, "Role", req->user->role);
	tmpl_set_flag(page, "Keys", req->user->shortcuts);
	tmpl_set_flag(page, "CanOperate", rank >= USER_OPERATOR);
	tmpl_set_flag(page, "CanAdmin", rank >= USER_ADMIN);
	tmpl_set_flag(page, "CanOwn", rank >= USER_OWNER);
	if (req->app->program->frame != NULL)
		req->app->program->frame(req);
}

bool
page_render(struct request *req, const char *file, struct err *err)
{
	set_common(req);
	if (req->tmpl_err != NULL) {
		*err = *req->tmpl_err;
		return false;
	}
	return tmpl_render(req->tmpl, file, req->out->body, err);
}

bool
page_redirect(struct request *req, const char *path)
{
	assert(identity_is_local_path(path));
	req->out->status = 303;
	fcgi_header(req->out, "Location", path);
	return true;
}
