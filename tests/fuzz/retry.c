/* SPDX-License-Identifier: MIT */
/* io/http.h: the header Retry-After. */
#include "io/http.h"

#include "base/time.h"
#include "fuzz.h"

void
fuzz_one(void *mem, const char *data, size_t len)
{
	int64_t wait_ms;

	time_set_ms(1760000000000);
	wait_ms = http_retry_after(fuzz_text(mem, data, len));
	FUZZ_MUST(wait_ms >= -1);
	FUZZ_MUST(wait_ms <= 315360000000); /* ten years */
}
