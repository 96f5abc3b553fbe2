/* SPDX-License-Identifier: MIT */
#include "webhook/directory.h"

#include <pthread.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "store/account.h"
#include "webhook/clerk.h"

enum {
	REFRESH_MS = 5000,      /* a removed account is forgotten after that */
	MISS_REFRESH_MS = 200   /* unknown addresses may ask the database that often */
};

/* A root of its own, for it wanders from the clerk's thread to whoever asked, and is freed by
   another. */
struct list {
	struct account *accounts;
	size_t count;
};

struct directory {
	struct clerk *clerk;
	pthread_mutex_t lock;   /* of what follows */
	struct list *list;      /* NULL: not read yet */
	int64_t read_at;
};

static int
close_directory(struct directory *directory)
{
	mem_free(directory->list);
	(void)pthread_mutex_destroy(&directory->lock); /* nobody waits any more */
	return 0;
}

struct directory *
directory_new(void *mem, struct clerk *clerk)
{
	struct directory *directory = mem_new(mem, struct directory);

	directory->clerk = clerk;
	(void)pthread_mutex_init(&directory->lock, NULL); /* cannot fail with these attributes */
	talloc_set_destructor(directory, close_directory);
	return directory;
}

static bool
read_list(struct db *db, void *arg, struct err *err)
{
	struct list **list_r = arg, *list = mem_new(NULL, struct list);

	if (!account_list(db, list, &list->accounts, &list->count, err)) {
		mem_free(list);
		return false;
	}
	*list_r = list;
	return true;
}

static bool
refresh(struct directory *directory, struct err *err)
{
	struct list *list, *old;

	if (!clerk_do(directory->clerk, read_list, &list, err))
		return false;
	(void)pthread_mutex_lock(&directory->lock); /* a plain mutex used rightly does not fail */
	old = directory->list;
	directory->list = list;
	directory->read_at = time_monotonic_ms();
	(void)pthread_mutex_unlock(&directory->lock);
	mem_free(old);
	return true;
}

/* All of them are compared, so that time tells nothing. */
static int64_t
pick(const struct list *list, const char *token)
{
	int64_t found = 0;

	if (list == NULL)
		return 0;
	if (token == NULL)
		return list->count == 1 ? list->accounts[0].id : 0;
	for (size_t i = 0; i < list->count; i++)
		if (str_equal_secret(list->accounts[i].webhook_token, token))
			found = list->accounts[i].id;
	return found;
}

enum look { FRESH, STALE, NEEDED };

/* Whether the list must or should be read anew, and whose address this is by the one there is. */
static enum look
look_up(struct directory *directory, const char *token, int64_t *account_id_r)
{
	int64_t now = time_monotonic_ms(), age;
	enum look look = FRESH;

	(void)pthread_mutex_lock(&directory->lock); /* as above */
	age = now - directory->read_at;
	*account_id_r = pick(directory->list, token);
	if (directory->list == NULL || (*account_id_r == 0 && age > MISS_REFRESH_MS))
		look = NEEDED;
	else if (age > REFRESH_MS)
		look = STALE;
	if (look == STALE)
		directory->read_at = now; /* one thread is enough for it */
	(void)pthread_mutex_unlock(&directory->lock);
	return look;
}

bool
directory_find(struct directory *directory, const char *token, int64_t *account_id_r,
	struct err *err)
{
	int64_t id;
	enum look look = look_up(directory, token, &id);
	struct err ignored; /* the INSERT will tell */

	if (look == NEEDED && !refresh(directory, err))
		return false;
	if (look == NEEDED || (look == STALE && refresh(directory, &ignored)))
		(void)look_up(directory, token, &id);
	if (id == 0)
		return err_set(err, ERR_NOT_FOUND, "no account has this webhook address");
	*account_id_r = id;
	return true;
}
