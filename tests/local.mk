# Scripts that read the sources.
dist_check_SCRIPTS += tests/check-layers.sh tests/check-banned.sh tests/check-templates.sh \
	tests/check-scripts-test.sh tests/check-shell.sh tests/check-manual.sh tests/check-dist.sh \
	tests/check-hardening.sh tests/check-size.py
TESTS += tests/check-layers.sh tests/check-banned.sh tests/check-templates.sh \
	tests/check-scripts-test.sh tests/check-shell.sh tests/check-manual.sh tests/check-dist.sh \
	tests/check-hardening.sh tests/check-size.py

# What valgrind finds in libraries of others: tools/sanitize.sh
EXTRA_DIST += tests/valgrind.supp

# Statements that fail on demand: tests/unit/db_fail.h
db_fail_wrap = -Wl,--wrap=db_try -Wl,--wrap=time_monotonic_ms

# Unit tests: one program per layer, made of a runner and one file per module.
if HAVE_CHECK
check_PROGRAMS += tests/unit/test_base
TESTS += tests/unit/test_base
tests_unit_test_base_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_base_SOURCES = \
	tests/unit/fixture.c tests/unit/fixture.h \
	tests/unit/test_base.c tests/unit/test_base.h \
	tests/unit/test_buf.c \
	tests/unit/test_conf.c \
	tests/unit/test_err.c \
	tests/unit/test_log.c \
	tests/unit/test_mem.c \
	tests/unit/test_num.c \
	tests/unit/test_plural.c \
	tests/unit/test_str.c \
	tests/unit/test_time.c \
	tests/unit/test_utf8.c
