// SPDX-License-Identifier: MIT
// What one does in the inbox, by clicking; with JavaScript on a phone, without on a desk.
import assert from "node:assert/strict";

import { check } from "./harness.mjs";

const WAYS = [{ size: "phone", js: true }, { size: "desk", js: false }];

function inBothWays(name, run) {
	for (const way of WAYS)
		check(`${name}, ${way.js ? "with" : "without"} JavaScript`, way, run);
}

const form = (page, action) => page.locator(`form[action*="/${action}"]`).first();
const press = (page, action) => form(page, action).locator("button").first().click();
const comes = (page, action) => form(page, action).waitFor();
const bubble = (page, words) => page.locator(".b .text", { hasText: words }).first().waitFor();

inBothWays("a chat is taken over, answered and handed back", async ({ page, shop }) => {
	await shop.fresh();
	await shop.answers("Да, в продаже.");
	const chat = await shop.chat("Диван в наличии?", { buyer_name: "Пётр" });
	await page.goto(`/ui/chats/${chat.id}`);
	await bubble(page, "Да, в продаже.");
	await press(page, "take");
	await comes(page, "give-back");
	await page.locator("#reply").fill("Приезжайте сегодня до девяти");
	await page.locator(".composer button.primary").click();
	await bubble(page, "Приезжайте сегодня до девяти");
	await shop.said(chat.avito, "Приезжайте сегодня до девяти");
	await press(page, "give-back");
	await comes(page, "take");
	await page.locator(".why summary").first().click();
	await page.locator(".why li").first().waitFor();
});

inBothWays("a draft is changed and sent, another is dropped", async ({ page, shop }) => {
	await shop.fresh();
	await shop.project({ mode: "draft" });
	await shop.answers("Есть в сером цвете.");
	const sent = await shop.chat("А в сером есть?", { buyer_name: "Рита" });
	await page.goto(`/ui/chats/${sent.id}`);
	assert.equal(await page.locator("textarea#draft").inputValue(), "Есть в сером цвете.");
	await page.locator("textarea#draft").fill("Есть в сером, последний.");
	await page.locator("form.draft button.primary").click();
	await bubble(page, "Есть в сером, последний.");
	await shop.said(sent.avito, "Есть в сером, последний.");
	await shop.settle();

	const dropped = await shop.chat("А в синем?", { buyer_name: "Глеб" });
	await page.goto(`/ui/chats/${dropped.id}`);
	await page.locator("button[formaction*='draft/drop']").click();
	await page.locator("form.draft").waitFor({ state: "detached" });
	assert.deepEqual(await shop.texts(dropped.avito), []);
});

inBothWays("the quiet time is cut short", async ({ page, shop }) => {
	await shop.fresh();
	await shop.project({ quiet_ms: 300000, quiet_max_ms: 300000 });
	await shop.answers("Да, есть.");
	const chat = await shop.begun("Стол есть?", { buyer_name: "Юля" });
	await page.goto(`/ui/chats/${chat.id}`);
	await press(page, "answer-now");
	await shop.said(chat.avito, "Да, есть.");
	await page.goto(`/ui/chats/${chat.id}`);
	await bubble(page, "Да, есть.");
	await shop.settle();
});

inBothWays("a call for a person is answered for", async ({ page, shop }) => {
	await shop.fresh();
	await shop.calls();
	const chat = await shop.chat("Отдадите за полцены?", { buyer_name: "Лев" });
	await page.goto("/ui/chats");
	await page.locator(`#c${chat.id}`).click();
	await press(page, "dismiss");
	await form(page, "dismiss").waitFor({ state: "detached" });
	await page.goto("/ui/chats");
	assert.equal(await page.locator(`#c${chat.id}`).count(), 0);
});

