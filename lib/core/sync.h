/* SPDX-License-Identifier: MIT */
/*
 * The job "sync": looks at an account's chats from time to time, so that a lost webhook costs a
 * minute and not a buyer.  The first look takes in what is there without answering any of it.
 *
 * A later one lists the unread chats, and besides all that have changed since an hour before the
 * last whole look (or before the first that was not, once those have lasted a day), since a chat
 * that we or the seller have marked read may hold words nobody told us of.  Each whose last message
 * at Avito is not the one up to which its news were read (chat.looked_id) is read from there on,
 * whether that message is known or not: below it may be a hole.  A last message that is not listed
 * among the chat's own is waited for for an hour.
 */
#ifndef CORE_SYNC_H
#define CORE_SYNC_H

#include "core/work.h"

work_fn sync_run;

#endif
