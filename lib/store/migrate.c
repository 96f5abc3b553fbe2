/* SPDX-License-Identifier: MIT */
#include "store/migrate.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "base/utf8.h"
#include "codec/secret.h"
#include "io/db.h"

enum { FILES_MAX = 1000, FILE_MAX = 1024 * 1024, LEASE_MS = 30000, POLL_MS = 200,
	STATEMENT_MAX_S = 24 * 60 * 60, TRIES = 20 };

struct migration {
	int64_t number;
	const char *name;
};

struct migrations {
	struct migration *list;
	size_t count;
};

/* One host's hold on the lock. */
struct lock {
	const char *url;
	const char *holder;
	int64_t lease_ms;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	bool ended;         /* under the mutex */
	_Atomic bool lost;
};

/* --- files */

/* "001-base.sql" */
static bool
is_migration_name(const char *name)
{
	static const char digits[] = "0123456789";
	size_t len = strlen(name);

	return strspn(name, digits) == 3 && name[3] == '-' && len > 8
		&& strcmp(name + len - 4, ".sql") == 0;
}

static int
by_name(const void *a, const void *b)
{
	const struct migration *one = a, *other = b;

	return strcmp(one->name, other->name);
}

static bool
add_file(void *mem, struct migrations *files, const char *name, struct err *err)
{
	struct migration *file = &files->list[files->count];

	if (!is_migration_name(name))
		return err_set(err, ERR_INVALID, "%s is not called NNN-name.sql", name);
	if (files->count == FILES_MAX)
		return err_set(err, ERR_INVALID, "more than %d files", FILES_MAX);
	file->number = strtol(name, NULL, 10);
	file->name = mem_strdup(mem, name);
	files->count++;
	return true;
}

static bool
check_numbers(const struct migrations *files, struct err *err)
{
	for (size_t i = 1; i < files->count; i++)
		if (files->list[i - 1].number == files->list[i].number)
			return err_set(err, ERR_INVALID, "%s and %s have one number",
				files->list[i - 1].name, files->list[i].name);
	return true;
}

static bool
list_files(void *mem, const char *dir, struct migrations *files, struct err *err)
{
	DIR *stream = opendir(dir);
	const struct dirent *entry;
	bool fine = true;

	if (stream == NULL)
		return err_set(err, ERR_INVALID, "%s: %s", dir, strerror(errno));
	files->list = mem_array(mem, struct migration, FILES_MAX + 1);
	/* cppcheck-suppress readdirCalled ; the stream is of this thread alone */
	while (fine && (entry = readdir(stream)) != NULL)
		if (entry->d_name[0] != '.' && str_has_suffix(entry->d_name, ".sql"))
			fine = add_file(mem, files, entry->d_name, err);
	(void)closedir(stream); /* was only read */
	if (!fine)
		return false;
	qsort(files->list, files->count, sizeof(files->list[0]), by_name);
	return check_numbers(files, err);
}

static bool
read_file(void *mem, const char *path, char **text_r, struct err *err)
{
	char *text = mem_array(mem, char, FILE_MAX + 1);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = 0;
	size_t len = 0;

	while (fd >= 0 && (got = read(fd, text + len, FILE_MAX + 1 - len)) > 0)
		len += (size_t)got;
	if (fd < 0 || got < 0)
		(void)err_set(err, ERR_INTERNAL, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd); /* was only read */
	if (fd < 0 || got < 0)
		return false;
	if (len > FILE_MAX || !utf8_is_valid(text, len))
		return err_set(err, ERR_INVALID, "%s is no text of at most 1 MiB", path);
	text[len] = '\0';
	*text_r = text;
	return true;
}

/* --- what the database knows */

static const struct db_col migration_cols[] = {
	DB_COL_I64(migration, number),
	DB_COL_TEXT(migration, name),
};
static const struct db_row_type migration_row = DB_ROW_TYPE(migration, migration_cols);

static bool
make_tables(struct db *db, struct err *err)
{
	static const char *const statements[] = {
		"CREATE TABLE IF NOT EXISTS schema_version (number INT NOT NULL PRIMARY KEY,"
		" name VARCHAR(100) NOT NULL, applied_at BIGINT NOT NULL)"
		" ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
		"CREATE TABLE IF NOT EXISTS schema_lock (id TINYINT NOT NULL PRIMARY KEY,"
		" holder VARBINARY(64) NOT NULL, lease_until BIGINT NOT NULL)"
		" ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
		"INSERT INTO schema_lock (id, holder, lease_until) VALUES (1, '', 0)"
		" ON DUPLICATE KEY UPDATE id = id",
	};

	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
		if (!db_exec_plain(db, statements[i], err))
			return false;
	return true;
}

