/* SPDX-License-Identifier: MIT */
#include "remote/pause.h"

#include <sys/random.h>

int64_t
pause_ms(int repeat, int64_t base_ms)
{
	int64_t most_ms = base_ms << (repeat - 1);
	uint32_t random = 0;

	(void)!getrandom(&random, sizeof(random), 0); /* without it there is just no jitter */
	return most_ms - random % (most_ms / 2 + 1);
}
