bin_PROGRAMS += prilavok-worker
prilavok_worker_SOURCES = cgi/worker/main.c
prilavok_worker_LDADD = $(PROGRAM_LIBS)
