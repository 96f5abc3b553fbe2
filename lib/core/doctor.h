/* SPDX-License-Identifier: MIT */
/*
 * What is wrong with an account, one finding for each thing: the network to Avito, the keys, access
 * to the messages (tariff, rights), and the address under which Avito is to find us.  A finding is
 * a cause by a stable name, "" when it is well; templates word it.
 *
 *	network  dns refused tls timeout cut server rate
 *	keys     refused expired refused_at_once
 *	access   tariff forbidden
 *	address  missing http private, the causes of network, stranger
 */
#ifndef CORE_DOCTOR_H
#define CORE_DOCTOR_H

#include "core/work.h"

struct account;

/* Writes a finding down.  That it cannot be written must not fail the check itself. */
void doctor_note(struct work *work, int64_t account_id, const char *name, const char *cause);

/* What a call of Avito says about the network, the keys and the access; messages: the call was one
   of the messenger's, so that its success is access. */
void doctor_note_call(struct work *work, int64_t account_id, const struct avito *avito,
	bool messages);

/* Can Avito reach an address like this?  "" when it may, otherwise missing, http or private.  A
   simulator on this machine reaches anything.  public_url may be NULL.  Pure but for memory under
   mem. */
const char *doctor_judge_address(void *mem, const char *public_url, const char *api_base);

/* Looks at the address, and asks our own webhook by it, as Avito would.  False when it was not our
   webhook that answered. */
bool doctor_check_address(struct work *work, const struct account *account);

/* What our webhook answers to that question: proof for those who know the token already. */
char *doctor_proof(void *mem, const char *webhook_token);

#endif
