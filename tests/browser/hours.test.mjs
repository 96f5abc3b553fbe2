// SPDX-License-Identifier: MIT
// The week is painted with a mouse, a finger and the keyboard; the text fields say the same.
import assert from "node:assert/strict";

import { check } from "./harness.mjs";

const NIGHTS = "9:07-18:40, 20-2";

const fields = page => page.$$eval(".week input", inputs => inputs.map(input => input.value));
const cell = (page, day, index) => page.locator(`#cell-${day}-${index}`);

async function middle(page, day, index) {
	const box = await cell(page, day, index).boundingBox();
	return [box.x + box.width / 2, box.y + box.height / 2];
}

async function paint(page, day, first, last) {
	// Away from the bars that lie over the bottom.
	await cell(page, day, first).evaluate(node => node.scrollIntoView({ block: "center" }));
	await page.mouse.move(...await middle(page, day, first));
	await page.mouse.down();
	await page.mouse.move(...await middle(page, day, last), { steps: 5 });
	await page.mouse.up();
}

async function open(page) {
	await page.goto("/ui/assistant/hours");
	await cell(page, 6, 47).waitFor();
	await page.locator("[data-week=',,,,,,']").click();
	assert.deepEqual(await fields(page), ["", "", "", "", "", "", ""]);
}

for (const size of ["desk", "phone"]) {
	check(`hours are painted and wiped, ${size}`, { size }, async ({ page }) => {
		await open(page);
		await paint(page, 0, 20, 23);
		assert.equal((await fields(page))[0], "10:00–12:00");
		await paint(page, 0, 20, 21);
		assert.equal((await fields(page))[0], "11:00–12:00");
	});

	check(`painting elsewhere loses neither minutes nor the night, ${size}`, { size }, async ({ page }) => {
		await open(page);
		await page.locator("#hours_2").fill(NIGHTS);
		assert.equal(await cell(page, 1, 18).getAttribute("data-state"), "part");
		assert.equal(await cell(page, 2, 3).getAttribute("aria-label"), "Среда, 1:30–2:00, открыто");
		await paint(page, 0, 20, 23);
		assert.deepEqual((await fields(page)).slice(0, 3), ["10:00–12:00", NIGHTS, ""]);
		await paint(page, 2, 0, 1);
		assert.deepEqual((await fields(page)).slice(1, 3), ["9:07–18:40, 20:00–24:00", "1:00–2:00"]);
	});

	check(`the keyboard paints, and what nobody can read stays, ${size}`, { size }, async ({ page }) => {
		await open(page);
		await page.locator("#hours_6").fill("когда-то");
		await page.locator(".week-cells").nth(6).focus();
		for (const key of ["Home", "Space", "ArrowRight", "Space"])
			await page.keyboard.press(key);
		assert.deepEqual((await fields(page)).slice(5), ["когда-то", "0:00–1:00"]);
		for (const key of ["ArrowUp", "Space"])
			await page.keyboard.press(key);
		assert.deepEqual((await fields(page)).slice(5), ["0:30–1:00", "0:00–1:00"]);
	});
}

check("a week is filled by a button and a day is repeated", {}, async ({ page }) => {
	await open(page);
	await page.locator("[data-week^='0-24']").click();
	assert.deepEqual(await fields(page), Array(7).fill("0:00–24:00"));
	await page.locator("[data-week^='9-18']").click();
	await page.locator("#hours_3").fill("10-19");
	await page.locator("[data-copy]").nth(2).click();
	assert.deepEqual(await fields(page), [...Array(5).fill("10-19"), "", ""]);
});

check("a finger paints one cell by a tap", { size: "phone" }, async ({ page }) => {
	await open(page);
	await cell(page, 3, 4).tap();
	assert.equal((await fields(page))[3], "2:00–2:30");
});
