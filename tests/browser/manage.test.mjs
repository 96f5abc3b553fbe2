// SPDX-License-Identifier: MIT
// What one does now and then, by clicking: holidays, the order of the models, accounts and shops, what did
// not go out, what was set aside.
import assert from "node:assert/strict";

import { check } from "./harness.mjs";

const WAYS = [{ size: "phone", js: true }, { size: "desk", js: false }];

function inBothWays(name, options, run) {
	for (const way of WAYS)
		check(`${name}, ${way.js ? "with" : "without"} JavaScript`, { ...way, ...options }, run);
}

const form = (page, action) => page.locator(`main form[action$="${action}"]`).first();
const press = (page, action) => form(page, action).locator("button").first().click();

inBothWays("a holiday is refused, added, changed and removed", { expected: [422] }, async ({ page, shop }) => {
	const rows = page.locator(".holidays li", { hasText: "Переучёт" });
	await page.goto("/ui/assistant/holidays?project=1");
	await page.locator("#from").fill("31 никогда");
	await page.locator("#name").fill("Переучёт");
	await press(page, "/holidays");
	await page.locator("#from-error").waitFor();
	assert.equal(await page.locator("#name").inputValue(), "Переучёт");
	await page.locator("#from").fill("14.3");
	await press(page, "/holidays");
	await rows.locator("a").click();
	await page.locator("#hours").fill("12-15");
	await page.locator("main form button.primary").click();
	await page.waitForURL(/done=saved/);
	await shop.until("SELECT hours FROM project_holiday WHERE name = 'Переучёт'", [["12:00–15:00"]]);
	await page.goto("/ui/assistant/holidays?project=1");
	await rows.locator("a").click();
	await press(page, "/remove");
	await page.waitForURL(/done=removed/);
	assert.equal(await rows.count(), 0);
});

inBothWays("the models are added, put in order and removed", { expected: [422] }, async ({ page, shop }) => {
	const order = () => page.locator("section.card h2").allTextContents();
	const card = page.locator("section.card", { hasText: "spare-model" });
	await shop.fresh();
	await page.goto("/ui/assistant/answerers?project=1");
	const before = await order();
	const adding = page.locator("details.card", { has: page.locator("#model-new") });
	await adding.locator("summary").click();
	await page.locator("#url-new").fill("not an address");
	await page.locator("#model-new").fill("spare-model");
	await adding.locator("button.primary").click();
	await page.locator("#url-new-error, .field-error").first().waitFor();
	assert.equal(await page.locator("#model-new").inputValue(), "spare-model");
	await page.locator("#url-new").fill("http://127.0.0.1:9/v1");
	await adding.locator("button.primary").click();
	await page.waitForURL(/done=/);
	const added = await order();
	assert.equal(added.length, before.length + 1);
	const direction = added.indexOf("spare-model") > 0 ? "up" : "down";
	await card.locator(`form[action$="/${direction}"] button`).click();
	await page.waitForURL(/done=moved/);
	assert.notDeepEqual(await order(), added);
	await card.locator("form[action$='/remove'] button").click();
	await page.waitForURL(/done=removed/);
	assert.deepEqual(await order(), before);
});

inBothWays("an account is renamed, given to another shop and removed", { expected: [422] }, async ({ page, shop }) => {
	const name = `Дача ${Math.random().toString(36).slice(2)}`;
	await shop.fresh();
	await page.goto("/ui/accounts");
	await page.locator("details.card", { has: page.locator("#shop") }).locator("summary").click();
	await page.locator("#shop").fill("Второй магазин");
	await press(page, "/accounts/shops");
	await shop.until("SELECT COUNT(*) FROM project WHERE name = 'Второй магазин'", [["1"]]);
	await page.goto("/ui/accounts");
	await page.locator("details.card", { has: page.locator("#client_id") }).locator("summary").click();
	await page.locator("#client_id").fill(name);
	await page.locator("#name").fill(name);
	await press(page, "/accounts");
	await page.locator("#client_secret-error").waitFor();
	assert.equal(await page.locator("#client_id").inputValue(), name);
	await page.locator("#client_secret").fill("none of Avito's");
	await press(page, "/accounts");
	await page.waitForURL(/done=added/);
	await page.locator("#name").fill(`${name} на озере`);
	await press(page, "/name");
	await page.locator("h1", { hasText: `${name} на озере` }).waitFor();
	await page.locator("#project").selectOption({ label: "Второй магазин" });
	await press(page, "/shop");
	await shop.until(`SELECT p.name FROM account a JOIN project p ON p.id = a.project_id WHERE a.client_id = '${name}'`,
		[["Второй магазин"]]);
	await page.locator("details.card", { has: page.locator("#confirm") }).locator("summary").click();
	await page.locator("#confirm").fill("не то");
	await press(page, "/remove");
	await page.locator("#confirm-error").waitFor();
	await page.locator("#confirm").fill("удалить");
	await press(page, "/remove");
	await page.waitForURL(/done=removed/);
	assert.equal(await page.locator("a.fact", { hasText: name }).count(), 0);
	await shop.sql("DELETE FROM project WHERE name = 'Второй магазин'");
	await shop.settle();
});

inBothWays("a chat is kept until morning, and what did not go out goes out", {}, async ({ page, shop }) => {
	await shop.fresh();
	await shop.answers("Да, в продаже.");
	await shop.refuse(400);
	const chat = await shop.chat("Диван в наличии?", { buyer_name: "Клим" });
	await page.goto(`/ui/chats/${chat.id}`);
	await page.locator(".b.failed").waitFor();
	await shop.refuse(0);
	await page.locator(".b.failed button[formaction*='unsent/again']").click();
	await shop.said(chat.avito, "Да, в продаже.");
	await shop.settle();
	await page.goto(`/ui/chats/${chat.id}`);
	await page.locator("details.take summary").click();
	await page.locator("details.take button[value=morning]").click();
	await page.locator("form[action*='/give-back']").first().waitFor();
	await shop.until(`SELECT owner_until > 0 FROM chat WHERE id = ${chat.id}`, [["1"]]);
});

inBothWays("what was set aside is tried again and removed", {}, async ({ page, shop }) => {
	const asked = "SELECT state FROM job WHERE name = 'aside'";
	await shop.sql("INSERT INTO job (kind, name, account_id, state, run_at, error, created_at)"
		+ " VALUES ('nonsense', 'aside', 1, 2, 0, 'odd', 1)");
	await page.goto("/ui/system");
	await page.locator("tr", { hasText: "aside" }).locator("button").first().click();
	await page.waitForURL(/done=retried/);
	await shop.until(`${asked} AND error LIKE '%knows no such job%'`, [["2"]]);
	await page.goto("/ui/system");
	await page.locator("tr", { hasText: "aside" }).locator("button[formaction$='/remove']").click();
	await page.waitForURL(/done=removed/);
	assert.deepEqual(await shop.sql(asked), []);
});
