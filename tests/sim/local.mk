bin_PROGRAMS += prilavok-sim
prilavok_sim_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/sim
prilavok_sim_CFLAGS = $(AM_CFLAGS) $(MICROHTTPD_CFLAGS)
prilavok_sim_LDADD = libio.a libcodec.a libbase.a \
	$(IO_LIBS) $(CODEC_LIBS) $(MICROHTTPD_LIBS) $(BASE_LIBS)
prilavok_sim_SOURCES = \
	tests/sim/action.c tests/sim/action.h \
	tests/sim/answerer.c tests/sim/answerer.h \
	tests/sim/asking.c tests/sim/asking.h \
	tests/sim/avito.c tests/sim/avito.h \
	tests/sim/call.c tests/sim/call.h \
	tests/sim/control.c tests/sim/control.h \
	tests/sim/delivery_log.c tests/sim/delivery_log.h \
	tests/sim/fault.c tests/sim/fault.h \
	tests/sim/fields.c tests/sim/fields.h \
	tests/sim/files.c tests/sim/files.h \
	tests/sim/main.c \
	tests/sim/media.c tests/sim/media.h \
	tests/sim/messenger.c tests/sim/messenger.h \
	tests/sim/model.c tests/sim/model.h \
	tests/sim/page.c tests/sim/page.h \
	tests/sim/page_show.c tests/sim/page_show.h \
	tests/sim/page_words.c tests/sim/page_words.h \
	tests/sim/prompt_facts.c tests/sim/prompt_facts.h \
	tests/sim/rate.c tests/sim/rate.h \
	tests/sim/request_log.c tests/sim/request_log.h \
	tests/sim/reset.c tests/sim/reset.h \
	tests/sim/sample.c tests/sim/sample.h \
	tests/sim/script.c tests/sim/script.h \
	tests/sim/server.c tests/sim/server.h \
	tests/sim/shop.c tests/sim/shop.h \
	tests/sim/sim.c tests/sim/sim.h \
	tests/sim/state.c tests/sim/state.h \
	tests/sim/stats.c tests/sim/stats.h \
	tests/sim/structured.c tests/sim/structured.h \
	tests/sim/switches.c tests/sim/switches.h \
	tests/sim/token.c tests/sim/token.h \
	tests/sim/view.c tests/sim/view.h \
	tests/sim/webhook.c tests/sim/webhook.h \
	tests/sim/wire.c tests/sim/wire.h \
	tests/sim/write.c tests/sim/write.h

nobase_dist_pkgdata_DATA += \
	static/sim.css static/sim.js static/sim-photo.png static/sim-voice.mp4 \
	static/sim-armchair.svg static/sim-icons.svg static/sim-map.svg static/sim-mark.svg \
	static/sim-pouf.svg static/sim-sofa.svg static/sim-sofabed.svg static/sim-table.svg \
	static/sim-thing.svg \
	templates/sim/chat.cs templates/sim/consent.cs templates/sim/items.cs templates/sim/list.cs \
	templates/sim/page.cs templates/sim/parts.cs templates/sim/tools.cs \
	templates/sim/en.hdf templates/sim/ru.hdf
dist_man_MANS += man/prilavok-sim.1