tests_unit_test_base_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=clock_gettime
tests_unit_test_base_LDADD = libbase.a $(BASE_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/unit/test_codec
TESTS += tests/unit/test_codec
tests_unit_test_codec_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_codec_SOURCES = \
	tests/unit/fixture.c tests/unit/fixture.h \
	tests/unit/test_codec.c tests/unit/test_codec.h \
	tests/unit/test_accept.c \
	tests/unit/test_cookie.c \
	tests/unit/test_form.c \
	tests/unit/test_json.c \
	tests/unit/test_json_cases.c tests/unit/json_cases.h \
	tests/unit/test_multipart.c \
	tests/unit/test_secret.c \
	tests/unit/test_sheet.c \
	tests/unit/test_stem.c \
	tests/unit/test_url.c
tests_unit_test_codec_LDADD = libcodec.a libbase.a $(CODEC_LIBS) $(BASE_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/unit/test_core
TESTS += tests/unit/test_core
tests_unit_test_core_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_core_SOURCES = \
	tests/unit/fixture.c tests/unit/fixture.h \
	tests/unit/test_core.c tests/unit/test_core.h \
	tests/unit/test_answer.c \
	tests/unit/test_day.c \
	tests/unit/test_greeting.c \
	tests/unit/test_contact.c \
	tests/unit/test_guard.c \
	tests/unit/test_guard_contacts.c \
	tests/unit/test_guard_random.c \
	tests/unit/test_hours.c \
	tests/unit/test_knowledge.c \
	tests/unit/test_markup.c \
	tests/unit/test_prompt.c \
	tests/unit/test_quiet.c \
	tests/unit/test_split.c \
	tests/unit/test_trace.c \
	tests/unit/test_words.c
tests_unit_test_core_LDADD = libcore.a libcodec.a libbase.a \
	$(CODEC_LIBS) $(BASE_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/unit/test_core_db
TESTS += tests/unit/test_core_db
tests_unit_test_core_db_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_core_db_SOURCES = \
	cgi/webhook/clerk.c cgi/webhook/clerk.h \
	tests/unit/arrivals.c tests/unit/arrivals.h \
	tests/unit/db_fail.c tests/unit/db_fail.h \
	tests/unit/fixture.c tests/unit/fixture.h \
	tests/unit/mariadb.c tests/unit/mariadb.h \
	tests/unit/schema.c tests/unit/schema.h \
	tests/unit/stub_http.c tests/unit/stub_http.h tests/unit/wire.c tests/unit/wire.h \
	tests/unit/test_core_db.c tests/unit/test_core_db.h \
	tests/unit/test_adopt.c \
	tests/unit/test_clerk.c \
	tests/unit/test_connect.c \
	tests/unit/test_crew.c \
	tests/unit/test_crew_job.c \
	tests/unit/test_doctor.c \
	tests/unit/test_enrich.c \
	tests/unit/test_health.c \
	tests/unit/test_intake.c \
	tests/unit/test_intake_effect.c \
	tests/unit/test_owner.c \
	tests/unit/test_ownership.c \
	tests/unit/test_search.c \
	tests/unit/test_sending.c \
	tests/unit/test_sending_faults.c \
	tests/unit/test_setup.c \
	tests/unit/looks.c tests/unit/looks.h \
	tests/unit/test_sync.c \
	tests/unit/test_sync_faults.c \
	tests/unit/test_token.c \
	tests/unit/test_turn_decide.c \
	tests/unit/test_turn_run.c \
	tests/unit/test_worker_id.c
tests_unit_test_core_db_LDFLAGS = $(AM_LDFLAGS) $(db_fail_wrap) -Wl,--wrap=pthread_create
tests_unit_test_core_db_LDADD = $(PROGRAM_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/unit/test_io
TESTS += tests/unit/test_io
tests_unit_test_io_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(MARIADB_CFLAGS)
tests_unit_test_io_SOURCES = \
	tests/unit/fixture.c tests/unit/fixture.h \
	tests/unit/mariadb.c tests/unit/mariadb.h \
	tests/unit/cut_proxy.c tests/unit/cut_proxy.h \
	tests/unit/test_io.c tests/unit/test_io.h \
	tests/unit/test_address.c \
	tests/unit/test_db.c \
	tests/unit/test_db_clock.c \
	tests/unit/test_db_lost.c \
	tests/unit/test_db_pool.c \
	tests/unit/test_db_run.c \
	tests/unit/test_db_transaction.c \
	tests/unit/fcgi_echo.c tests/unit/fcgi_echo.h \
	tests/unit/scripted_http.c tests/unit/scripted_http.h tests/unit/wire.c tests/unit/wire.h \
	tests/unit/test_fcgi.c \
	tests/unit/test_fcgi_0.c \
	tests/unit/test_fcgi_nginx.c \
	tests/unit/test_fcgi_threads.c \
	tests/unit/test_http.c \
	tests/unit/test_http_folder.c \
	tests/unit/test_http_proxy.c \
	tests/unit/test_nudge.c \
	tests/unit/test_tmpl.c \
	tests/unit/things.c tests/unit/things.h
tests_unit_test_io_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=mysql_query -Wl,--wrap=time_monotonic_ms
tests_unit_test_io_LDADD = libio.a libcodec.a libbase.a \
	$(IO_LIBS) $(CODEC_LIBS) $(BASE_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/unit/test_remote
TESTS += tests/unit/test_remote
tests_unit_test_remote_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_remote_SOURCES = \
	tests/unit/fixture.c tests/unit/fixture.h \
	tests/unit/stub_http.c tests/unit/stub_http.h tests/unit/wire.c tests/unit/wire.h \
	tests/unit/test_remote.c tests/unit/test_remote.h \
	tests/unit/avito_stub.c tests/unit/avito_stub.h \
	tests/unit/test_avito.c \
	tests/unit/test_avito_message.c \
	tests/unit/test_avito_method.c \
	tests/unit/test_llm.c \
	tests/unit/test_llm_openai.c \
	tests/unit/test_picture.c \
	tests/unit/test_redact.c
tests_unit_test_remote_LDADD = libremote.a libio.a libcodec.a libbase.a \
	$(IO_LIBS) $(CODEC_LIBS) $(BASE_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/unit/test_store
TESTS += tests/unit/test_store
tests_unit_test_store_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_store_SOURCES = \
	tests/unit/db_fail.c tests/unit/db_fail.h \
	tests/unit/fixture.c tests/unit/fixture.h \
	tests/unit/jobs.c tests/unit/jobs.h \
	tests/unit/mariadb.c tests/unit/mariadb.h \
	tests/unit/schema.c tests/unit/schema.h \
	tests/unit/test_store.c tests/unit/test_store.h \
	tests/unit/test_account.c \
	tests/unit/test_chat.c \
	tests/unit/test_chat_list.c \
	tests/unit/test_fact.c \
	tests/unit/test_job.c \
	tests/unit/test_job_queue.c \
	tests/unit/test_job_lease.c \
	tests/unit/test_job_race.c \
	tests/unit/test_message.c \
	tests/unit/test_migrate.c \
	tests/unit/test_outbox.c \
	tests/unit/test_overview.c \
	tests/unit/test_project.c \
	tests/unit/test_provider.c \
	tests/unit/test_session.c \
	tests/unit/test_setting.c \
	tests/unit/test_store_faults.c \
	tests/unit/test_throttle.c \
	tests/unit/test_turn.c \
	tests/unit/test_user.c \
	tests/unit/test_worker.c
tests_unit_test_store_LDFLAGS = $(AM_LDFLAGS) $(db_fail_wrap)
tests_unit_test_store_LDADD = libstore.a libio.a libcodec.a libbase.a \
	$(IO_LIBS) $(CODEC_LIBS) $(BASE_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/unit/test_web
TESTS += tests/unit/test_web
tests_unit_test_web_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_web_SOURCES = \
	tests/unit/fixture.c tests/unit/fixture.h \
	tests/unit/mariadb.c tests/unit/mariadb.h \
	tests/unit/schema.c tests/unit/schema.h \
	tests/unit/test_web.c tests/unit/test_web.h \
	tests/unit/small_program.c tests/unit/small_program.h \
	tests/unit/test_dispatch.c \
	tests/unit/test_dispatch_identity.c \
	tests/unit/test_gate.c \
	tests/unit/test_date_text.c \
	tests/unit/test_hours_text.c \
	tests/unit/test_identity.c \
	tests/unit/test_param.c \
	tests/unit/test_route.c \
	tests/unit/test_sign_in.c \
	tests/unit/test_wording.c \
	tests/unit/web.c tests/unit/web.h
tests_unit_test_web_LDADD = libui.a $(PROGRAM_LIBS) $(CHECK_LIBS)
endif

# Makes one call of lib/remote, for test_faults.py.
check_PROGRAMS += tests/integration/remote_calls
tests_integration_remote_calls_SOURCES = tests/integration/remote_calls.c
tests_integration_remote_calls_LDADD = libremote.a libio.a libcodec.a libbase.a \
	$(IO_LIBS) $(CODEC_LIBS) $(BASE_LIBS)

dist_check_SCRIPTS += tests/check-avito-paths.py tests/check-lang.py
TESTS += tests/check-avito-paths.py tests/check-lang.py
