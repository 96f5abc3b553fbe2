/* SPDX-License-Identifier: MIT */
#include "files.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"

enum { MAX_FILE = 4 << 20 };

static const char *
type_of(const char *name)
{
	static const char *const types[][2] = {
		{ ".css", "text/css; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".png", "image/png" },
		{ ".svg", "image/svg+xml" },
		{ ".mp4", "audio/mp4" },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_has_suffix(name, types[i][0]))
			return types[i][1];
	return NULL;
}

bool
files_read(void *mem, const char *dir, const char *name, const char **data_r, size_t *len_r,
	const char **type_r, struct err *err)
{
	struct buf *buf = buf_new(mem, MAX_FILE);
	const char *type = type_of(name);
	char block[8192];
	FILE *file = NULL;

	if (type != NULL && strchr(name, '/') == NULL && name[0] != '.')
		file = fopen(mem_printf(mem, "%s/%s", dir, name), "re");
	if (file == NULL)
		return err_set(err, ERR_NOT_FOUND, "no file %s", name);
	for (size_t len; (len = fread(block, 1, sizeof(block), file)) > 0;)
		buf_write(buf, block, len);
	(void)fclose(file); /* only read */
	*data_r = buf_data(buf);
	*len_r = buf_len(buf);
	*type_r = type;
	return true;
}
