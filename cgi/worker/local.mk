bin_PROGRAMS += prilavok-worker
prilavok_worker_SOURCES = \
	cgi/worker/crew.c cgi/worker/crew.h \
	cgi/worker/identity.c cgi/worker/identity.h \
	cgi/worker/main.c
prilavok_worker_LDADD = $(PROGRAM_LIBS)
