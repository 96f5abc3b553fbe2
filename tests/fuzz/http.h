/* SPDX-License-Identifier: MIT */
/* A foreign service whose answers are the input. */
#ifndef FUZZ_HTTP_H
#define FUZZ_HTTP_H

#include "fuzz.h"

struct http;

/* input must outlive it. */
struct http *fuzz_http(void *mem, struct fuzz_input *input);

#endif
