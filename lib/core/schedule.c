/* SPDX-License-Identifier: MIT */
#include "core/schedule.h"

#include "base/mem.h"
#include "core/hours.h"
#include "core/hours_text.h"
#include "store/project.h"

static struct hours_span *
copy_spans(void *mem, const struct project_span *from, size_t count)
{
	struct hours_span *spans = mem_array(mem, struct hours_span, count + 1);

	for (size_t i = 0; i < count; i++)
		spans[i] = (struct hours_span){ from[i].weekday, from[i].from_min, from[i].to_min };
	return spans;
}

static void
read_special(void *mem, const struct holiday *holiday, struct hours_special *special_r)
{
	struct project_span spans[HOURS_TEXT_SPANS];
	size_t count = 0;
	struct err err;

	if (!hours_text_parse(holiday->hours, 0, spans, &count, &err))
		count = 0;
	*special_r = (struct hours_special){ holiday->from_day, holiday->to_day,
		copy_spans(mem, spans, count), count };
}

void
schedule_hours(void *mem, const struct schedule *schedule, struct hours *hours_r)
{
	struct hours_special *specials =
		mem_array(mem, struct hours_special, schedule->holiday_count + 1);

	for (size_t i = 0; i < schedule->holiday_count; i++)
		read_special(mem, &schedule->holidays[i], &specials[i]);
	*hours_r = (struct hours){
		.zone = schedule->zone,
		.spans = copy_spans(mem, schedule->spans, schedule->span_count),
		.count = schedule->span_count,
		.specials = specials,
		.special_count = schedule->holiday_count,
	};
}
