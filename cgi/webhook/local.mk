fcgi_PROGRAMS += webhook.fcgi
webhook_fcgi_SOURCES = cgi/webhook/main.c
webhook_fcgi_LDADD = $(PROGRAM_LIBS)
