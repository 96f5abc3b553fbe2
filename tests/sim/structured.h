/* SPDX-License-Identifier: MIT */
/* A structured answer in the form a request asks for. */
#ifndef SIM_STRUCTURED_H
#define SIM_STRUCTURED_H

struct json_object;

/*
 * fields has what is known ("reply" and others).  With a JSON Schema in the request: an object with
 * its properties and no others, what is not known filled with plain values.  With json_object, or a
 * prompt that speaks of JSON: the usual properties and whatever else is in fields.  Else: the
 * reply's bare words.
 */
char *structured_format(void *mem, struct json_object *request, struct json_object *fields);

#endif
