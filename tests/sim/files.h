/* SPDX-License-Identifier: MIT */
/* The simulator's own few static files. */
#ifndef SIM_FILES_H
#define SIM_FILES_H

#include <stddef.h>

#include "base/err.h"

/* The file name in dir, with the type its ending stands for.  Only a plain name: ERR_NOT_FOUND for
   anything with a slash, and for what does not exist. */
bool files_read(void *mem, const char *dir, const char *name, const char **data_r, size_t *len_r,
	const char **type_r, struct err *err);

#endif
