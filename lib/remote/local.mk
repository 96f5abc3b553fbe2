noinst_LIBRARIES += libremote.a
libremote_a_SOURCES = \
	lib/remote/avito.c lib/remote/avito.h lib/remote/avito_call.h \
	lib/remote/avito_auth.c \
	lib/remote/avito_chat.c \
	lib/remote/avito_message.c \
	lib/remote/avito_messenger.c \
	lib/remote/avito_user.c \
	lib/remote/llm.c lib/remote/llm.h \
	lib/remote/llm_error.c lib/remote/llm_error.h \
	lib/remote/llm_memory.c lib/remote/llm_memory.h \
	lib/remote/llm_models.c lib/remote/llm_models.h \
	lib/remote/llm_openai.c lib/remote/llm_openai.h \
	lib/remote/pause.c lib/remote/pause.h \
	lib/remote/reach.c lib/remote/reach.h \
	lib/remote/picture.c lib/remote/picture.h \
	lib/remote/redact.c lib/remote/redact.h
