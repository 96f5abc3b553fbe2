noinst_LIBRARIES += libio.a
libio_a_CFLAGS = $(AM_CFLAGS) $(MARIADB_CFLAGS) $(CURL_CFLAGS) $(CLEARSILVER_CFLAGS)
libio_a_SOURCES = \
	lib/io/address.c lib/io/address.h \
	lib/io/db.c lib/io/db.h \
	lib/io/db_column.c lib/io/db_fate.c lib/io/db_private.h lib/io/db_query.c lib/io/db_stmt.c \
	lib/io/db_fault.c lib/io/db_fault.h \
	lib/io/db_pool.c lib/io/db_pool.h \
	lib/io/db_url.c lib/io/db_url.h \
	lib/io/fcgi.c lib/io/fcgi.h \
	lib/io/fcgi_message.c lib/io/fcgi_message.h \
	lib/io/http.c lib/io/http.h \
	lib/io/nudge.c lib/io/nudge.h \
	lib/io/prefork.c lib/io/prefork.h \
	lib/io/tmpl.c lib/io/tmpl.h \
	lib/io/unix_socket.c lib/io/unix_socket.h
