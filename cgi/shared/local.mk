noinst_LIBRARIES += libshared.a
libshared_a_SOURCES = \
	cgi/shared/app.c cgi/shared/app.h \
	cgi/shared/crew.c cgi/shared/crew.h \
	cgi/shared/crew_job.c cgi/shared/crew_job.h \
	cgi/shared/dispatch.c cgi/shared/dispatch.h \
	cgi/shared/duty.c cgi/shared/duty.h \
	cgi/shared/embedded.c cgi/shared/embedded.h \
	cgi/shared/gate.c cgi/shared/gate.h \
	cgi/shared/identity.c cgi/shared/identity.h \
	cgi/shared/login.c cgi/shared/login.h \
	cgi/shared/page.c cgi/shared/page.h \
	cgi/shared/param.c cgi/shared/param.h \
	cgi/shared/problem.c cgi/shared/problem.h \
	cgi/shared/reading.c cgi/shared/reading.h \
	cgi/shared/request.c cgi/shared/request.h \
	cgi/shared/route.c cgi/shared/route.h \
	cgi/shared/worker_id.c cgi/shared/worker_id.h
