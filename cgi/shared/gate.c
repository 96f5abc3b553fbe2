/* SPDX-License-Identifier: MIT */
#include "shared/gate.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

bool
gate_open(int *fd_r, struct err *err)
{
	int fd = memfd_create("password hashes", MFD_CLOEXEC);

	if (fd < 0)
		return err_set(err, ERR_INTERNAL, "memfd_create: %s", strerror(errno));
	*fd_r = fd;
	return true;
}

static bool
lock_slot(int fd, int slot, int command, short type)
{
	struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = slot, .l_len = 1 };

	return fcntl(fd, command, &lock) == 0;
}

int
gate_enter(int fd)
{
	int slot = (int)(getpid() % GATE_SLOTS);

	for (int i = 0; i < GATE_SLOTS; i++)
		if (lock_slot(fd, i, F_SETLK, F_WRLCK))
			return i;
	while (!lock_slot(fd, slot, F_SETLKW, F_WRLCK) && errno == EINTR)
		;
	return slot;
}

void
gate_leave(int fd, int slot)
{
	(void)lock_slot(fd, slot, F_SETLK, F_UNLCK); /* unlocking one's own cannot fail */
}
