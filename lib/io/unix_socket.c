/* SPDX-License-Identifier: MIT */
#include "io/unix_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 512 };

bool
unix_socket_address(const char *path, struct sockaddr_un *address_r)
{
	size_t len = strlen(path);

	if (len == 0 || len >= sizeof(address_r->sun_path))
		return false;
	*address_r = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(address_r->sun_path, path, len);
	return true;
}

static int
open_socket(int type)
{
	return socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/* Removes the socket of a process that is no more; false if one answers there, or if it is not a
   socket: connecting to a plain file is refused just like to a dead one. */
static bool
remove_dead(const struct sockaddr_un *address, int type)
{
	struct stat status;
	bool dead;
	int fd;

	if (lstat(address->sun_path, &status) != 0 || !S_ISSOCK(status.st_mode)) {
		errno = ENOTSOCK;
		return false;
	}
	fd = open_socket(type);
	if (fd < 0)
		return false;
	dead = connect(fd, (const struct sockaddr *)address, sizeof(*address)) == -1 &&
		errno == ECONNREFUSED;
	(void)close(fd); /* nothing was written to it */
	if (!dead)
		errno = EADDRINUSE;
	return dead && unlink(address->sun_path) == 0;
}

/* Two who find the same dead socket must not both take its place, and who removes its own must not hit
   one that was put there just now: they do it one after the other, by a lock on the folder.  -1: none to
   be had, as on some network file systems. */
static int
lock_folder(const struct sockaddr_un *address)
{
	char path[sizeof(address->sun_path)];
	int fd;

	memcpy(path, address->sun_path, sizeof(path));
	fd = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		(void)flock(fd, LOCK_EX); /* held for a moment; without it all is as it would be else */
	return fd;
}

static void
unlock_folder(int fd)
{
	if (fd >= 0)
		(void)close(fd); /* which unlocks it */
}

/* Until it listens, a stream's socket looks like a dead one. */
static bool
bind_to(int fd, const struct sockaddr_un *address, int type, struct stat *status_r)
{
	const struct sockaddr *any = (const struct sockaddr *)address;
	int lock = lock_folder(address), error;
	mode_t before = umask(0111);
	bool done = bind(fd, any, sizeof(*address)) == 0;

	if (!done && errno == EADDRINUSE && remove_dead(address, type))
		done = bind(fd, any, sizeof(*address)) == 0;
	done = done && (type != SOCK_STREAM || listen(fd, BACKLOG) == 0) &&
		lstat(address->sun_path, status_r) == 0;
	error = errno;
	(void)umask(before);
	unlock_folder(lock);
	errno = error;
	return done;
}

bool
unix_socket_bind(const char *path, int type, struct unix_socket *socket_r, struct err *err)
{
	struct unix_socket bound = { .fd = -1 };
	struct stat status;

	if (!unix_socket_address(path, &bound.address))
		return err_set(err, ERR_INTERNAL, "the path %s is too long for a socket", path);
	bound.fd = open_socket(type);
	if (bound.fd >= 0 && bind_to(bound.fd, &bound.address, type, &status)) {
		bound.device = status.st_dev;
		bound.inode = status.st_ino;
		*socket_r = bound;
		return true;
	}
	(void)err_set(err, errno == EADDRINUSE ? ERR_CONFLICT : ERR_INTERNAL,
		"cannot listen on %s: %s", path, strerror(errno));
	if (bound.fd >= 0)
		(void)close(bound.fd); /* nothing was written to it */
	return false;
}

void
unix_socket_unlink(const struct unix_socket *socket)
{
	int lock = lock_folder(&socket->address);
	struct stat status;

	if (lstat(socket->address.sun_path, &status) == 0 && status.st_dev == socket->device &&
	    status.st_ino == socket->inode)
		(void)unlink(socket->address.sun_path); /* left there, it is replaced as a dead one */
	unlock_folder(lock);
}
