// SPDX-License-Identifier: MIT
// Pictures of the main pages as the story in shop.py leaves them, in build/browser/pictures.  The first of
// the tests, so that nobody else's chats are seen.  tests/browser/pictures.sh takes the README's from them.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { check, place, work } from "./harness.mjs";

const PICTURES = [
	["desk-light", "/ui/chats/{needs}?tab=needs", { size: "desk", scheme: "light" }],
	["desk-dark", "/ui/chats/{needs}?tab=needs", { size: "desk", scheme: "dark" }],
	["phone", "/ui/chats/{needs}?tab=needs", { size: "phone", scheme: "light" }],
	["phone-list", "/ui/chats?tab=all", { size: "phone", scheme: "dark" }],
	["overview", "/ui/overview", { size: "desk", scheme: "light" }],
	["hours", "/ui/assistant/hours", { size: "desk", scheme: "light" }],
	["try", "/ui/assistant/try", { size: "desk", scheme: "light" }],
	["simulator", "/sim/chats/{sim}", { size: "desk", scheme: "light" }],
];

for (const [name, path, way] of PICTURES)
	check(`a picture is taken: ${name}`, way, async ({ page }) => {
		await page.goto(place.fill(path));
		await page.locator("h1").first().waitFor({ state: "attached" });
		await mkdir(join(work, "pictures"), { recursive: true });
		await page.screenshot({ path: join(work, "pictures", `${name}.png`) });
	});
