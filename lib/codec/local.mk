noinst_LIBRARIES += libcodec.a
libcodec_a_CFLAGS = $(AM_CFLAGS) $(SODIUM_CFLAGS) $(CURL_CFLAGS)
libcodec_a_SOURCES = \
	lib/codec/accept.c lib/codec/accept.h \
	lib/codec/cookie.c lib/codec/cookie.h \
	lib/codec/form.c lib/codec/form.h \
	lib/codec/json.c lib/codec/json.h \
	lib/codec/json_word.c lib/codec/json_word.h \
	lib/codec/multipart.c lib/codec/multipart.h \
	lib/codec/secret.c lib/codec/secret.h \
	lib/codec/sheet.c lib/codec/sheet.h \
	lib/codec/stem.c lib/codec/stem.h \
	lib/codec/url.c lib/codec/url.h
