/* SPDX-License-Identifier: MIT */
/* How long to wait before a foreign service is asked again. */
#ifndef REMOTE_PAUSE_H
#define REMOTE_PAUSE_H

#include <stdint.h>

/* Before the repeat with this number (1 is the first): base_ms, doubled each time, with up to a
   half taken away at random so that many callers do not come back together. */
int64_t pause_ms(int repeat, int64_t base_ms);

#endif
