/* SPDX-License-Identifier: MIT */
/* Pictures and voices: taken in by the API, linked to in messages, served under /sim/files/. */
#ifndef SIM_MEDIA_H
#define SIM_MEDIA_H

struct call;
struct json_object;
struct sim;

/* POST .../uploadImages */
void media_upload(struct sim *sim, struct call *call);

/* GET .../getVoiceFiles: links that work for an hour. */
void media_voice_links(struct sim *sim, struct call *call);

/* Puts the links to all sizes of an image into object. */
void media_put_sizes(struct sim *sim, void *mem, struct json_object *object, const char *image_id);

/* GET /sim/files/image/{size}/{name} and /sim/files/voice/{name} */
void media_serve_image(struct sim *sim, struct call *call);
void media_serve_voice(struct sim *sim, struct call *call);
/* The same pictures for our own page: GET /sim/pictures/{name} */
void media_serve_picture(struct sim *sim, struct call *call);

#endif
