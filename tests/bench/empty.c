/* SPDX-License-Identifier: MIT */
/*
 * The least a FastCGI program can do: it takes each request and says {"ok":true}.  What the webhook
 * costs is told as a share of what this one reaches behind the same web server.
 *
 *	bench-empty SOCKET PROCESSES
 */
#include <fcgiapp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BACKLOG = 512 };

static void
serve(int listening)
{
	static const char answer[] = "Status: 200\r\nContent-Type: application/json\r\n"
		"Content-Length: 12\r\n\r\n{\"ok\":true}\n";
	FCGX_Request request;

	if (FCGX_InitRequest(&request, listening, 0) != 0)
		_exit(1);
	while (FCGX_Accept_r(&request) >= 0) {
		(void)FCGX_PutStr(answer, sizeof(answer) - 1, request.out); /* a gone client is fine */
		FCGX_Finish_r(&request);
	}
	_exit(0);
}

int
main(int argc, char **argv)
{
	int listening, processes = argc == 3 ? (int)strtol(argv[2], NULL, 10) : 0;

	if (processes < 1 || FCGX_Init() != 0)
		return 2;
	(void)umask(0111);
	listening = FCGX_OpenSocket(argv[1], BACKLOG);
	for (int i = 0; i < processes; i++)
		if (fork() == 0) {
			(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* fails only for a wrong number */
			serve(listening);
		}
	while (wait(NULL) > 0)
		;
	return 0;
}
