# SPDX-License-Identifier: MIT
#
# Builds the targets of libFuzzer with clang: make -f fuzz.mk srcdir=... CLANG=... and what
# tests/fuzz/local.mk hands over.  GNU make, in the build directory.

out = tests/fuzz/bin
names := $(filter-out fuzz http,$(basename $(notdir $(wildcard $(srcdir)/tests/fuzz/*.c))))
targets = $(names:%=$(out)/%)

# The parsers, and what they stand on; more than is linked, less than needs a server.
sources := $(wildcard $(srcdir)/lib/base/*.c $(srcdir)/lib/codec/*.c $(srcdir)/lib/remote/*.c \
	$(srcdir)/lib/core/*.c $(srcdir)/lib/store/search*.c $(srcdir)/cgi/shared/param*.c \
	$(srcdir)/cgi/shared/route*.c) \
	$(filter-out %/fcgi.c %/prefork.c %/tmpl.c,$(wildcard $(srcdir)/lib/io/*.c))
objects = $(sources:$(srcdir)/%.c=$(out)/obj/%.o)
own = $(patsubst %,$(out)/obj/tests/fuzz/%.o,$(names) fuzz http)
frame = $(out)/obj/tests/fuzz/fuzz.o

# Not PIE: AddressSanitizer's memory and a program that the kernel puts anywhere collide.
sanitize = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
flags = -std=gnu17 -O1 -g1 -fno-pie -w -D_GNU_SOURCE -DPRILAVOK_SYSCONFDIR='"/etc"' \
	-DPRILAVOK_DATADIR='"/usr/share"' -DPRILAVOK_BINDIR='"/usr/bin"' -I. -I$(srcdir)/lib -I$(srcdir)/cgi -I$(srcdir)/tests/fuzz

all: $(targets)

$(objects) $(own): $(out)/obj/%.o: $(srcdir)/%.c
	@mkdir -p $(@D)
	@$(CLANG) $(flags) $(sanitize) -fsanitize=fuzzer-no-link $(LIB_CFLAGS) -MMD -MP -c -o $@ $<

$(out)/libparsers.a: $(objects)
	@rm -f $@ && ar rcs $@ $^

# What talks to a foreign service gets its answers from http.c.
$(out)/avito $(out)/model: $(out)/obj/tests/fuzz/http.o
$(out)/avito $(out)/model: link = -Wl,--wrap=time_sleep_ms
$(targets): $(out)/%: $(out)/obj/tests/fuzz/%.o $(frame) $(out)/libparsers.a
	@echo "  FUZZ     $*"
	@$(CLANG) -no-pie $(sanitize) -fsanitize=fuzzer $(link) -o $@ $(filter %.o,$^) \
		$(out)/libparsers.a $(LIBS)

.PHONY: all
-include $(shell find $(out)/obj -name '*.d' 2>/dev/null)
