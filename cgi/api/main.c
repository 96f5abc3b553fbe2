/* SPDX-License-Identifier: MIT */
/* api.fcgi: JSON for programs. */
#include "api/routes.h"
#include "shared/app.h"

enum { MAX_BODY = 1024 * 1024, DATABASE_TIMEOUT_S = 5 };

static struct program program = {
	.name = "prilavok-api",
	.about = "Answers programs: health, figures, and the gateway to Avito.",
	.face = FACE_JSON,
	.max_body = MAX_BODY,
	.database_timeout_s = DATABASE_TIMEOUT_S,
};

int
main(int argc, char **argv)
{
	program.routes = api_routes;
	program.route_count = api_route_count;
	return app_main(argc, argv, &program);
}
