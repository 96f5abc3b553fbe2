fcgi_PROGRAMS += api.fcgi
api_fcgi_SOURCES = \
	cgi/api/main.c \
	cgi/api/operation.c \
	cgi/api/routes.c cgi/api/routes.h
api_fcgi_LDADD = $(PROGRAM_LIBS)