inBothWays("a chat is found by its words", async ({ page, shop }) => {
	await shop.fresh();
	const chat = await shop.chat("Нужен шезлонг на дачу", { buyer_name: "Вениамин" });
	await page.goto("/ui/chats");
	for (const words of ["шезлонг", "Вениамин"]) {
		await page.locator("#search").fill(words);
		await page.locator("form.search button").click();
		await page.waitForURL(/[?&]q=/);
		await page.locator(`#c${chat.id}`).waitFor();
	}
	await page.locator("#search").fill("такого никто не писал");
	await page.locator("form.search button").click();
	await page.locator("#empty").waitFor();
});

check("what somebody writes survives what comes, with its caret", { size: "phone" }, async ({ page, shop }) => {
	await shop.fresh();
	await shop.project({ mode: "off" });
	const chat = await shop.chat("Здравствуйте", { buyer_name: "Зоя" });
	await page.goto(`/ui/chats/${chat.id}`);
	await page.locator("#reply").fill("Сейчас посмотрю на складе");
	await page.locator("#reply").evaluate(field => field.setSelectionRange(7, 7));
	for (const words of ["Вы тут?", "Ау!"]) {
		await shop.say(chat.avito, words);
		await bubble(page, words);
		assert.deepEqual(await page.evaluate(() => {
			const field = document.activeElement;
			return [field.id, field.value, field.selectionStart, field.selectionEnd];
		}), ["reply", "Сейчас посмотрю на складе", 7, 7]);
	}
});

check("a new chat comes into the open list", { size: "desk" }, async ({ page, shop }) => {
	await shop.fresh();
	await shop.answers("Да, в продаже.");
	await page.goto("/ui/chats?tab=all");
	const chat = await shop.chat("Кресло продаёте?", { buyer_name: "Фаина" });
	await page.locator(`#c${chat.id}`, { hasText: "Фаина" }).waitFor();
	await page.locator(`#c${chat.id}`, { hasText: "Да, в продаже." }).waitFor();
});

check("a button does not pale while the page asks for news", { size: "desk" }, async ({ page, shop }) => {
	await shop.fresh();
	await page.goto("/ui/accounts/1");
	await page.locator("[data-news]").evaluate(part => part.classList.add("htmx-request"));
	assert.equal(await page.locator("button.primary").first().evaluate(node => getComputedStyle(node).opacity), "1");
});

check("the number of those who wait changes by itself", { size: "phone" }, async ({ page, shop }) => {
	await shop.fresh();
	await shop.answers("Да, есть.");
	await shop.sql("UPDATE chat SET needs_person = 0");
	const other = await shop.chat("Стол есть?", { buyer_name: "Ада" });
	const waiting = words => page.locator("nav [data-part=needs]", { hasText: words }).waitFor();
	await page.goto(`/ui/chats/${other.id}`);
	assert.equal(await page.locator("nav [data-part=needs]").textContent(), "");
	await shop.calls();
	await shop.chat("Отдадите за полцены?", { buyer_name: "Иван" });
	await waiting(/^1$/);
});

inBothWays("long names leave room for the talk, and a listing is read whole", async ({ page, shop }) => {
	await shop.fresh();
	const long = "Оченьдлинноесловобезпробелов".repeat(3);
	const chat = await shop.chat("Ещё продаёте?", { buyer_name: long });
	await shop.settle();
	await shop.sql(`UPDATE listing l JOIN chat c ON c.listing_id = l.id SET l.title = '${long}',`
		+ ` l.location = '${long.slice(0, 60)}' WHERE c.id = ${chat.id}`);
	await page.goto(`/ui/chats/${chat.id}`);
	const header = await page.locator(".talk header").boundingBox();
	assert.ok(header.height <= 110, `the header is ${header.height} high`);
	await page.goto(`/ui/chats/${chat.id}/about`);
	const cut = await page.locator(".item p").evaluateAll(lines => lines.map(line => line.scrollWidth - line.clientWidth));
	assert.ok(cut.length > 0 && cut.every(more => more <= 0), `cut off: ${cut}`);
	await shop.sql(`UPDATE listing SET title = 'Диван', location = 'Москва' WHERE title = '${long}'`);
});
