/* SPDX-License-Identifier: MIT */
/*
 * A private MariaDB server for tests: its own datadir under TMPDIR, a unix socket, no network, no
 * options of the machine.  One per test program; every test (Check forks them) may kill and
 * restart it, main stops it.
 */
#ifndef TESTS_MARIADB_H
#define TESTS_MARIADB_H

#include <stdbool.h>
#include <sys/types.h>

/* False when there is no mariadbd on this machine; ends the program when one does not start. */
bool mariadb_start(void);

/* Ends it and removes the datadir. */
void mariadb_stop(void);

/* kill -9, and waits until it is gone. */
void mariadb_kill(void);

/* Starts it again on the same data, and waits until it answers. */
void mariadb_restart(void);

/* The path of the socket. */
const char *mariadb_socket(void);

/* The URL of the empty database "test" (utf8mb4) of this server, over its socket. */
const char *mariadb_url(void);

#endif
