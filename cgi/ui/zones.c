/* SPDX-License-Identifier: MIT */
#include "ui/zones.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "shared/page.h"
#include "ui/words.h"

static const struct {
	const char *zone;
	const char *city; /* Lang.Zone.<city> */
} russian[] = {
	{ "Europe/Kaliningrad", "Kaliningrad" },
	{ "Europe/Moscow", "Moscow" },
	{ "Europe/Kirov", "Kirov" },
	{ "Europe/Simferopol", "Simferopol" },
	{ "Europe/Volgograd", "Volgograd" },
	{ "Europe/Astrakhan", "Astrakhan" },
	{ "Europe/Samara", "Samara" },
	{ "Europe/Saratov", "Saratov" },
	{ "Europe/Ulyanovsk", "Ulyanovsk" },
	{ "Asia/Yekaterinburg", "Yekaterinburg" },
	{ "Asia/Omsk", "Omsk" },
	{ "Asia/Barnaul", "Barnaul" },
	{ "Asia/Krasnoyarsk", "Krasnoyarsk" },
	{ "Asia/Novokuznetsk", "Novokuznetsk" },
	{ "Asia/Novosibirsk", "Novosibirsk" },
	{ "Asia/Tomsk", "Tomsk" },
	{ "Asia/Irkutsk", "Irkutsk" },
	{ "Asia/Chita", "Chita" },
	{ "Asia/Yakutsk", "Yakutsk" },
	{ "Asia/Vladivostok", "Vladivostok" },
	{ "Asia/Magadan", "Magadan" },
	{ "Asia/Sakhalin", "Sakhalin" },
	{ "Asia/Srednekolymsk", "Srednekolymsk" },
	{ "Asia/Anadyr", "Anadyr" },
	{ "Asia/Kamchatka", "Kamchatka" },
};

enum { RUSSIAN = sizeof(russian) / sizeof(russian[0]) };

/* "UTC+5", "UTC+5:45", "UTC−3" */
static char *
format_offset(void *mem, const char *zone)
{
	int minutes = time_in_zone(time_now_ms(), zone).offset_s / 60, size = abs(minutes);
	char *hours = mem_printf(mem, "UTC%s%d", minutes < 0 ? "−" : "+", size / 60);

	return size % 60 == 0 ? hours : mem_printf(mem, "%s:%02d", hours, size % 60);
}

/* Offsets are read from files: those of hundreds of zones would take longer than the whole page. */
static void
view_zone(struct request *req, const char *group, const char *zone, const char *city, bool on)
{
	struct tmpl_node *row = tmpl_row(tmpl_child(page_root(req), "Zones"), group);
	bool told = on || city != zone;

	tmpl_set(row, "Name", zone);
	tmpl_set(row, "Text", told ? mem_printf(req->mem, "%s (%s)", city,
		format_offset(req->mem, zone)) : zone);
	tmpl_set_flag(row, "On", on);
}

static bool
is_russian(const char *zone)
{
	for (size_t i = 0; i < RUSSIAN; i++)
		if (str_equal(russian[i].zone, zone))
			return true;
	return false;
}

static void
view_now(struct request *req, const char *zone)
{
	struct tmpl_node *zones = tmpl_child(page_root(req), "Zones");
	const char *clock = words_clock(req, time_now_ms(), zone);

	tmpl_set(zones, "Pattern", page_text(req, "Settings.ZoneNow"));
	tmpl_set(zones, "Now", words_with(req, "Settings.ZoneNow", clock));
}

void
zones_view(struct request *req, const char *chosen)
{
	size_t count;
	char **names = time_zone_list(req->mem, &count);
	bool seen = false;

	for (size_t i = 0; i < RUSSIAN; i++) {
		bool on = str_equal(russian[i].zone, chosen);

		view_zone(req, "Russia", russian[i].zone, words_of(req, "Zone", russian[i].city), on);
		seen = seen || on;
	}
	for (size_t i = 0; i < count; i++) {
		bool on = str_equal(names[i], chosen);

		if (!is_russian(names[i]))
			view_zone(req, "Other", names[i], names[i], on);
		seen = seen || on;
	}
	if (!seen && chosen != NULL)
		view_zone(req, "Other", chosen, chosen, true);
	view_now(req, chosen);
}
