// SPDX-License-Identifier: MIT
// Quick keys in chats, where the user has not switched them off; the dialog #keys lists them.  They
// are silent while somebody types, and with Ctrl, Alt and Meta, which belong to the browser.
"use strict";

{
	const list = document.getElementById("keys");

	const press = selector => {
		const button = document.querySelector(selector);
		button?.click();
		return button;
	};

	const enter = selector => {
		const field = document.querySelector(selector);
		field?.focus();
		return field;
	};

	// By one row of the list; from the open chat when no row has the focus.
	const move = step => {
		const rows = [...document.querySelectorAll("a.row")].filter(row => row.getClientRects().length);
		const focused = rows.indexOf(document.activeElement);
		const here = focused < 0 ? rows.findIndex(row => row.hasAttribute("aria-current")) : focused;
		const row = rows[here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1)];
		row?.focus();
		return row;
	};

	const actions = {
		j: () => move(1),
		k: () => move(-1),
		r: () => enter("#reply"),
		a: () => press(".draft button.primary"),
		t: () => press("form[action*='/take'] button"),
		"/": () => enter("main input[type=search]"),
		"?": () => list.showModal() ?? true,
	};

	// Letters by what they are called where the layout is a Latin one, else by where they are.
	const name = ({ key, code, shiftKey }) => {
		if (key === "?" || code === "Slash" && shiftKey)
			return "?";
		if (shiftKey)
			return "";
		if (code === "Slash")
			return "/";
		return /^[a-z/]$/i.test(key) ? key.toLowerCase() : code.replace(/^Key/, "").toLowerCase();
	};

	// Arrows scroll what is scrolled and move in what is moved in: they are ours in the list only.
	const arrow = ({ key, shiftKey, target }) => {
		if (shiftKey || target !== document.body && !target.matches("a.row"))
			return undefined;
		return { ArrowDown: actions.j, ArrowUp: actions.k }[key];
	};

	list.querySelector("button").addEventListener("click", () => list.close());
	document.addEventListener("keydown", event => {
		if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing
			|| event.repeat && !/^(Arrow|Key[JK])/.test(event.code)
			|| event.target.closest("input, textarea, select, dialog, [contenteditable]"))
			return;
		const action = arrow(event) ?? actions[name(event)];
		if (action?.())
			event.preventDefault();
	});
}