static const struct migration *
find_number(const struct migrations *migrations, int64_t number)
{
	for (size_t i = 0; i < migrations->count; i++)
		if (migrations->list[i].number == number)
			return &migrations->list[i];
	return NULL;
}

/* The files that the database does not have yet. */
static bool
list_pending(struct db *db, void *mem, const char *dir, struct migrations *pending,
	struct err *err)
{
	struct migrations files = { NULL, 0 }, known;

	if (!list_files(mem, dir, &files, err)
	    || !db_all(db, mem, "SELECT number, name FROM schema_version ORDER BY number LIMIT 1000",
		DB_NONE, &migration_row, &known.list, &known.count, err))
		return false;
	for (size_t i = 0; i < known.count; i++)
		if (find_number(&files, known.list[i].number) == NULL)
			return err_set(err, ERR_CONFLICT, "the database has %s, which %s has not:"
				" this program is older than the database", known.list[i].name, dir);
	pending->list = mem_array(mem, struct migration, files.count + 1);
	pending->count = 0;
	for (size_t i = 0; i < files.count; i++)
		if (find_number(&known, files.list[i].number) == NULL)
			pending->list[pending->count++] = files.list[i];
	return true;
}

/* --- the lock */

static bool
try_lock(struct db *db, const struct lock *lock, struct err *err)
{
	static const char sql[] = "UPDATE schema_lock SET holder = ?, lease_until = " DB_NOW_MS
		" + ? WHERE id = 1 AND (holder = ? OR lease_until <= " DB_NOW_MS ")";
	struct db_result result;

	if (!db_exec(db, sql, DB_ARGS(db_text(lock->holder), db_i64(lock->lease_ms),
		db_text(lock->holder)), &result, err))
		return false;
	return result.changed == 1
		|| err_set(err, ERR_BUSY, "another host is changing the schema");
}

static bool
take_lock(struct db *db, const struct lock *lock, int64_t wait_ms, struct err *err)
{
	int64_t until_ms = time_monotonic_ms() + wait_ms;

	while (!try_lock(db, lock, err)) {
		if (err->code != ERR_BUSY || time_monotonic_ms() >= until_ms)
			return false;
		time_sleep_ms(POLL_MS);
	}
	return true;
}

/* The lease is lost when another holds it, or when it ran out while the database was away. */
static bool
renew(struct db *db, struct lock *lock)
{
	static const char sql[] = "UPDATE schema_lock SET lease_until = " DB_NOW_MS
		" + ? WHERE id = 1 AND holder = ?";
	struct db_result result;
	struct err err;

	if (!db_exec(db, sql, DB_ARGS(db_i64(lock->lease_ms), db_text(lock->holder)), &result, &err))
		return true; /* tried again in time; the lease runs on until then */
	return result.changed == 1;
}

static bool
wait_for_end(struct lock *lock)
{
	struct timespec until;
	bool ended;

	/* By a clock that nobody sets: else a step back would let the lease run out. */
	(void)clock_gettime(CLOCK_MONOTONIC, &until); /* cannot fail */
	until.tv_sec += lock->lease_ms / 3000;
	until.tv_nsec += lock->lease_ms / 3 % 1000 * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	(void)pthread_mutex_lock(&lock->mutex);
	if (!lock->ended)
		(void)pthread_cond_clockwait(&lock->wake, &lock->mutex, CLOCK_MONOTONIC, &until);
	ended = lock->ended;
	(void)pthread_mutex_unlock(&lock->mutex);
	return ended;
}

/* A statement may take longer than the lease; this thread renews it on a connection of its own. */
static void *
keep_lock(void *arg)
{
	struct lock *lock = arg;
	void *mem = mem_context(NULL, "migration lock");
	struct db_options options = { .url = lock->url };
	struct db *db;
	struct err err;

	if (!db_open(mem, &options, &db, &err))
		abort(); /* the same URL was opened before */
	while (!lock->lost && !wait_for_end(lock))
		if (!renew(db, lock))
			lock->lost = true;
	mem_free(mem);
	return NULL;
}

