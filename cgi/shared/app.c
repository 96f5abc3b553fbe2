/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "shared/app.h"

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "core/setup.h"
#include "io/db.h"
#include "io/fcgi.h"
#include "io/http.h"
#include "io/prefork.h"
#include "io/tmpl.h"
#include "shared/dispatch.h"
#include "shared/embedded.h"
#include "shared/gate.h"
#include "shared/page.h"

enum { EXIT_FAILED = 1, EXIT_USAGE = 2, PROCESSES_MAX = 256,
	REQUESTS_PER_PROCESS = 100000 };

static int
usual_processes(const struct program *program)
{
	return program->processes > 0 ? program->processes : 4;
}

struct arguments {
	const char *env, *listen;
	int64_t processes; /* 0: by the configuration */
	bool help, version;
};

static void
print_help(const struct program *program)
{
	(void)printf("Usage: %s [--listen PATH] [--processes N] [--env FILE]\n\n"
		"%s\n\n"
		"  --listen PATH   unix socket to serve FastCGI on (default: descriptor 0, where a web\n"
		"                  server or spawn-fcgi left one)\n"
		"  --processes N   how many, with --listen (default: PRILAVOK_PROCESSES, else %d)\n"
		"  --env FILE      configuration (default: what PRILAVOK_ENV names, else\n"
		"                  " PRILAVOK_SYSCONFDIR "/prilavok.env)\n"
		"  --help, --version\n", program->name, program->about, usual_processes(program));
}

static bool
read_arguments(int argc, char **argv, struct arguments *arguments)
{
	static const struct option options[] = {
		{ "listen", required_argument, NULL, 'l' },
		{ "processes", required_argument, NULL, 'p' },
		{ "env", required_argument, NULL, 'e' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	struct err err;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (option) {
		case 'l':
			arguments->listen = optarg;
			break;
		case 'p':
			if (!num_parse_range(optarg, 1, PROCESSES_MAX, &arguments->processes, &err)) {
				(void)fprintf(stderr, "--processes: %s\n", err.text);
				return false;
			}
			break;
		case 'e':
			arguments->env = optarg;
			break;
		case 'h':
			arguments->help = true;
			break;
		case 'v':
			arguments->version = true;
			break;
		default:
			return false;
		}
	if (optind < argc)
		(void)fprintf(stderr, "%s: no argument is expected\n", argv[optind]);
	return optind == argc;
}

static bool
read_configuration(struct app *app, struct arguments *arguments, struct err *err)
{
	enum worker_mode mode;
	const char *key;

	if (!conf_load(app, arguments->env, &app->conf, err)
	    || !log_open(app->program->name, conf_get(app->conf, "LOG_LEVEL"),
		conf_get(app->conf, "LOG_FILE"), err)
	    || !setup_worker_mode(app->conf, &mode, err))
		return false;
	app->embedded = mode == WORKER_EMBEDDED;
	if (arguments->processes == 0
	    && !conf_get_int(app->conf, "PRILAVOK_PROCESSES", 1, PROCESSES_MAX,
		usual_processes(app->program), &arguments->processes, err))
		return false;
	key = conf_get(app->conf, "PRILAVOK_SECRET_KEY");
	if (key == NULL)
		return err_set(err, ERR_INVALID, "PRILAVOK_SECRET_KEY is not set");
	if (!secret_key_parse(key, &app->key, err))
		return err_prefix(err, "PRILAVOK_SECRET_KEY");
	if (conf_get(app->conf, "DATABASE_URL") == NULL)
		return err_set(err, ERR_INVALID, "DATABASE_URL is not set");
	app->templates = conf_get_or(app->conf, "PRILAVOK_TEMPLATES",
		PRILAVOK_DATADIR "/templates");
	app->assets = mem_printf(app, "%s/assets.hdf",
		conf_get_or(app->conf, "PRILAVOK_STATIC", PRILAVOK_DATADIR "/static"));
	app->public_url = str_trim_slashes(app, conf_get_or(app->conf, "PUBLIC_URL", ""));
	return true;
}

static bool
start_process(void *arg, struct err *err)
{
	struct app *app = arg;
	struct db_options options = { .url = conf_get(app->conf, "DATABASE_URL"),
		.connect_timeout_s = app->program->database_timeout_s,
		.read_timeout_s = app->program->database_timeout_s,
		.must_keep = app->program->acknowledges };

	app->http = http_new(app);
	app->words = page_words_new(app, app->templates);
	if (!db_open(app, &options, &app->db, err)
	    || (app->program->start != NULL && !app->program->start(app, err)))
		return false;
	/* Without it this process still serves, and the others have theirs. */
	if (app->embedded && !embedded_start(app->conf, err))
		log_err(LOG_ERROR, "worker.failed", err);
	return true;
}

static void
handle_request(void *app, struct fcgi_request *request, struct fcgi_response *response)
{
	dispatch(app, request, response);
}

static void
refuse_request(void *app, struct fcgi_request *request, struct fcgi_response *response)
{
	dispatch_refusal(app, request, response);
}

static void
finish_request(void *arg)
{
	struct app *app = arg;

	if (app->program->after != NULL)
		app->program->after(app);
}

static bool
run(struct app *app, struct arguments *arguments, struct err *err)
{
	static const struct fcgi_handlers handlers = { .start = start_process,
		.handle = handle_request, .refuse = refuse_request, .after = finish_request };
	struct fcgi_options options = { .listen = arguments->listen,
		.max_body = app->program->max_body, .max_requests = REQUESTS_PER_PROCESS };

	if (!read_configuration(app, arguments, err) || !gate_open(&app->gate_fd, err))
		return false;
	options.processes = (int)arguments->processes;
	options.threads = app->program->threads;
	http_global_init();
	tmpl_global_init();

	bool served = fcgi_serve(&options, &handlers, app, err);

	embedded_stop();
	return served;
}

int
app_main(int argc, char **argv, const struct program *program)
{
	struct arguments arguments = { NULL };
	struct app *app;
	struct err err;
	bool served;

	prefork_hold_signals();
	if (!read_arguments(argc, argv, &arguments))
		return EXIT_USAGE;
	if (arguments.help) {
		print_help(program);
		return 0;
	}
	if (arguments.version) {
		(void)printf("%s %s\n", program->name, PACKAGE_VERSION);
		return 0;
	}
	secret_init();
	route_check_table(program->routes, program->route_count);
	app = mem_new(mem_context(NULL, program->name), struct app);
	app->program = program;
	served = run(app, &arguments, &err);
	if (!served)
		log_err(LOG_CRITICAL, "program.failed", &err);
	mem_free(talloc_parent(app));
	return served ? 0 : EXIT_FAILED;
}
