# Targets of libFuzzer, one file for each parser of foreign bytes.  "check" runs them for a moment with
# a fixed seed; "make fuzz FUZZ_SECONDS=3600 FUZZ_TARGETS='json url'" for long, two or so at a time,
# and keeps what it finds out in FUZZ_CORPUS (outside of the tree).
#
#	accept     Accept-Language              codec/accept.c
#	answer     a model's text               core/answer.c
#	avito      every answer of Avito        remote/avito*.c
#	conf       prilavok.env                 base/conf.c
#	contact    phones, cards, links         core/contact*.c digits.c guard.c ..., remote/redact.c
#	cookie     Cookie                       codec/cookie.c
#	event      the body of a webhook        core/event.c, remote/avito_message.c
#	form       queries and forms            codec/form.c
#	hours      working hours as typed       core/hours_text.c
#	json       JSON, its getters            codec/json.c json_word.c
#	knowledge  a buyer's words              core/knowledge.c greeting.c words.c, codec/stem.c
#	markup     Markdown and HTML            core/markup.c
#	model      every answer of a model's    remote/llm*.c
#	           service, with the ladder of
#	           structured output
#	multipart  uploads                      codec/multipart.c
#	number     numbers, instants            base/num.c plural.c time.c
#	param      typed parameters             cgi/shared/param.c
#	picture    pictures                     remote/picture.c
#	retry      Retry-After                  io/http.c
#	route      paths                        cgi/shared/route.c
#	search     what is looked for           core/search.c, codec/stem.c
#	secret     keys, sealed values          codec/secret.c
#	sheet      tables as files              codec/sheet.c
#	split      long texts                   core/split.c
#	url        URLs                         codec/url.c, io/db_url.c, remote/picture.c
#	utf8       text                         base/utf8.c
#
# FastCGI's own records are libfcgi's, HTTP is the web server's and libcurl's to parse.
EXTRA_DIST += tests/fuzz/fuzz.mk $(srcdir)/tests/fuzz/*.c $(srcdir)/tests/fuzz/*.h \
	$(srcdir)/tests/fuzz/*.dict $(srcdir)/tests/fuzz/seeds/*/*
dist_check_SCRIPTS += tests/fuzz/run.sh
TESTS += tests/fuzz/run.sh

FUZZ_MAKE = $(MAKE) -f $(srcdir)/tests/fuzz/fuzz.mk srcdir="$(srcdir)" CLANG="$(FUZZ_CLANG)" \
	LIB_CFLAGS="$(TALLOC_CFLAGS) $(UTF8PROC_CFLAGS) $(GLIB_CFLAGS) $(JSON_CFLAGS) $(SODIUM_CFLAGS) \
	$(CURL_CFLAGS) $(MARIADB_CFLAGS)" LIBS="$(MARIADB_LIBS) $(CODEC_LIBS) $(BASE_LIBS) $(LIBS)"

# Without a clang that has libFuzzer nothing is built, and run.sh says that it is skipped.
check_DATA = fuzz-targets
fuzz-targets:
	+@test -z "$(FUZZ_CLANG)" || $(FUZZ_MAKE)

fuzz: fuzz-targets
	$(srcdir)/tests/fuzz/run.sh $${FUZZ_SECONDS-600}
.PHONY: fuzz fuzz-targets
