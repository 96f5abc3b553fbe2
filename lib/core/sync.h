/* SPDX-License-Identifier: MIT */
/*
 * The job "sync": looks at an account's chats from time to time, so that a lost webhook costs a
 * minute and not a buyer.  The first look takes in what is there without answering any of it.
 */
#ifndef CORE_SYNC_H
#define CORE_SYNC_H

#include "core/work.h"

work_fn sync_run;

#endif
