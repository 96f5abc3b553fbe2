// SPDX-License-Identifier: MIT
// Every page there is, in each way it may be looked at: opens without a complaint, fits its window, is readable
// for everybody (axe), has one heading, a title and its language.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { add, check, findings, place, tooWide } from "./harness.mjs";

// Each page is looked at in the first two ways and in one of the others: there any two of window, scheme,
// language and JavaScript meet.
const WAYS = [
	{ size: "phone", scheme: "light", lang: "ru", js: true },
	{ size: "desk", scheme: "dark", lang: "en", js: true },
];
const MORE_WAYS = [
	{ size: "phone", scheme: "dark", lang: "en", js: false },
	{ size: "desk", scheme: "dark", lang: "ru", js: false },
	{ size: "desk", scheme: "light", lang: "en", js: false },
];
const PEOPLE = { ru: "anna", en: "kate" };

// The pages of each GET route of cgi/ui/routes.c; {needs} is a chat of the story in shop.py.
const PAGES = {
	"/ui": ["/ui"],
	"/ui/": ["/ui/"],
	"/ui/login": ["/ui/login"],
	"/ui/me": ["/ui/me", "/ui/me?done=lang"],
	"/ui/start": ["/ui/start"],
	"/ui/start/owner": ["/ui/start/owner"],
	"/ui/start/shop": ["/ui/start/shop"],
	"/ui/start/avito": ["/ui/start/avito"],
	"/ui/start/assistant": ["/ui/start/assistant"],
	"/ui/start/test": ["/ui/start/test"],
	"/ui/start/on": ["/ui/start/on"],
	"/ui/overview": ["/ui/overview"],
	"/ui/chats": ["/ui/chats", "/ui/chats?tab=bot", "/ui/chats?tab=drafts", "/ui/chats?tab=all"],
	"/ui/chats/{id}": ["/ui/chats/{needs}", "/ui/chats/{draft}", "/ui/chats/{kinds}", "/ui/chats/{mine}"],
	"/ui/chats/{id}/about": ["/ui/chats/{needs}/about"],
	"/ui/assistant": ["/ui/assistant"],
	"/ui/assistant/mode": ["/ui/assistant/mode"],
	"/ui/assistant/hours": ["/ui/assistant/hours"],
	"/ui/assistant/holidays": ["/ui/assistant/holidays"],
	"/ui/assistant/holidays/{id}": ["/ui/assistant/holidays/{holiday}?project=1"],
	"/ui/assistant/answerers": ["/ui/assistant/answerers"],
	"/ui/assistant/facts": ["/ui/assistant/facts"],
	"/ui/assistant/facts/import": ["/ui/assistant/facts/import"],
	"/ui/assistant/facts/{id}": ["/ui/assistant/facts/{fact}?project=1"],
	"/ui/assistant/prompt": ["/ui/assistant/prompt", "/ui/assistant/prompt?words=доставка"],
	"/ui/assistant/try": ["/ui/assistant/try"],
	"/ui/accounts": ["/ui/accounts"],
	"/ui/accounts/{id}": ["/ui/accounts/1"],
	"/ui/styleguide": ["/ui/styleguide"],
	"/ui/system": ["/ui/system"],
};
const OTHER_PAGES = ["/ui/nothing", "/sim/", "/sim/items", "/sim/items/4341000111", "/sim/chats/{sim}"]; // not of that table
const WITHOUT_LOGIN = /^\/ui\/login/;
const NOT_A_PAGE = /\/news$|\/find$|\/export$|\/listing-picture$|\/pictures\//; // parts that ui.js fetches, a redirect, files

function routes() {
	const table = readFileSync(new URL("../../cgi/ui/routes.c", import.meta.url), "utf8");
	return [...table.matchAll(/\{ GET, +"([^"]+)"/g)].map(found => found[1]);
}

add("every route of the table has its pages here", () => {
	assert.deepEqual(Object.keys(PAGES).sort(), routes().filter(path => !NOT_A_PAGE.test(path)).sort());
});

async function look(page, path, { lang, js }) {
	const answer = await page.goto(path);
	assert.equal(answer.status(), path === "/ui/nothing" ? 404 : 200, path);
	assert.equal(await page.locator("h1:visible").count(), 1, `${path}: one heading`);
	assert.match(await page.title(), /\S/);
	assert.equal(await page.locator("html").getAttribute("lang"), lang);
	assert.deepEqual(await tooWide(page), [], `${path} fits`);
	if (js) // which axe needs
		assert.deepEqual(await findings(page), [], `${path} is for everybody`);
}

for (const [i, path] of [...Object.values(PAGES).flat(), ...OTHER_PAGES].entries())
	for (const way of [...WAYS, MORE_WAYS[i % MORE_WAYS.length]]) {
		const { size, scheme, lang, js } = way;
		const person = WITHOUT_LOGIN.test(path) ? null : PEOPLE[lang];
		check(`${path}: ${size}, ${scheme}, ${lang}, ${js ? "with" : "without"} JavaScript`,
			{ ...way, person, expected: [404] }, ({ page }) => look(page, place.fill(path), way));
	}
