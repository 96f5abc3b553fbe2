/* SPDX-License-Identifier: MIT */
/* prilavok-sim: options, signals, start and end.  See prilavok-sim(1). */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/num.h"
#include "codec/secret.h"
#include "delivery_log.h"
#include "io/http.h"
#include "io/tmpl.h"
#include "request_log.h"
#include "reset.h"
#include "server.h"
#include "sim.h"
#include "webhook.h"

struct options {
	const char *bind, *templates, *statics, *inbox;
	int64_t port;
	bool sample;
};

static void
usage(FILE *out)
{
	(void)fputs("Usage: prilavok-sim --port N [--bind ADDRESS] [--sample]\n"
		"                    [--templates DIR] [--static DIR]\n"
		"                    [--inbox URL]\n", out);
}

static bool
read_options(int argc, char **argv, struct options *options, struct err *err)
{
	static const struct option known[] = {
		{ "port", required_argument, NULL, 'p' },
		{ "bind", required_argument, NULL, 'b' },
		{ "sample", no_argument, NULL, 's' },
		{ "templates", required_argument, NULL, 't' },
		{ "static", required_argument, NULL, 'f' },
		{ "inbox", required_argument, NULL, 'i' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};

	for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
		switch (option) {
		case 'p':
			if (!num_parse_range(optarg, 1, 65535, &options->port, err))
				return err_prefix(err, "--port");
			break;
		case 'b':
			options->bind = optarg;
			break;
		case 's':
			options->sample = true;
			break;
		case 't':
			options->templates = optarg;
			break;
		case 'f':
			options->statics = optarg;
			break;
		case 'i':
			options->inbox = optarg;
			break;
		case 'h':
			usage(stdout);
			exit(EXIT_SUCCESS);
		default:
			return err_set(err, ERR_INVALID, "the options are wrong");
		}
	}
	if (options->port == 0 || optind != argc)
		return err_set(err, ERR_INVALID, "--port is missing, or there is too much");
	return true;
}

/* A thousand held calls need as many descriptors. */
static void
raise_limits(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit); /* fewer calls at once, then */
	}
}

static struct sim *
make_sim(void *root, const struct options *options)
{
	struct sim *sim = mem_new(root, struct sim);

	sim->base = mem_printf(sim, "http://%s:%d", options->bind, (int)options->port);
	sim->templates = options->templates;
	sim->statics = options->statics;
	sim->inbox = options->inbox;
	sim->sample = options->sample;
	(void)pthread_mutex_init(&sim->lock, NULL);
	sim_cond_init(&sim->wake);
	sim->log = request_log_new(sim);
	sim->deliveries = delivery_log_new(sim);
	sim->webhook = webhook_start(root, sim);
	(void)pthread_mutex_lock(&sim->lock);
	sim_reset(sim, options->sample, (struct reset_kept){ false, false });
	(void)pthread_mutex_unlock(&sim->lock);
	return sim;
}

static void
stop(struct sim *sim, struct server *server)
{
	(void)pthread_mutex_lock(&sim->lock);
	sim->stopping = true;
	(void)pthread_cond_broadcast(&sim->wake);
	(void)pthread_mutex_unlock(&sim->lock);
	webhook_stop(sim->webhook);
	server_stop(server);
}

/* Blocks the signals that end the program, here and in all threads to come. */
static sigset_t
block_signals(void)
{
	sigset_t signals;

	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigaddset(&signals, SIGINT);
	(void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	return signals;
}

/* Serves until one of the signals comes. */
static bool
serve(void *root, const struct options *options, const sigset_t *signals, struct err *err)
{
	struct sim *sim = make_sim(root, options);
	struct server *server;
	int got;

	if (!server_start(root, sim, options->bind, options->port, &server, err)) {
		webhook_stop(sim->webhook);
		return false;
	}
	log_event(LOG_INFO, "sim.start", log_str("url", sim->base));
	(void)sigwait(signals, &got);
	stop(sim, server);
	log_event(LOG_INFO, "sim.stop", log_int("signal", got));
	return true;
}

int
main(int argc, char **argv)
{
	struct options options = {
		.bind = "127.0.0.1",
		.templates = PRILAVOK_DATADIR "/templates",
		.statics = PRILAVOK_DATADIR "/static",
	};
	struct err err;
	sigset_t signals;
	void *root;
	bool served;

	if (!read_options(argc, argv, &options, &err)) {
		(void)fprintf(stderr, "prilavok-sim: %s\n", err.text);
		usage(stderr);
		return 2;
	}
	signals = block_signals();
	raise_limits();
	secret_init();
	http_global_init();
	tmpl_global_init();
	if (!log_open("prilavok-sim", NULL, NULL, &err))
		return EXIT_FAILURE;
	root = mem_context(NULL, "prilavok-sim");
	served = serve(root, &options, &signals, &err);
	mem_free(root);
	if (!served)
		log_err(LOG_CRITICAL, "sim.start", &err);
	return served ? EXIT_SUCCESS : EXIT_FAILURE;
}
