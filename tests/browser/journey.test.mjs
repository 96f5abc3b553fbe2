// SPDX-License-Identifier: MIT
// From the door to an answer and back, by clicking.
import assert from "node:assert/strict";

import { check, place } from "./harness.mjs";

async function signsInAndOut({ page, shop }) {
	await shop.sql("DELETE FROM login_throttle"); // other tests fail from here, too
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

check("a seller of sofas writes as a buyer, reads why, takes the chat over and hands it back", { size: "phone" },
	async ({ page, shop }) => {
		await shop.fresh();
		await shop.answers("Здравствуйте! Да, диван «Осло» в продаже.");
		await page.goto("/sim/items");
		await page.locator(".goods a", { hasText: "Диван угловой" }).click();
		await page.locator("input[name=buyer_name]").fill("Тамара");
		await page.locator("form.first textarea").fill("Диван ещё продаёте?");
		await page.locator("form.first button.primary").click();
		await page.locator("#thread .b", { hasText: "Да, диван «Осло» в продаже." }).waitFor();
		const atAvito = page.url();

		await page.goto("/ui/chats?tab=all");
		await page.locator("a.row", { hasText: "Тамара" }).click();
		await page.locator(".why summary").first().click();
		await page.locator(".why li").first().waitFor();
		await page.locator("form[action*='/take'] button").first().click();
		await page.locator("form[action*='/give-back']").first().waitFor();
		await page.locator("#reply").fill("Тамара, это продавец. Жду вас в субботу!");
		await page.locator(".composer button.primary").click();
		await page.locator(".b", { hasText: "это продавец" }).first().waitFor();
		const chat = page.url();

		await page.goto(atAvito);
		await page.locator("#thread .b", { hasText: "это продавец" }).first().waitFor();
		await page.goto(chat);
		await page.locator("form[action*='/give-back'] button").first().click();
		await page.locator("form[action*='/take']").first().waitFor();
		await shop.settle();
	});
