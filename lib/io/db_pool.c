/* SPDX-License-Identifier: MIT */
#define DB_FAULT_PASSES_ON
#include "io/db_pool.h"

#include <assert.h>
#include <pthread.h>

#include "base/mem.h"

struct db_pool {
	pthread_mutex_t mutex;
	pthread_cond_t given;
	int size;
	int free_count;
	struct db **all;
	struct db **free; /* a stack: the last one used is warm */
};

static int
close_pool(struct db_pool *pool)
{
	assert(pool->free_count == pool->size);
	for (int i = 0; i < pool->size; i++)
		mem_free(pool->all[i]);
	(void)pthread_cond_destroy(&pool->given); /* nobody waits any more */
	(void)pthread_mutex_destroy(&pool->mutex);
	return 0;
}

bool
db_pool_open(void *mem, const struct db_options *options, int size, struct db_pool **pool_r,
	struct err *err)
{
	struct db_pool *pool = mem_new(mem, struct db_pool);

	assert(size > 0);
	pool->all = mem_array(pool, struct db *, (size_t)size);
	pool->free = mem_array(pool, struct db *, (size_t)size);
	(void)pthread_mutex_init(&pool->mutex, NULL); /* cannot fail with these attributes */
	(void)pthread_cond_init(&pool->given, NULL);
	talloc_set_destructor(pool, close_pool);

	/* Each connection is a root: threads use them at once, and talloc knows no locks. */
	while (pool->size < size) {
		if (!db_open(NULL, options, &pool->all[pool->size], err)) {
			mem_free(pool);
			return false;
		}
		pool->free[pool->free_count++] = pool->all[pool->size++];
	}
	*pool_r = pool;
	return true;
}

struct db *
db_pool_take(struct db_pool *pool)
{
	struct db *db;

	(void)pthread_mutex_lock(&pool->mutex); /* a plain mutex used rightly does not fail */
	while (pool->free_count == 0)
		(void)pthread_cond_wait(&pool->given, &pool->mutex);
	db = pool->free[--pool->free_count];
	(void)pthread_mutex_unlock(&pool->mutex);
	return db;
}

void
db_pool_give(struct db_pool *pool, struct db *db)
{
	(void)pthread_mutex_lock(&pool->mutex);
	assert(pool->free_count < pool->size);
	pool->free[pool->free_count++] = db;
	(void)pthread_cond_signal(&pool->given);
	(void)pthread_mutex_unlock(&pool->mutex);
}

void
db_pool_shrink(struct db_pool *pool)
{
	(void)pthread_mutex_lock(&pool->mutex);
	for (int i = 0; i < pool->free_count - 1; i++)
		db_close(pool->free[i]);
	(void)pthread_mutex_unlock(&pool->mutex);
}

bool
db_pool_transaction(struct db_pool *pool, db_work *work, void *arg, struct err *err)
{
	struct db *db = db_pool_take(pool);
	bool done = db_transaction(db, work, arg, err);

	db_pool_give(pool, db);
	return done;
}

bool
db_pool_read(struct db_pool *pool, db_work *work, void *arg, struct err *err)
{
	struct db *db = db_pool_take(pool);
	bool done = work(db, arg, err);

	db_pool_give(pool, db);
	return done;
}
