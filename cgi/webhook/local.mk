fcgi_PROGRAMS += webhook.fcgi
webhook_fcgi_SOURCES = \
	cgi/webhook/clerk.c cgi/webhook/clerk.h \
	cgi/webhook/directory.c cgi/webhook/directory.h \
	cgi/webhook/main.c
webhook_fcgi_LDADD = $(PROGRAM_LIBS)
