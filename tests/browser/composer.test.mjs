// SPDX-License-Identifier: MIT
// A reply that somebody has begun to write: kept by the server, there again, gone once it is sent,
// and sent once.
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

// The server has taken the reply, and the telephone has lost the network before it heard of that.
async function loseAnswer(page) {
	await page.route("**/reply*", async route => {
		await route.fetch();
		await route.abort("aborted");
	}, { times: 1 });
	await page.locator(".composer button.primary").click();
	await page.locator(".toast").waitFor();
}

check("other words after a lost answer are kept and sent", { expected: [409] }, async ({ page, shop }) => {
	await shop.fresh();
	await shop.answers("Да, в продаже.");
	const chat = await shop.chat("Кресло в наличии?", { buyer_name: "Нина" });
	await page.goto(`/ui/chats/${chat.id}`);
	const reply = page.locator("#reply"), send = page.locator(".composer button.primary");
	await reply.fill("Привезём завтра");
	await loseAnswer(page);
	await shop.said(chat.avito, "Привезём завтра");
	assert.equal(await reply.inputValue(), "Привезём завтра");
	await reply.fill("Привезём в пятницу");
	await send.click();
	await page.locator(".toast", { hasText: "нажмите «Отправить» ещё раз" }).waitFor();
	assert.equal(await reply.inputValue(), "Привезём в пятницу");
	await send.click();
	await shop.said(chat.avito, "Привезём в пятницу");
	await page.waitForFunction(() => document.getElementById("reply").value === "");
});

check("the same words after a lost answer are sent once", {}, async ({ page, shop }) => {
	await shop.fresh();
	await shop.answers("Да, в продаже.");
	const chat = await shop.chat("Стол в наличии?", { buyer_name: "Тимур" });
	await page.goto(`/ui/chats/${chat.id}`);
	await page.locator("#reply").fill("Привезём завтра");
	await loseAnswer(page);
	await page.locator(".composer button.primary").click();
	await page.waitForFunction(() => document.getElementById("reply").value === "");
	await shop.settle();
	assert.deepEqual(await shop.texts(chat.avito), ["Да, в продаже.", "Привезём завтра"]);
});
