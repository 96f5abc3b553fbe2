/* SPDX-License-Identifier: MIT */
#include "api/routes.h"

const struct route api_routes[] = {
	{ GET, "/", PUBLIC, show_root, NULL },
	{ GET, "/health", PUBLIC, show_health, NULL },
	{ GET, "/livez", PUBLIC, show_livez, NULL },
	{ GET, "/readyz", PUBLIC, show_readyz, NULL },
	{ GET, "/info", PUBLIC, show_info, NULL },
	{ GET, "/metrics", PUBLIC, show_metrics, NULL },
};
const size_t api_route_count = sizeof(api_routes) / sizeof(api_routes[0]);
