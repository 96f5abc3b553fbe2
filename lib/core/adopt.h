/* SPDX-License-Identifier: MIT */
/*
 * Taking what the configuration says about accounts, answerers and the assistant into the database,
 * where the dashboard edits it afterwards.  A group of values is taken when it is first seen and
 * again only when the configuration itself changed, so that a restart never undoes an edit.
 */
#ifndef CORE_ADOPT_H
#define CORE_ADOPT_H

#include <stdint.h>

#include "base/err.h"

struct conf;
struct db;
struct secret_key;

struct adopt_report {
	int64_t account_id;  /* of AVITO_CLIENT_ID; 0 when that is not set, or no longer there */
	bool account_new;
	bool answerers;      /* taken now */
	bool assistant;      /* taken now */
};

/* Everything into the project.  ERR_INVALID names the key that is wrong. */
bool adopt_conf(struct db *db, const struct secret_key *key, const struct conf *conf,
	int64_t project_id, struct adopt_report *report_r, struct err *err);

#endif
