// SPDX-License-Identifier: MIT
// The first run, step by step.
import assert from "node:assert/strict";

import { check } from "./harness.mjs";

for (const way of [{ size: "phone", js: true }, { size: "desk", js: false }])
	check(`a newcomer goes from the shop to a bot that answers, ${way.js ? "with" : "without"} JavaScript`, way,
		async ({ page, shop }) => {
			const next = () => page.locator("li[aria-current] .primary").first().click();
			await shop.fresh();
			await shop.answers("Да, кресло в продаже.");
			await page.goto("/ui/start/shop");
			assert.notEqual(await page.locator("#name").inputValue(), "");
			await next();
			await page.waitForURL("**/ui/start/avito*");
			await page.locator("[data-part=avito] .state-ok").waitFor();
			await next();
			await page.waitForURL("**/ui/start/assistant*");
			await next();
			await page.waitForURL("**/ui/start/test*");
			await shop.chat("Кресло ещё есть?", { buyer_name: "Нина" });
			if (!way.js)
				await page.reload();
			await page.locator("[data-part=test] .b.bot", { hasText: "Да, кресло в продаже." }).waitFor();
			await page.locator("[data-part=test] ol.why li").first().waitFor();
			await page.locator("a.button.primary").click();
			await page.waitForURL("**/ui/start/on*");
			await page.locator("input[name=mode][value=draft]").check();
			await next();
			await shop.until("SELECT mode FROM project WHERE id = 1", [["draft"]]);
			await page.goto("/ui/start/on");
			await page.locator("input[name=mode][value=auto]").check();
			await next();
			await shop.until("SELECT mode FROM project WHERE id = 1", [["auto"]]);
		});
