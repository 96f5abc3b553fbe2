noinst_LIBRARIES += libbase.a
libbase_a_CFLAGS = $(AM_CFLAGS) $(UTF8PROC_CFLAGS) $(GLIB_CFLAGS)
libbase_a_SOURCES = \
	lib/base/buf.c lib/base/buf.h \
	lib/base/conf.c lib/base/conf.h \
	lib/base/crash.c lib/base/crash.h \
	lib/base/err.c lib/base/err.h \
	lib/base/log.c lib/base/log.h \
	lib/base/mem.c lib/base/mem.h \
	lib/base/num.c lib/base/num.h \
	lib/base/plural.c lib/base/plural.h \
	lib/base/str.c lib/base/str.h \
	lib/base/time.c lib/base/time.h \
	lib/base/utf8.c lib/base/utf8.h
if COVERAGE
libbase_a_SOURCES += tools/coverage.c
endif
EXTRA_DIST += tools/coverage.c
