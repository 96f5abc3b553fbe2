/* SPDX-License-Identifier: MIT */
#include "io/nudge.h"

#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/unix_socket.h"

struct nudge {
	int fd; /* -1: nowhere */
	struct sockaddr_un address;
};

static int
close_nudge(struct nudge *nudge)
{
	if (nudge->fd >= 0)
		(void)close(nudge->fd); /* nothing is written back at close */
	return 0;
}

struct nudge *
nudge_new(void *mem, const char *path)
{
	struct nudge *nudge = mem_new(mem, struct nudge);

	nudge->fd = -1;
	if (path != NULL && unix_socket_address(path, &nudge->address))
		nudge->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	talloc_set_destructor(nudge, close_nudge);
	return nudge;
}

void
nudge_send(struct nudge *nudge)
{
	/* No worker, or one with a full queue: it will look by itself. */
	if (nudge->fd >= 0)
		(void)sendto(nudge->fd, "!", 1, MSG_DONTWAIT | MSG_NOSIGNAL,
			(const struct sockaddr *)&nudge->address, sizeof(nudge->address));
}

bool
nudge_listen(const char *path, int *fd_r, struct err *err)
{
	struct unix_socket bound;

	if (!unix_socket_bind(path, SOCK_DGRAM, &bound, err))
		return err_prefix(err, "nudge");
	*fd_r = bound.fd;
	return true;
}

void
nudge_drain(int fd)
{
	char byte;

	while (recv(fd, &byte, 1, MSG_DONTWAIT) >= 0)
		;
}
