bin_PROGRAMS += prilavok
prilavok_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/cgi/cli
prilavok_SOURCES = \
	cgi/cli/account_command.c \
	cgi/cli/actions.c cgi/cli/actions.h \
	cgi/cli/check_command.c \
	cgi/cli/cli.c cgi/cli/cli.h \
	cgi/cli/install_command.c \
	cgi/cli/main.c \
	cgi/cli/migrate_command.c cgi/cli/migrations.h \
	cgi/cli/project_command.c \
	cgi/cli/sim_command.c \
	cgi/cli/user_command.c \
	cgi/cli/work_command.c
prilavok_LDADD = $(PROGRAM_LIBS)
dist_man_MANS += man/prilavok.1 man/prilavok.env.5
