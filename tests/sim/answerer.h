/* SPDX-License-Identifier: MIT */
/*
 * The unscripted model: answers the buyer's last words out of what the prompt says about the
 * listing and the shop, and hands over to a person when nothing there fits.  Simple and honest; it
 * makes nothing up.
 */
#ifndef SIM_ANSWERER_H
#define SIM_ANSWERER_H

struct json_object;

/* The known members of a structured answer, under mem, to the messages of a request; words are the
   buyer's last. */
struct json_object *answerer_reply(void *mem, struct json_object *messages, const char *words);

#endif
