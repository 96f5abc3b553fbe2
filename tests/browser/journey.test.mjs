// SPDX-License-Identifier: MIT
// From the door to an answer and back, by clicking.
import assert from "node:assert/strict";

import { check, place } from "./harness.mjs";

const GOOD = { reply: "Да, в продаже. Приезжайте смотреть.", handoff: false, confidence: 95 };

async function signsInAndOut({ page }) {
	await page.goto("/ui/chats");
	await page.waitForURL("**/ui/login?next=*");
	await page.locator("#login").fill("anna");
	await page.locator("#password").fill("not this one");
	await page.locator("main form button").click();
	await page.locator("[role=alert]").waitFor();
	assert.equal(await page.locator("#login").inputValue(), "anna");
	await page.locator("#password").fill(place.password);
	await page.locator("main form button").click();
	await page.waitForURL("**/ui/chats");
	await page.goto("/ui/me");
	await page.locator("main form[action='/ui/logout'] button").click();
	await page.waitForURL("**/ui/login");
	await page.goto("/ui/chats");
	await page.waitForURL("**/ui/login?next=*");
}

for (const js of [true, false])
	check(`somebody signs in and out, ${js ? "with" : "without"} JavaScript`,
		{ person: null, size: js ? "phone" : "desk", js, expected: [403] }, signsInAndOut);
