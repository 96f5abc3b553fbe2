/* SPDX-License-Identifier: MIT */
#include "base/time.h"

#include <assert.h>
#include <errno.h>
#include <glib.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"

enum { DAY_S = 24 * 60 * 60 };

/* What is less is the time that a look at a clock takes. */
enum { FOLLOW_MS = 2000 };

static _Atomic int64_t fixed_ms;
static _Atomic int64_t behind_ms; /* this machine's clock, of the one that counts */

static int64_t
clock_ms(clockid_t id)
{
	struct timespec now;

	(void)clock_gettime(id, &now); /* cannot fail for these two clocks */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
time_now_ms(void)
{
	int64_t fixed = atomic_load(&fixed_ms);

	return fixed != 0 ? fixed : clock_ms(CLOCK_REALTIME) + atomic_load(&behind_ms);
}

static bool
is_near(int64_t a_ms, int64_t b_ms)
{
	return a_ms - b_ms < FOLLOW_MS && b_ms - a_ms < FOLLOW_MS;
}

void
time_follow(int64_t now_ms)
{
	int64_t behind = now_ms - clock_ms(CLOCK_REALTIME);

	if (is_near(behind, 0))
		atomic_store(&behind_ms, 0);
	else if (!is_near(behind, atomic_load(&behind_ms)))
		atomic_store(&behind_ms, behind);
}

void
time_set_ms(int64_t now_ms)
{
	atomic_store(&fixed_ms, now_ms);
}

int64_t
time_monotonic_ms(void)
{
	return clock_ms(CLOCK_MONOTONIC);
}

void
time_sleep_ms(int64_t ms)
{
	struct timespec left = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	while (ms > 0 && clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR)
		;
}

/* --- zones */

/* "Area/Place" or "UTC" and nothing else: GLib also takes paths, offsets and POSIX rules, by which
   "Moscow1" would be an hour west of Greenwich. */
static bool
is_zone_name(const char *zone)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789_+-/";
	size_t len = strlen(zone);

	return len < 64 && strspn(zone, allowed) == len && g_ascii_isalpha(zone[0]) &&
		(strchr(zone, '/') != NULL || strcmp(zone, "UTC") == 0);
}

/* The zone with a reference for the caller, or NULL.  Zones are read from files, so a few are kept;
   a shop uses one or two. */
static GTimeZone *
zone_ref(const char *name)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static struct { char name[64]; GTimeZone *zone; } kept[32];
	static size_t count;
	GTimeZone *zone = NULL;

	if (name == NULL || !is_zone_name(name))
		return NULL;
	(void)pthread_mutex_lock(&lock); /* a plain mutex, never held twice */
	for (size_t i = 0; i < count && zone == NULL; i++)
		if (strcmp(kept[i].name, name) == 0)
			zone = g_time_zone_ref(kept[i].zone);
	if (zone == NULL) {
		zone = g_time_zone_new_identifier(name);
		if (zone != NULL && count < G_N_ELEMENTS(kept)) {
			memcpy(kept[count].name, name, strlen(name) + 1);
			kept[count++].zone = g_time_zone_ref(zone);
		}
	}
	(void)pthread_mutex_unlock(&lock);
	return zone;
}

/* Seconds east of UTC at an instant; zone NULL is UTC. */
static int
zone_offset(GTimeZone *zone, int64_t at_s)
{
	if (zone == NULL)
		return 0;
	return g_time_zone_get_offset(zone,
		g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, at_s));
}

static void
zone_unref(GTimeZone *zone)
{
	if (zone != NULL)
		g_time_zone_unref(zone);
}

bool
time_zone_check(const char *zone, struct err *err)
{
	GTimeZone *found = zone_ref(zone);

	if (found == NULL)
		return err_set(err, ERR_INVALID, "unknown time zone \"%.64s\"",
			zone != NULL ? zone : "");
	zone_unref(found);
	return true;
}

enum { ZONES_MAX = 1000, ZONE_LINE = 512 };

