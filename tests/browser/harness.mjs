// SPDX-License-Identifier: MIT
// check("a sentence", {person: "anna", size: "phone"}, async ({page, shop}) => ...): a test with a page of its
// own.  It fails too when the page complains: console, errors, CSP, strangers' addresses, failed requests,
// dialogs.  What a failed test saw is kept in build/browser/failed.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";

import { shop } from "./shop.mjs";

export const work = process.env.PRILAVOK_BROWSER;
export const need = createRequire(join(work, "package.json"));
export const PATIENCE_MS = 60000;

const TEST_MS = 300000;
const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } };
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync", "--font-render-hinting=none"];

export const place = {}; // url, password, and ids of the story: known once everything runs
let browser;

// A path with the story's ids in it.
place.fill = path => encodeURI(path.replace(/\{(\w+)\}/g, (_, name) => place.ids[name]));

export async function openBrowser(begun) {
	Object.assign(place, begun);
	browser = await need("playwright-core").chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGS });
}

export async function closeBrowser() {
	await browser?.close();
}

// --- a page that is watched

function isStranger(url) {
	return !url.startsWith(place.url + "/") && !/^(data|blob|about):/.test(url);
}

function watch(page, complaints, told, expected) {
	page.on("console", message => {
		const line = `console ${message.type()}: ${message.text()}`;
		const status = /the server responded with a status of (\d+)/.exec(message.text());
		told.push(line);
		if (/error|warning/.test(message.type()) && !expected.has(Number(status?.[1])))
			complaints.push(line);
	});
	page.on("pageerror", error => complaints.push(`error of a script: ${error.stack ?? error}`));
	page.on("dialog", dialog => {
		complaints.push(`dialog: ${dialog.message()}`);
		dialog.dismiss().catch(() => {}); // the page may be gone
	});
	page.on("request", request => isStranger(request.url()) && complaints.push(`stranger: ${request.url()}`));
	page.on("requestfailed", request => {
		// What a page had asked for when it was left.
		if (request.failure()?.errorText !== "net::ERR_ABORTED")
			complaints.push(`${request.failure()?.errorText}: ${request.url()}`);
	});
	page.on("response", response => {
		if (response.status() >= 400 && !expected.has(response.status()))
			complaints.push(`status ${response.status()}: ${response.url()}`);
	});
}

// What runs in each page before its own scripts.
function tellViolations() {
	addEventListener("securitypolicyviolation", event => console.error(
		`CSP: ${event.violatedDirective} refused ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
}

export async function openPage({ person = "anna", size = "desk", scheme = "light", lang = "ru", js = true,
	expected = [], complaints = [], told = [] } = {}) {
	const context = await browser.newContext({ viewport: SIZES[size] ?? size, colorScheme: scheme, javaScriptEnabled: js,
		isMobile: size === "phone", hasTouch: size === "phone", locale: lang === "ru" ? "ru-RU" : "en-GB",
		timezoneId: "Europe/Moscow", reducedMotion: "reduce", baseURL: place.url });
	context.setDefaultTimeout(PATIENCE_MS);
	context.on("page", page => watch(page, complaints, told, new Set(expected)));
	await context.addInitScript(tellViolations);
	if (person)
		await signIn(context, person);
	return context.newPage();
}

export async function signIn(context, person) {
	const cookies = await shop.cookies(person);
	await context.addCookies(Object.entries(cookies).map(([name, value]) => ({ name, value, url: place.url })));
}

async function keepWhatWasSeen(name, page, told) {
	const file = join(work, "failed", name.replace(/[^\p{L}\p{N}]+/gu, "-"));
	await mkdir(join(work, "failed"), { recursive: true });
	await writeFile(`${file}.log`, `${page.url()}\n${told.join("\n")}\n`);
	await writeFile(`${file}.html`, await page.content());
	await page.screenshot({ path: `${file}.png`, timeout: 20000 });
	console.error(`What "${name}" saw: ${file}.png, .html and .log`);
}

const added = [];

// A test that needs no page.
export function add(name, run) {
	added.push(test(name, { timeout: TEST_MS }, run));
}

export const allDone = () => Promise.all(added);

// expected: answers above 399 that the test is about.
export function check(name, options, run) {
	add(name, async () => {
		const complaints = [], told = [];
		const page = await openPage({ ...options, complaints, told });
		try {
			await run({ page, shop });
			assert.deepEqual(complaints, [], `${page.url()} complains`);
		} catch (error) {
			await keepWhatWasSeen(name, page, told).catch(failed => console.error(failed));
			throw error;
		} finally {
			await page.context().close();
		}
	});
}

// --- what tests ask of a page

const axe = () => need("axe-core").source;

// axe's serious and critical findings, one line each.
export async function findings(page) {
	await page.evaluate(axe());
	const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
	return found.violations.filter(one => ["serious", "critical"].includes(one.impact)).flatMap(one =>
		one.nodes.map(node => `${one.id}: ${node.target} ${node.failureSummary.replace(/\s+/g, " ")}`));
}

// What makes a page wider than its window, or stands outside of it.
export function tooWide(page) {
	return page.evaluate(() => {
		const root = document.documentElement, wide = [];
		if (root.scrollWidth > root.clientWidth)
			wide.push(`the page: ${root.scrollWidth} > ${root.clientWidth}`);
		for (const node of document.querySelectorAll(".stack"))
			if (innerWidth <= 700 && node.scrollWidth > node.clientWidth)
				wide.push(`a table: ${node.scrollWidth} > ${node.clientWidth}`);
		for (const node of document.body.querySelectorAll("*")) {
			const box = node.getBoundingClientRect();
			if (box.width < 2 || box.height < 2 || box.right <= root.clientWidth + 1)
				continue;
			let holder = node.parentElement;
			while (holder && !/auto|scroll|hidden|clip/.test(getComputedStyle(holder).overflowX))
				holder = holder.parentElement;
			if (!holder)
				wide.push(`${node.tagName}.${node.className} ends at ${Math.round(box.right)}`);
		}
		return wide;
	});
}
