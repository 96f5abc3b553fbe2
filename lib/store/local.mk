noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = \
	lib/store/account.c lib/store/account.h \
	lib/store/chat.c lib/store/chat.h \
	lib/store/check.c lib/store/check.h \
	lib/store/composer.c lib/store/composer.h \
	lib/store/counter.c lib/store/counter.h \
	lib/store/fact.c \
	lib/store/holiday.c \
	lib/store/inbox.c \
	lib/store/job.c lib/store/job.h \
	lib/store/listing.c \
	lib/store/message.c lib/store/message.h \
	lib/store/migrate.c lib/store/migrate.h \
	lib/store/migrate_split.c \
	lib/store/outbox.c lib/store/outbox.h \
	lib/store/overview.c lib/store/overview.h \
	lib/store/project.c lib/store/project.h \
	lib/store/provider.c \
	lib/store/search.c lib/store/search.h \
	lib/store/session.c lib/store/session.h \
	lib/store/setting.c lib/store/setting.h \
	lib/store/throttle.c lib/store/throttle.h \
	lib/store/turn.c lib/store/turn.h \
	lib/store/user.c lib/store/user.h \
	lib/store/worker.c lib/store/worker.h
