/* SPDX-License-Identifier: MIT */
#include "wire.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

size_t
wire_body_length(const char *request)
{
	const char *line = strcasestr(request, "\r\ncontent-length:");

	return line == NULL ? 0 : (size_t)strtoul(line + 17, NULL, 10);
}

void
wire_write(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t put = send(fd, data, len, MSG_NOSIGNAL);

		if (put <= 0)
			return;
		data += put;
		len -= (size_t)put;
	}
}
