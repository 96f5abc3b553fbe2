/* SPDX-License-Identifier: MIT */
/*
 * The language model: chat completions behind any prefix that ends in /v1, with answers from a
 * script, and from the prompt where the script says nothing.  Under the lock of struct sim.
 */
#ifndef SIM_MODEL_H
#define SIM_MODEL_H

#include <stdbool.h>
#include <stdint.h>

struct call;
struct err;
struct json_object;
struct model;
struct sim;

/* No script, no requests seen. */
struct model *model_new(void *mem);

/* False when the path is none of the model's. */
bool model_serve(struct sim *sim, struct call *call);

/* Replaces the script by a document of PUT /sim/v1/model.  ERR_INVALID names what is wrong, and the
   old script stays. */
bool model_script(struct model *model, struct json_object *document, struct err *err);

/* {"requests":[...],"last":N}: what was asked, numbered, the newest 1000; under mem. */
struct json_object *model_view(struct model *model, void *mem, int64_t since);

/* The content of the last message of the user in a request's messages, "" when there is none. */
const char *model_last_user(struct json_object *messages);

#endif