static void
release_lock(struct db *db, struct lock *lock)
{
	struct err err;

	(void)pthread_mutex_lock(&lock->mutex);
	lock->ended = true;
	(void)pthread_cond_signal(&lock->wake);
	(void)pthread_mutex_unlock(&lock->mutex);
	(void)pthread_join(lock->thread, NULL);
	/* Without an answer the lease runs out by itself. */
	(void)db_exec(db, "UPDATE schema_lock SET holder = '', lease_until = 0"
		" WHERE id = 1 AND holder = ?", DB_ARGS(db_text(lock->holder)), NULL, &err);
}

/* --- the work */

/* DDL that meets a busy table gives up after a few seconds: tried again while the lock is ours. */
static bool
run_statement(struct db *db, struct lock *lock, const char *sql, struct err *err)
{
	for (int i = 0; i < TRIES; i++) {
		if (lock->lost)
			return err_set(err, ERR_CONFLICT, "the lock was lost to another host");
		if (db_exec_plain(db, sql, err))
			return true;
		if (err->code != ERR_BUSY)
			return false;
		time_sleep_ms(POLL_MS);
	}
	return false;
}

static bool
apply(struct db *db, void *mem, struct lock *lock, const char *dir, const struct migration *file,
	struct err *err)
{
	static const char done[] = "INSERT INTO schema_version (number, name, applied_at)"
		" VALUES (?, ?, " DB_NOW_MS ") ON DUPLICATE KEY UPDATE number = number";
	char **statements, *text;
	size_t count;

	if (!read_file(mem, mem_printf(mem, "%s/%s", dir, file->name), &text, err))
		return false;
	if (!migrate_split(mem, text, &statements, &count, err))
		return err_prefix(err, "%s", file->name);
	for (size_t i = 0; i < count; i++)
		if (!run_statement(db, lock, statements[i], err))
			return err_prefix(err, "%s, statement %zu", file->name, i + 1);
	return db_exec_idempotent(db, done, DB_ARGS(db_i64(file->number), db_text(file->name)), err);
}

static bool
apply_all(struct db *db, void *mem, struct lock *lock, const char *dir,
	struct migrate_report *report, struct err *err)
{
	struct migrations pending = { NULL, 0 };

	/* Asked again: another host may have done it while this one waited. */
	if (!list_pending(db, mem, dir, &pending, err))
		return false;
	report->names = mem_array(mem, const char *, pending.count + 1);
	for (size_t i = 0; i < pending.count; i++) {
		if (!apply(db, mem, lock, dir, &pending.list[i], err))
			return false;
		report->names[report->count++] = pending.list[i].name;
	}
	return true;
}

static bool
apply_locked(struct db *db, void *mem, const struct migrate_options *options,
	struct migrate_report *report, struct err *err)
{
	struct lock lock = {
		.url = options->url,
		.holder = secret_random_hex(mem, 16),
		.lease_ms = options->lease_ms > 0 ? options->lease_ms : LEASE_MS,
		.mutex = PTHREAD_MUTEX_INITIALIZER,
		.wake = PTHREAD_COND_INITIALIZER,
	};
	bool done;

	if (!take_lock(db, &lock, options->wait_ms, err))
		return false;
	if (pthread_create(&lock.thread, NULL, keep_lock, &lock) != 0)
		return err_set(err, ERR_INTERNAL, "no thread could be started");
	done = apply_all(db, mem, &lock, options->dir, report, err);
	release_lock(db, &lock);
	return done;
}

static bool
open_database(void *mem, const char *url, struct db **db_r, struct err *err)
{
	struct db_options options = { .url = url, .read_timeout_s = STATEMENT_MAX_S };

	return db_open(mem, &options, db_r, err) && make_tables(*db_r, err);
}

bool
migrate_run(void *mem, const struct migrate_options *options, struct migrate_report *report_r,
	struct err *err)
{
	struct migrate_report report = { NULL, 0 };
	struct migrations pending = { NULL, 0 };
	struct db *db;
	bool done;

	if (!open_database(mem, options->url, &db, err)
	    || !list_pending(db, mem, options->dir, &pending, err))
		return false;
	done = pending.count == 0 || apply_locked(db, mem, options, &report, err);
	db_close(db);
	if (done)
		*report_r = report;
	return done;
}

bool
migrate_pending(void *mem, const struct migrate_options *options, size_t *count_r, struct err *err)
{
	struct migrations pending = { NULL, 0 };
	struct db *db;

	if (!open_database(mem, options->url, &db, err)
	    || !list_pending(db, mem, options->dir, &pending, err))
		return false;
	db_close(db);
	*count_r = pending.count;
	return true;
}
