# What tests/bench/bench.py measures with.
bench_programs = tests/bench/bench-load tests/bench/bench-empty tests/bench/bench-queue
check_PROGRAMS += $(bench_programs)
tests_bench_bench_load_SOURCES = tests/bench/load.c
tests_bench_bench_load_LDADD = libbase.a $(BASE_LIBS)
tests_bench_bench_empty_SOURCES = tests/bench/empty.c
tests_bench_bench_empty_CFLAGS = $(AM_CFLAGS) $(FCGI_CFLAGS)
# Of the library only what --enable-coverage wraps.
tests_bench_bench_empty_LDADD = libbase.a $(FCGI_LIBS)
tests_bench_bench_queue_SOURCES = tests/bench/queue.c
tests_bench_bench_queue_LDADD = libstore.a libio.a libcodec.a libbase.a \
	$(IO_LIBS) $(CODEC_LIBS) $(BASE_LIBS)
bench-programs: $(bench_programs)
.PHONY: bench-programs
