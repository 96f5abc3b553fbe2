/* SPDX-License-Identifier: MIT */
/* Only in builds with --enable-coverage: what a program has counted survives _exit and abort. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

void __gcov_dump(void);
void __real__exit(int status) __attribute__((noreturn));
void __wrap__exit(int status) __attribute__((noreturn));

void
__wrap__exit(int status)
{
	__gcov_dump();
	__real__exit(status);
}

static void
on_abort(int number)
{
	__gcov_dump();
	(void)signal(number, SIG_DFL); /* fails only for a wrong number */
	(void)raise(number);           /* comes when this returns, whoever sent the first one */
}

__attribute__((constructor)) static void
catch_abort(void)
{
	(void)signal(SIGABRT, on_abort); /* fails only for a wrong number */
}
