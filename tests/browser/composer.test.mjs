// SPDX-License-Identifier: MIT
// A reply that somebody has begun to write: kept by the server, there again, gone once it is sent.
import assert from "node:assert/strict";

import { check, place } from "./harness.mjs";

async function survivesAReload({ page }) {
	const kept = () => page.waitForResponse(answer => answer.url().endsWith("/keep") && answer.status() === 204);
	await page.goto(place.fill("/ui/chats/{mine}"));
	let done = kept();
	await page.locator("#reply").fill("Привезём в субботу, ");
	await done;
	await page.reload();
	assert.equal(await page.locator("#reply").inputValue(), "Привезём в субботу, ");
	done = kept();
	await page.locator("#reply").fill("");
	await done;
	await page.reload();
	assert.equal(await page.locator("#reply").inputValue(), "");
}

for (const size of ["phone", "desk"])
	check(`a begun reply survives a reload: ${size}`, { size }, survivesAReload);
