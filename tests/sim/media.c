/* SPDX-License-Identifier: MIT */
#include "media.h"

#include <inttypes.h>
#include <string.h>

#include "avito.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"
#include "base/time.h"
#include "call.h"
#include "codec/form.h"
#include "codec/json.h"
#include "codec/multipart.h"
#include "codec/secret.h"
#include "files.h"
#include "sim.h"
#include "state.h"

enum {
	MAX_IMAGE = 24 << 20,
	MAX_PIXELS = 75000000,
	MAX_PARTS = 10,
	LINK_S = 3600
};

static const char link_key[] = "voice links";

/* What the first bytes say. */
static const char *
image_type(const char *data, size_t len)
{
	if (len >= 12 && memcmp(data, "\xff\xd8\xff", 3) == 0)
		return "image/jpeg";
	if (len >= 24 && memcmp(data, "\x89PNG\r\n\x1a\n", 8) == 0)
		return "image/png";
	if (len >= 12 && memcmp(data, "GIF8", 4) == 0)
		return "image/gif";
	if (len >= 26 && memcmp(data, "BM", 2) == 0)
		return "image/bmp";
	if (len >= 12 && memcmp(data + 4, "ftyp", 4) == 0 &&
	    (memcmp(data + 8, "heic", 4) == 0 || memcmp(data + 8, "mif1", 4) == 0))
		return "image/heic";
	return NULL;
}

static int64_t
big_endian(const char *bytes)
{
	const unsigned char *b = (const unsigned char *)bytes;

	return (int64_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
}

/* Only PNG says its size where it costs nothing to look; the others pass. */
static bool
has_too_many_pixels(const char *type, const char *data)
{
	return str_equal(type, "image/png") &&
		big_endian(data + 16) * big_endian(data + 20) > MAX_PIXELS;
}

void
media_put_sizes(struct sim *sim, void *mem, struct json_object *object, const char *image_id)
{
	static const char *const sizes[] = { "1280x960", "640x480", "140x105", "32x32" };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		json_put_str(object, sizes[i], mem_printf(mem, "%s/sim/files/image/%s/%s.png",
			sim->base, sizes[i], image_id));
}

void
media_upload(struct sim *sim, struct call *call)
{
	struct json_object *root = json_new_object(call->mem);
	struct multipart *form;
	struct err err;

	if (!multipart_parse(call->mem, call->content_type, call->body, call->body_len, MAX_PARTS,
		    &form, &err)) {
		avito_invalid(call, "uploadfile[]", err.text);
		return;
	}
	if (form->count != 1 || !str_equal(form->parts[0].name, "uploadfile[]")) {
		avito_invalid(call, "uploadfile[]", "exactly one image is expected");
		return;
	}

	const struct multipart_part *part = &form->parts[0];
	const char *type = image_type(part->data, part->len);

	if (type == NULL || has_too_many_pixels(type, part->data)) {
		avito_invalid(call, "uploadfile[]", "not an image, or above 75 megapixels");
		return;
	}
	if (part->len > MAX_IMAGE) {
		avito_invalid(call, "uploadfile[]", "above 24 MB");
		return;
	}

	const struct image *image = state_add_image(sim->state, type, part->data, part->len);

	media_put_sizes(sim, call->mem, json_put_object(root, image->id), image->id);
	call_json(call, 200, root);
}

static char *
sign_link(void *mem, const char *voice_id, const char *expires)
{
	const char *text = mem_printf(mem, "%s %s", voice_id, expires);

	return secret_hmac_sha256_hex(mem, link_key, text, strlen(text));
}

static void
put_voice_link(struct sim *sim, struct call *call, struct json_object *urls, const char *id)
{
	const char *expires = mem_printf(call->mem, "%" PRId64, time_now_ms() / 1000 + LINK_S);

	json_put_str(urls, id, mem_printf(call->mem, "%s/sim/files/voice/%s.mp4?sign=%s&exp=%s",
		sim->base, id, sign_link(call->mem, id, expires), expires));
}

/* Ids come with commas or repeated; those of other people's chats are left out. */
void
media_voice_links(struct sim *sim, struct call *call)
{
	struct json_object *root = json_new_object(call->mem);
	struct json_object *urls = json_put_object(root, "voices_urls");

	if (call_query(call, "voice_ids") == NULL) {
		avito_invalid(call, "voice_ids", "is required");
		return;
	}
	for (size_t i = 0; i < call->query->count; i++) {
		const char *p = call->query->pairs[i].value;

		if (!str_equal(call->query->pairs[i].name, "voice_ids"))
			continue;
		for (size_t len; *p != '\0'; p += len + (p[len] == ',')) {
			len = strcspn(p, ",");

			const char *id = mem_strndup(call->mem, p, len);

			if (state_has_voice(call->account, id))
				put_voice_link(sim, call, urls, id);
		}
	}
	call_json(call, 200, root);
}

/* The name in the path without its ending. */
static char *
stem(void *mem, const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot == NULL ? mem_strdup(mem, name) : mem_strndup(mem, name, (size_t)(dot - name));
}

static void
serve_file(struct sim *sim, struct call *call, const char *name)
{
	const char *data, *type;
	struct err err;
	size_t len;

	if (files_read(call->mem, sim->statics, name, &data, &len, &type, &err))
		call_data(call, 200, type, data, len);
	else
		call_refuse(call, 404, "not_found", err.text);
}

static void
serve_picture(struct sim *sim, struct call *call, const char *name)
{
	const struct image *image = state_image(sim->state, stem(call->mem, name));

	if (image != NULL)
		call_data(call, 200, image->type, mem_dup(call->mem, image->data, image->len),
			image->len);
	else
		serve_file(sim, call, "sim-photo.png");
}

void
media_serve_image(struct sim *sim, struct call *call)
{
	serve_picture(sim, call, call->params[1]);
}

void
media_serve_picture(struct sim *sim, struct call *call)
{
	serve_picture(sim, call, call->params[0]);
}

void
media_serve_voice(struct sim *sim, struct call *call)
{
	const char *expires = str_or(call_query(call, "exp"), "0");
	const char *sign = str_or(call_query(call, "sign"), "");
	const char *id = stem(call->mem, call->params[0]);
	struct err err;
	int64_t end_s;

	if (!str_equal_secret(sign, sign_link(call->mem, id, expires)) ||
	    !num_parse_i64(expires, &end_s, &err) || end_s < time_now_ms() / 1000)
		call_text(call, 403, "text/plain; charset=utf-8", "expired\n");
	else
		serve_file(sim, call, "sim-voice.mp4");
}
