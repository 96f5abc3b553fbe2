/* SPDX-License-Identifier: MIT */
/* The dashboard: pages for people. */
#include "ui/ui.h"

enum { BODY_MAX = 5 * 1024 * 1024 }; /* the web server allows less, but for tables of facts */

int
main(int argc, char **argv)
{
	const struct program program = {
		.name = "prilavok-ui",
		.about = "The dashboard of Prilavok as a FastCGI program.",
		.face = FACE_PAGE,
		.routes = ui_routes,
		.route_count = ui_route_count,
		.max_body = BODY_MAX,
		.start = ui_start,
		.frame = ui_frame,
	};

	return app_main(argc, argv, &program);
}
