// SPDX-License-Identifier: MIT
// All browser tests in one process: one installation, one browser, one test after another.
import { readdirSync } from "node:fs";

import { allDone, closeBrowser, openBrowser } from "./harness.mjs";
import { close, open } from "./shop.mjs";

async function end() {
	await closeBrowser();
	await close();
}

try {
	await openBrowser(await open());
} catch (error) {
	console.error(error);
	await end();
	process.exit(1);
}
for (const file of readdirSync(new URL(".", import.meta.url)).filter(name => name.endsWith(".test.mjs")).sort())
	await import(`./${file}`);
await allDone();
await end();
