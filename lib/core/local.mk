noinst_LIBRARIES += libcore.a
libcore_a_SOURCES = \
	lib/core/adopt.c lib/core/adopt.h \
	lib/core/answer.c lib/core/answer.h \
	lib/core/connect.c lib/core/connect.h \
	lib/core/contact.c lib/core/contact.h \
	lib/core/contact_links.c \
	lib/core/contact_numbers.c \
	lib/core/day.c lib/core/day.h \
	lib/core/desk.c lib/core/desk.h \
	lib/core/digits.c lib/core/digits.h \
	lib/core/doctor.c lib/core/doctor.h \
	lib/core/enrich.c \
	lib/core/event.c lib/core/event.h \
	lib/core/fact_table.c lib/core/fact_table.h \
	lib/core/greeting.c lib/core/greeting.h \
	lib/core/guard.c lib/core/guard.h \
	lib/core/health.c lib/core/health.h \
	lib/core/hours.c lib/core/hours.h \
	lib/core/hours_text.c lib/core/hours_text.h \
	lib/core/intake.c lib/core/intake.h \
	lib/core/knowledge.c lib/core/knowledge.h \
	lib/core/markup.c lib/core/markup.h \
	lib/core/numeral.c lib/core/numeral.h \
	lib/core/outbox.c lib/core/outbox.h \
	lib/core/outbox_look.c lib/core/outbox_private.h \
	lib/core/owner.c lib/core/owner.h \
	lib/core/ownership.c lib/core/ownership.h \
	lib/core/probe.c lib/core/probe.h \
	lib/core/prompt.c lib/core/prompt.h \
	lib/core/quiet.c lib/core/quiet.h \
	lib/core/rehearse.c lib/core/rehearse.h \
	lib/core/row.c lib/core/row.h \
	lib/core/schedule.c lib/core/schedule.h \
	lib/core/search.c lib/core/search.h \
	lib/core/setup.c lib/core/setup.h \
	lib/core/spelled.c lib/core/spelled.h \
	lib/core/split.c lib/core/split.h \
	lib/core/sync.c lib/core/sync.h \
	lib/core/tokens.c lib/core/tokens.h \
	lib/core/trace.c lib/core/trace.h \
	lib/core/turn.c lib/core/turn.h \
	lib/core/turn_chain.c \
	lib/core/turn_model.c \
	lib/core/turn_prompt.c lib/core/turn_prompt.h \
	lib/core/words.c lib/core/words.h \
	lib/core/work.c lib/core/work.h
