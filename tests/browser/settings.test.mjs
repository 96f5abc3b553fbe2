// SPDX-License-Identifier: MIT
// What one does with the assistant, the account and oneself, by clicking.
import assert from "node:assert/strict";

import { check, place, signIn } from "./harness.mjs";

const WAYS = [{ size: "phone", js: true }, { size: "desk", js: false }];

function inBothWays(name, options, run) {
	for (const way of WAYS)
		check(`${name}, ${way.js ? "with" : "without"} JavaScript`, { ...way, ...options }, run);
}

const save = (page, action) => page.locator(`main form[action^="${action}"] button.primary`).first().click();

inBothWays("settings are refused with a reason and saved without", { expected: [422] }, async ({ page }) => {
	await page.goto("/ui/assistant");
	const name = await page.locator("#name").inputValue();
	await page.locator("#name").fill(" ");
	await page.locator("#instructions").fill("Отвечай коротко.");
	await save(page, "/ui/assistant");
	await page.locator("#name-error").waitFor();
	assert.equal(await page.locator("#instructions").inputValue(), "Отвечай коротко.");
	await page.locator("#name").fill(name);
	await save(page, "/ui/assistant");
	await page.waitForURL(/done=saved/);
	assert.equal(await page.locator("#name").inputValue(), name);
	assert.equal(await page.locator("#instructions").inputValue(), "Отвечай коротко.");
});

inBothWays("a fact is added, changed and removed", {}, async ({ page }) => {
	await page.goto("/ui/assistant/facts");
	await page.locator("details.card summary").first().click();
	await page.locator("#question").fill("Есть ли самовары?");
	await page.locator("#answer").fill("Есть два.");
	await save(page, "/ui/assistant/facts");
	await page.locator("a.fact", { hasText: "самовары" }).click();
	await page.locator("#answer").fill("Остался один.");
	await save(page, "/ui/assistant/facts/");
	await page.goto("/ui/assistant/facts");
	await page.locator("a.fact", { hasText: "Остался один." }).click();
	await page.locator("form[action$='/remove'] button").click();
	await page.waitForURL(/\/ui\/assistant\/facts\?/);
	assert.equal(await page.locator("a.fact", { hasText: "самовары" }).count(), 0);
});

inBothWays("the assistant is tried and nothing is sent", {}, async ({ page, shop }) => {
	await shop.fresh();
	await shop.answers("Доставка 500 ₽, привезём завтра.");
	const before = await shop.sql("SELECT COUNT(*) FROM outbox");
	await page.goto("/ui/assistant/try");
	await page.locator("#words").fill("Сколько стоит доставка?");
	await save(page, "/ui/assistant/try");
	await page.locator(".b", { hasText: "Доставка 500 ₽, привезём завтра." }).waitFor();
	await page.locator("#verdict li").first().waitFor();
	assert.deepEqual(await shop.sql("SELECT COUNT(*) FROM outbox"), before);
});

inBothWays("a model is tested with a button", {}, async ({ page, shop }) => {
	await shop.fresh();
	await page.goto("/ui/assistant/answerers");
	await page.locator("form[action$='/answerers/check'] button").first().click();
	await page.locator("section .banner.ok").first().waitFor();
});

inBothWays("an account is switched off and on, checked and keeps its keys", { expected: [422] }, async ({ page, shop }) => {
	const enabled = "SELECT enabled FROM account WHERE id = 1";
	await shop.fresh();
	await page.goto("/ui/accounts/1");
	await page.locator("form[action$='/enable'] button").click();
	await page.locator("form[action$='/enable'] input[value='1']").waitFor({ state: "attached" });
	await page.locator("form[action$='/enable'] button").click();
	await page.locator("form[action$='/enable'] input[value='0']").waitFor({ state: "attached" });
	await shop.until(enabled, [["1"]]);
	await page.locator("form[action$='/check'] button").click();
	await shop.until("SELECT status, webhook_state FROM account WHERE id = 1", [["ok", "ours"]]);
	await page.locator("#client_id").fill("sim-client");
	await page.locator("form[action$='/keys'] button").click();
	await page.locator("#client_secret-error").waitFor();
	await page.locator("#client_secret").fill("sim-secret");
	await page.locator("form[action$='/keys'] button").click();
	await page.waitForURL(/done=/);
	await shop.until("SELECT status, webhook_state FROM account WHERE id = 1", [["ok", "ours"]]);
	await shop.settle();
});

inBothWays("somebody changes the language, the theme and the password", { person: null, expected: [422] },
	async ({ page, shop }) => {
		const name = `petr-${Math.random().toString(36).slice(2)}`;
		await shop.person(name, "operator");
		await signIn(page.context(), name);
		await page.goto("/ui/me");
		await page.locator("input[name=lang][value=en]").check();
		await page.locator("form[action='/ui/me/lang'] button").click();
		await page.locator("html[lang=en]").waitFor();
		await page.locator("input[name=theme][value=dark]").check();
		await page.locator("form[action='/ui/me/theme'] button").click();
		await page.locator("html[data-theme=dark]").waitFor();
		await page.locator("#current").fill("not this one");
		await page.locator("#password").fill("a new password of mine");
		await page.locator("#again").fill("a new password of mine");
		await save(page, "/ui/me/password");
		await page.locator("#current-error").waitFor();
		await shop.sql("DELETE FROM login_throttle"); // other tests fail from here, too
		await page.locator("#current").fill(place.password);
		await page.locator("#password").fill("a new password of mine");
		await page.locator("#again").fill("a new password of mine");
		await save(page, "/ui/me/password");
		await page.waitForURL(/done=password/);
	});
