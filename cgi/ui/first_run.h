/* SPDX-License-Identifier: MIT */
/*
 * The first run: six steps from an empty installation to a shop that answers.  What is done is seen
 * in the database itself; the setting "start" only keeps what a person decided: steps confirmed or
 * left out, and that the list is to be shown no more.  So it can be left at any point and resumed.
 */
#ifndef UI_FIRST_RUN_H
#define UI_FIRST_RUN_H

#include "shared/request.h"

struct account;
struct project;
struct provider;
struct tmpl_node;

enum first_step { STEP_OWNER, STEP_SHOP, STEP_AVITO, STEP_ASSISTANT, STEP_TEST, STEP_ON, STEPS };

extern const char *const first_steps[]; /* their names, NULL-terminated */

struct first_run {
	struct project *project;      /* the first one; NULL: none */
	struct account *account;      /* the first one; NULL: none */
	struct provider *providers;
	size_t provider_count;
	bool done[STEPS], skipped[STEPS];
	bool over;                    /* all done or left out, or not wanted any more */
};

bool first_run_read(struct request *req, struct first_run *run_r, struct err *err);

/* The page of the first step that is neither done nor left out; the overview's when it is over. */
const char *first_run_next(struct request *req, const struct first_run *run);

/* Keeps a decision: the name of a step, "-" and the name when it is left out, or "over". */
bool first_run_mark(struct request *req, const char *word, struct err *err);

/* Rows of Steps: Name Title Path State (done skipped open) Current; current STEPS: none. */
void first_run_view(struct request *req, struct tmpl_node *node, const struct first_run *run,
	enum first_step current);

#endif
