/* SPDX-License-Identifier: MIT */
/* Unix sockets with a path, for fcgi.c and nudge.c. */
#ifndef IO_UNIX_SOCKET_H
#define IO_UNIX_SOCKET_H

#include <sys/stat.h>
#include <sys/un.h>

#include "base/err.h"

struct unix_socket {
	int fd;
	struct sockaddr_un address;
	dev_t device; /* of the file that was made, so that only it is removed */
	ino_t inode;
};

/* False when path is empty or too long. */
bool unix_socket_address(const char *path, struct sockaddr_un *address_r);

/* A non-blocking socket of type (SOCK_STREAM, which listens, or SOCK_DGRAM) bound to path, which every
   user may connect to: the folder is what protects it.  A socket there that nobody answers on is
   replaced; one that is answered is left alone, ERR_CONFLICT, and so is anything else: ERR_INTERNAL. */
bool unix_socket_bind(const char *path, int type, struct unix_socket *socket_r, struct err *err);

/* Removes the file, unless another has taken its place; the socket must still be open, which keeps its
   inode's number from being used again. */
void unix_socket_unlink(const struct unix_socket *socket);

#endif
