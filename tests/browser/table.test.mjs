// SPDX-License-Identifier: MIT
// Facts from a table as Excel saves it, and words of buyers that a browser must not obey.
import assert from "node:assert/strict";

import { check } from "./harness.mjs";

const TABLE = "Вопрос;Ответ\r\nЕсть ли торшеры?;Есть два\r\nА люстры?;\r\n";

for (const way of [{ size: "phone", js: true }, { size: "desk", js: false }])
	check(`facts come from a file, ${way.js ? "with" : "without"} JavaScript`, { ...way, expected: [422] },
		async ({ page, shop }) => {
			await page.goto("/ui/assistant/facts/import?project=1");
			await page.locator("input[type=file]").setInputFiles({ name: "facts.csv", mimeType: "text/csv",
				buffer: Buffer.from(TABLE.replace("А люстры?;\r\n", "")) });
			await page.locator("main form button.primary").first().click();
			await page.locator("main", { hasText: "Есть ли торшеры?" }).waitFor();
			await page.locator("main form button.primary").first().click();
			await page.waitForURL(/\/ui\/assistant\/facts\?/);
			await shop.until("SELECT answer FROM fact WHERE question = 'Есть ли торшеры?'", [["Есть два"]]);
			await shop.sql("DELETE FROM fact WHERE question = 'Есть ли торшеры?'");
		});

const NAUGHTY = ["<script>document.title = 'taken'</script>", "<img src=x onerror=\"document.title = 'taken'\">",
	"<svg/onload=alert(1)>", "\"><b onmouseover=alert(1)>", "</textarea><script>alert(1)</script>", "<?cs var:Page.Csrf ?>",
	"&lt;b&gt;", "0", "\u202eлевое\u202c справа", "Z\u0351\u036b\u0343", "👩‍👩‍👧‍👦 🏳️‍🌈", "שלום", "a\n\n\nb", "щ".repeat(900)];

check("what buyers write is shown to the letter and never obeyed", { size: "phone" }, async ({ page, shop }) => {
	await shop.fresh();
	await shop.project({ mode: "off" });
	const chat = await shop.chat("Здравствуйте", { buyer_name: "<script>alert(1)</script>" });
	for (const words of NAUGHTY)
		await shop.say(chat.avito, words);
	await page.goto(`/ui/chats/${chat.id}`);
	const shown = await page.locator(".b .text").evaluateAll(nodes => nodes.map(node => node.textContent));
	assert.deepEqual(shown.sort(), ["Здравствуйте", ...NAUGHTY].sort());
	assert.equal(await page.locator("h1").first().textContent(), "<script>alert(1)</script>");
	assert.ok(!(await page.title()).includes("taken"));
	assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
	await page.goto("/ui/chats?tab=all");
	await page.locator(`#c${chat.id}`).waitFor();
	assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});
