// SPDX-License-Identifier: MIT
// Chats by the keyboard alone, also where the layout is a Russian one.
import assert from "node:assert/strict";

import { check } from "./harness.mjs";

const focused = page => page.evaluate(() => document.activeElement.id);
const key = (page, code, letter) => page.evaluate(([code, letter]) => document.activeElement.dispatchEvent(
	new KeyboardEvent("keydown", { key: letter, code, bubbles: true, cancelable: true })), [code, letter]);

check("the list is walked, a chat opened, a draft approved and the chat taken by keys", { size: "desk" },
	async ({ page, shop }) => {
		await shop.fresh();
		await shop.project({ mode: "draft" });
		await shop.answers("Есть в наличии.");
		const older = await shop.chat("Кровать есть?", { buyer_name: "Яков" });
		const newer = await shop.chat("Пуф есть?", { buyer_name: "Зоя" });
		await page.goto("/ui/chats?tab=drafts");
		await page.keyboard.press("j");
		assert.equal(await focused(page), `c${newer.id}`);
		await page.keyboard.press("ArrowDown");
		assert.equal(await focused(page), `c${older.id}`);
		await page.keyboard.press("k");
		assert.equal(await focused(page), `c${newer.id}`);
		await page.keyboard.press("Enter");
		await page.waitForURL(`**/ui/chats/${newer.id}?*`);
		await key(page, "KeyA", "ф");
		await shop.said(newer.avito, "Есть в наличии.");
		await page.locator("form.draft").waitFor({ state: "detached" });
		await page.keyboard.press("t");
		await page.locator("form[action*='/give-back']").first().waitFor();
		await page.keyboard.press("r");
		assert.equal(await focused(page), "reply");
		await page.keyboard.type("j t k");
		assert.equal(await page.locator("#reply").inputValue(), "j t k");
		await page.locator("#reply").fill("");
		await page.locator("#reply").blur();
		await page.keyboard.press("/");
		assert.equal(await focused(page), "search");
		await page.locator("#search").blur();
		await page.keyboard.press("?");
		await page.locator("dialog#keys[open]").waitFor();
		await page.keyboard.press("Escape");
		await page.locator("dialog#keys[open]").waitFor({ state: "detached" });
		await shop.settle();
	});
