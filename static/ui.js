// SPDX-License-Identifier: MIT
// What a page gains with JavaScript: news without reloading, countdowns, Ctrl+Enter.  Everything
// works without.
"use strict";

const EVERY_MS = 3000;
const HIDDEN_EVERY_MS = 15000;

// --- countdowns: <p data-left="9000" data-pattern="in {} s">

const ends = new WeakMap();

function tick() {
	let over = false;
	for (const node of document.querySelectorAll("[data-left]")) {
		if (!ends.has(node))
			ends.set(node, performance.now() + Number(node.dataset.left));
		const left = Math.ceil((ends.get(node) - performance.now()) / 1000);
		if (left > 0) {
			node.textContent = node.dataset.pattern.replace("{}", left);
		} else {
			node.removeAttribute("data-left");
			over = true;
		}
	}
	if (over)
		look();
}

// --- news: parts of the page are swapped when the server has other ones

const news = document.querySelector("[data-news]");
const received = new WeakMap(); // node -> its HTML as it came, before anybody opened or edited it
let timer = 0;
let looking = false;

function source(node) {
	if (!received.has(node))
		received.set(node, node.outerHTML);
	return received.get(node);
}

function remember(root) {
	for (const part of root.querySelectorAll("[data-part]")) {
		source(part);
		if (part.dataset.keyed)
			[...part.children].forEach(source);
	}
}

function isTouched(part) {
	const texts = [...part.querySelectorAll("textarea")];
	return texts.some(text => text.value !== text.defaultValue || text === document.activeElement);
}

function swapPart(old, fresh) {
	if (source(old) === source(fresh))
		return;
	if (isTouched(old)) { // what somebody is writing is not taken away, but they are told
		for (const note of old.querySelectorAll(".stale"))
			note.hidden = false;
		return;
	}
	old.replaceWith(fresh);
}

// Children that did not change stay the nodes they are: open details, selections and focus survive.
function swapChildren(old, fresh) {
	const known = new Map([...old.children].map(child => [child.id, child]));
	let here = old.firstElementChild;
	for (let child of [...fresh.children]) {
		const same = known.get(child.id);
		if (same && source(same) === source(child))
			child = same;
		else if (same && same.open)
			child.open = true;
		known.delete(child.id);
		if (child === here)
			here = here.nextElementSibling;
		else
			old.insertBefore(child, here);
		if (same && same !== child) {
			if (same === here)
				here = here.nextElementSibling;
			same.remove();
		}
	}
	for (const gone of known.values())
		gone.remove();
}

function swap(html) {
	const page = new DOMParser().parseFromString(html, "text/html");
	const focused = document.activeElement && document.activeElement.id;
	remember(page);
	for (const fresh of page.querySelectorAll("[data-part]")) {
		const old = news.querySelector(`[data-part="${fresh.dataset.part}"]`);
		if (old && fresh.dataset.keyed)
			swapChildren(old, fresh);
		else if (old)
			swapPart(old, fresh);
	}
	if (focused && document.activeElement.id !== focused)
		document.getElementById(focused)?.focus({ preventScroll: true });
	news.dataset.version = page.querySelector("[data-version]").dataset.version;
	tick();
}

async function ask() {
	const url = new URL(news.dataset.news, location.href);
	url.searchParams.set("after", news.dataset.version);
	const answer = await fetch(url, { headers: { "HX-Request": "true" } });
	if (answer.status === 401 && !isTouched(document)) // signed out; nobody's words are thrown away
		location.reload();
	else if (answer.status === 200)
		swap(await answer.text());
	document.body.classList.toggle("offline", !answer.ok);
}

async function look() {
	if (!news || looking)
		return;
	looking = true;
	clearTimeout(timer);
	try {
		await ask();
	} catch {
		document.body.classList.add("offline");
	}
	looking = false;
	timer = setTimeout(look, document.hidden ? HIDDEN_EVERY_MS : EVERY_MS);
}

// --- start

document.documentElement.classList.add("js");

document.addEventListener("keydown", event => {
	if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form)
		event.target.form.requestSubmit();
});

if (news) {
	remember(document);
	timer = setTimeout(look, EVERY_MS);
	document.addEventListener("visibilitychange", () => document.hidden || look());
}
tick();
setInterval(tick, 1000);
