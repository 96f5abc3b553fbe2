/* SPDX-License-Identifier: MIT */
/* What the pages of an assistant share: which project they are about, and its tabs. */
#ifndef UI_ASSISTANT_H
#define UI_ASSISTANT_H

#include "shared/request.h"
#include "store/project.h"

struct listing;

extern const char *const assistant_businesses[], *const assistant_tones[],
	*const assistant_modes[], *const assistant_schedules[], *const assistant_off_hours[],
	*const assistant_doubtful[], *const assistant_pauses[],
	*const assistant_presets[], *const assistant_done[];

/* The project that the parameter "project" names, or the first one.  Fills Assistant.Project, .Name,
   .Query ("project=2"), .Tab, and .Projects when there are several; tells what is "done". */
bool assistant_begin(struct request *req, const char *tab, struct project **project_r,
	struct err *err);

/* A listing of the project's accounts; id 0: NULL in *listing_r.  ERR_NOT_FOUND otherwise. */
bool assistant_find_listing(struct request *req, const struct project *project, int64_t id,
	struct listing **listing_r, struct err *err);

/* Rows of Listings to choose from (Id Title On): some of each account, and the chosen one. */
bool assistant_view_listings(struct request *req, const struct project *project, int64_t chosen,
	struct err *err);

/* Back to a page of the assistant, with the word for its notice. */
bool assistant_return(struct request *req, const char *page, int64_t project_id,
	const char *done);

#endif
