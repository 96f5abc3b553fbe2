// SPDX-License-Identifier: MIT
// Keeps the simulator's page up to date and sends without leaving it.  Only what changed is
// replaced: drafts, focus, caret, a playing voice and folded parts stay as they are.
"use strict";

const POLL_MS = 1200;
const parts = ["chats", "thread", "faults-state", "wire"];
const offline = document.getElementById("offline");
let seen = "";
let turn = 0;

function screenOf() {
	return document.getElementById("screen");
}

function scrollDown() {
	const screen = screenOf();

	if (screen !== null)
		screen.scrollTop = screen.scrollHeight;
}

function isAtEnd() {
	const screen = screenOf();

	return screen === null || screen.scrollHeight - screen.scrollTop - screen.clientHeight < 80;
}

// Makes the children of old those of fresh; what has the same id and text is left alone.
function patch(old, fresh) {
	let place = old.firstElementChild;

	for (const child of [...fresh.children]) {
		const known = child.id === "" ? null : [...old.children].find(other => other.id === child.id);

		if (known !== null && known !== undefined && known.isEqualNode(child)) {
			if (known === place)
				place = place.nextElementSibling;
			else
				old.insertBefore(known, place);
			continue;
		}
		const focused = known?.contains(document.activeElement);

		old.insertBefore(child, place);
		if (known === place)
			place = place?.nextElementSibling ?? null;
		known?.remove();
		if (focused)
			child.querySelector("a, button")?.focus();
	}
	while (place !== null) {
		const next = place.nextElementSibling;

		place.remove();
		place = next;
	}
}

function update(old, fresh) {
	if (old === null || fresh === null || old.isEqualNode(fresh))
		return;
	const list = old.querySelector(":scope > ul");
	const freshList = fresh.querySelector(":scope > ul");

	if (list !== null && freshList !== null)
		patch(list, freshList);
	else if (old.tagName === "OL")
		patch(old, fresh);
	else {
		old.className = fresh.className;
		old.replaceChildren(...fresh.childNodes);
	}
}

// The selects follow what is set, unless somebody is choosing.
function updateSwitches(page) {
	const form = document.getElementById("faults");
	const fresh = page.getElementById("faults");

	for (const select of form.querySelectorAll("select"))
		if (!form.contains(document.activeElement))
			select.value = fresh.querySelector("select[name=" + select.name + "]").value;
}

function take(html) {
	const page = new DOMParser().parseFromString(html, "text/html");
	const thread = document.getElementById("thread");
	const fresh = page.getElementById("thread");

	if (thread?.dataset.chat !== fresh?.dataset.chat) {
		location.assign("/sim/");
		return;
	}
	const follow = isAtEnd();

	for (const id of parts)
		update(document.getElementById(id), page.getElementById(id));
	updateSwitches(page);
	document.title = page.title;
	if (follow)
		scrollDown();
}

async function look() {
	const mine = ++turn;
	const query = new URLSearchParams(location.search);

	query.set("seen", seen);
	const answer = await fetch(location.pathname + "?" + query);

	if (mine !== turn || answer.status === 204)
		return;
	if (answer.redirected && new URL(answer.url).pathname !== location.pathname) {
		location.assign(answer.url);
		return;
	}
	if (answer.ok) {
		seen = answer.headers.get("X-Page") ?? "";
		take(await answer.text());
	}
}

async function poll() {
	if (!document.hidden) {
		try {
			await look();
			offline.hidden = true;
		} catch {
			offline.hidden = false;
		}
	}
	setTimeout(poll, POLL_MS);
}

function showError(page) {
	document.getElementById("error-place")?.replaceChildren(
		...(page.getElementById("error-place")?.children ?? []));
}

async function send(form, button) {
	const body = new URLSearchParams(new FormData(form, button));
	const field = form.querySelector("textarea, input[name=text]");
	const text = field?.value;

	try {
		const answer = await fetch(form.action, {method: "POST", body});
		const html = await answer.text();

		showError(new DOMParser().parseFromString(html, "text/html"));
		if (answer.ok && field && field.value === text)
			field.value = "";
		turn++;
		take(html);
		scrollDown();
		offline.hidden = true;
	} catch {
		offline.hidden = false;
	}
}

for (const form of document.querySelectorAll("form[data-stay]"))
	form.addEventListener("submit", event => {
		event.preventDefault();
		if (location.hash === "#tools" && form.id !== "faults")
			location.hash = "#screen";
		send(form, event.submitter);
	});
document.querySelector("#write textarea")?.addEventListener("keydown", event => {
	if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
		event.preventDefault();
		event.target.form.requestSubmit();
	}
});
document.addEventListener("visibilitychange", () => {
	if (!document.hidden)
		look().catch(() => {});
});
document.documentElement.classList.add("live");
scrollDown();
addEventListener("load", scrollDown);
setTimeout(poll, POLL_MS);