/* The third column of a line of zone.tab: "RU\t+554521+0373704\tEurope/Moscow\tMSK+00 ...". */
static char *
zone_of_line(void *mem, char *line)
{
	char *name = line[0] == '#' ? NULL : strchr(line, '\t');

	name = name == NULL ? NULL : strchr(name + 1, '\t');
	if (name == NULL)
		return NULL;
	name++;
	name[strcspn(name, "\t\n")] = '\0';
	return is_zone_name(name) ? mem_strdup(mem, name) : NULL;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **
time_zone_list(void *mem, size_t *count_r)
{
	FILE *file = fopen("/usr/share/zoneinfo/zone.tab", "re");
	char **names = mem_array(mem, char *, ZONES_MAX), line[ZONE_LINE];
	size_t count = 0;

	names[count++] = mem_strdup(mem, "UTC");
	while (file != NULL && count < ZONES_MAX && fgets(line, sizeof(line), file) != NULL) {
		char *name = zone_of_line(names, line);

		if (name != NULL)
			names[count++] = name;
	}
	if (file != NULL)
		(void)fclose(file); /* was only read */
	qsort(names, count, sizeof(*names), by_name);
	*count_r = count;
	return names;
}

/* Whole seconds at or before an instant. */
static int64_t
floor_s(int64_t at_ms)
{
	return at_ms / 1000 - (at_ms % 1000 < 0);
}

struct time_civil
time_in_zone(int64_t at_ms, const char *zone)
{
	GTimeZone *found = zone_ref(zone);
	int offset = zone_offset(found, floor_s(at_ms));
	time_t local = floor_s(at_ms) + offset;
	struct tm tm;

	zone_unref(found);
	(void)gmtime_r(&local, &tm); /* 64-bit milliseconds cannot leave its range */
	return (struct time_civil){
		.year = tm.tm_year + 1900, .month = tm.tm_mon + 1, .day = tm.tm_mday,
		.hour = tm.tm_hour, .minute = tm.tm_min, .second = tm.tm_sec,
		.weekday = tm.tm_wday == 0 ? 7 : tm.tm_wday, .offset_s = offset,
	};
}

/* Seconds since 1970 if the wall clock were UTC's. */
static int64_t
civil_s(const struct time_civil *civil)
{
	struct tm tm = {
		.tm_year = civil->year - 1900, .tm_mon = civil->month - 1, .tm_mday = civil->day,
		.tm_hour = civil->hour, .tm_min = civil->minute, .tm_sec = civil->second,
	};

	return timegm(&tm);
}

/* The first second in low..high at which zone no longer has offset; high must have another. */
static int64_t
find_transition(GTimeZone *zone, int64_t low, int64_t high, int offset)
{
	while (low < high) {
		int64_t middle = low + (high - low) / 2;

		if (zone_offset(zone, middle) == offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int64_t
time_zone_change(const char *zone, int64_t low_ms, int64_t high_ms)
{
	GTimeZone *found = zone_ref(zone);
	int64_t low = floor_s(low_ms);
	int64_t change = find_transition(found, low, floor_s(high_ms), zone_offset(found, low));

	zone_unref(found);
	return change * 1000; /* clocks change with a full second, and after low_ms */
}

int64_t
time_from_civil(const struct time_civil *civil, const char *zone)
{
	GTimeZone *found = zone_ref(zone);
	int64_t local = civil_s(civil);
	int before = zone_offset(found, local - DAY_S), after = zone_offset(found, local + DAY_S);
	int64_t at = local - before;

	/* No zone changes its clocks twice in two days, so there is at most one step around. */
	if (before != after) {
		int64_t step = find_transition(found, local - DAY_S, local + DAY_S, before);

		if (at >= step)
			at = local - after > step ? local - after : step;
	}
	zone_unref(found);
	return at * 1000;
}

/* --- text */

char *
time_format_utc(void *mem, int64_t at_ms)
{
	struct time_civil civil = time_in_zone(at_ms, NULL);

	return mem_printf(mem, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", civil.year, civil.month,
		civil.day, civil.hour, civil.minute, civil.second,
		(int)(at_ms - floor_s(at_ms) * 1000));
}

/* Exactly count digits, with their value within 0..max; text moves behind them. */
static bool
take_digits(const char **text, int count, int max, int *number_r)
{
	int number = 0;

	for (int i = 0; i < count; i++, (*text)++) {
		if (!g_ascii_isdigit(**text))
			return false;
		number = number * 10 + **text - '0';
	}
	*number_r = number;
	return number <= max;
}

static bool
take_char(const char **text, char upper)
{
	return g_ascii_toupper(*(*text)++) == upper;
}

/* The digits after the second; what is finer than a millisecond is dropped. */
static bool
take_fraction(const char **text, int *ms_r)
{
	int unit = 100;

	*ms_r = 0;
	if (**text != '.')
		return true;
	(*text)++;
	if (!g_ascii_isdigit(**text))
		return false;
	for (; g_ascii_isdigit(**text); (*text)++, unit /= 10)
		*ms_r += (**text - '0') * unit;
	return true;
}

static bool
take_offset(const char **text, int *offset_s_r)
{
	int hours, minutes;
	char sign = *(*text)++;

	*offset_s_r = 0;
	if (sign == 'Z' || sign == 'z')
		return true;
	if ((sign != '+' && sign != '-') || !take_digits(text, 2, 23, &hours) ||
	    !take_char(text, ':') || !take_digits(text, 2, 59, &minutes))
		return false;
	*offset_s_r = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
	return true;
}

bool
time_parse_utc(const char *text, int64_t *at_ms_r, struct err *err)
{
	struct time_civil civil = { 0 };
	const char *p = text;
	int ms, offset_s;

	bool valid = take_digits(&p, 4, 9999, &civil.year) && take_char(&p, '-') &&
		take_digits(&p, 2, 12, &civil.month) && take_char(&p, '-') &&
		take_digits(&p, 2, 31, &civil.day) && take_char(&p, 'T') &&
		take_digits(&p, 2, 23, &civil.hour) && take_char(&p, ':') &&
		take_digits(&p, 2, 59, &civil.minute) && take_char(&p, ':') &&
		take_digits(&p, 2, 59, &civil.second) && take_fraction(&p, &ms) &&
		take_offset(&p, &offset_s) && *p == '\0';

	if (!valid)
		return err_set(err, ERR_INVALID, "\"%.40s\" is not a time", text);

	int64_t at_s = civil_s(&civil);
	struct time_civil real = time_in_zone(at_s * 1000, NULL);

	/* Month 0 or February 30 come back as another date. */
	if (real.month != civil.month || real.day != civil.day)
		return err_set(err, ERR_INVALID, "\"%.40s\" is not a date", text);
	*at_ms_r = (at_s - offset_s) * 1000 + ms;
	return true;
}
