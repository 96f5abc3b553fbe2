# What programs are linked with, from layer 5 down to layer 0.
PROGRAM_LIBS = libshared.a libcore.a libremote.a libstore.a libio.a libcodec.a libbase.a \
	$(IO_LIBS) $(CODEC_LIBS) $(BASE_LIBS)

include cgi/shared/local.mk
include cgi/api/local.mk
include cgi/cli/local.mk
include cgi/ui/local.mk
include cgi/webhook/local.mk
include cgi/worker/local.mk
