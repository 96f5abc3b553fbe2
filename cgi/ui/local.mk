noinst_LIBRARIES += libui.a
libui_a_SOURCES = \
	cgi/ui/account.c cgi/ui/account_page.h \
	cgi/ui/accounts.c \
	cgi/ui/answerers.c \
	cgi/ui/assistant.c cgi/ui/assistant.h \
	cgi/ui/chat.c cgi/ui/thread.h \
	cgi/ui/chats.c \
	cgi/ui/facts.c \
	cgi/ui/facts_table.c \
	cgi/ui/date_text.c cgi/ui/date_text.h \
	cgi/ui/holidays.c cgi/ui/holidays.h \
	cgi/ui/hours_page.c \
	cgi/ui/first_run.c cgi/ui/first_run.h \
	cgi/ui/frame.c \
	cgi/ui/inbox.c cgi/ui/inbox.h \
	cgi/ui/me.c \
	cgi/ui/overview.c \
	cgi/ui/owner.c \
	cgi/ui/playground.c \
	cgi/ui/pictures.c \
	cgi/ui/params.c cgi/ui/params.h \
	cgi/ui/prompt_page.c \
	cgi/ui/routes.c \
	cgi/ui/settings.c \
	cgi/ui/settings_form.c cgi/ui/settings_form.h \
	cgi/ui/sign_in.c \
	cgi/ui/styleguide.c \
	cgi/ui/start.c \
	cgi/ui/start_pages.c \
	cgi/ui/system.c \
	cgi/ui/talk.c cgi/ui/talk.h \
	cgi/ui/trial.c cgi/ui/trial.h \
	cgi/ui/ui.h \
	cgi/ui/view_account.c cgi/ui/view_account.h \
	cgi/ui/view_answerer.c cgi/ui/view_answerer.h \
	cgi/ui/view_chat.c cgi/ui/view_chat.h \
	cgi/ui/view_message.c \
	cgi/ui/view_prompt.c cgi/ui/view_prompt.h \
	cgi/ui/view_rehearsal.c cgi/ui/view_rehearsal.h \
	cgi/ui/view_picture.c cgi/ui/view_picture.h \
	cgi/ui/view_side.c \
	cgi/ui/view_thread.c \
	cgi/ui/view_turn.c \
	cgi/ui/words.c cgi/ui/words.h \
	cgi/ui/zones.c cgi/ui/zones.h

fcgi_PROGRAMS += ui.fcgi
ui_fcgi_SOURCES = cgi/ui/main.c
ui_fcgi_LDADD = libui.a $(PROGRAM_LIBS)
