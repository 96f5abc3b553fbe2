/* SPDX-License-Identifier: MIT */
/* Every address of api.fcgi. */
#ifndef API_ROUTES_H
#define API_ROUTES_H

#include "shared/route.h"

extern const struct route api_routes[];
extern const size_t api_route_count;

/* operation.c */
handler_fn show_root;
handler_fn show_health;
handler_fn show_livez;
handler_fn show_readyz;
handler_fn show_info;
handler_fn show_metrics;

#endif
