// SPDX-License-Identifier: MIT
// What a page gains with JavaScript; everything works without.  htmx makes the requests:
//
//   <div data-news="/path" data-version="...">   asks for news by itself: GET /path?after=<version>
//   <form data-hx-boost="true" ...>              acts without reloading the page (macro "live")
//
// Both are answered with parts of the page, elements with data-part below one with data-version.
// Each is morphed into the part of its name, so that focus, caret, open details and places stay.  A
// part in which somebody writes is left as it is.
"use strict";

const EVERY_MS = 2600; // what is new is seen within three seconds
const AWAY_EVERY_MS = 15000; // in another window or tab
const FAILED_EVERY_MS = 60000; // at most, after some failures
const AFTER_ACT_MS = 900; // the worker may have done something by then
const LOST_AFTER_MS = 40000;

const news = document.querySelector("[data-news]");
const toasts = document.querySelector(".toasts");
const received = new WeakMap(); // part -> its HTML as it came
let failures = 0;
let acts = 0; // under way
let asked = 0; // when
let timer = 0;
let leaving = false;

// --- countdowns: <p data-left="9000" data-pattern="in {} s">

const ends = new WeakMap(); // node -> what it says, and when that is over

function end(node) {
	const left = node.dataset.left;
	if (ends.get(node)?.left !== left)
		ends.set(node, { left, at: performance.now() + Number(left) });
	return ends.get(node).at;
}

function tick() {
	let over = false;
	for (const node of document.querySelectorAll("[data-left]")) {
		const seconds = Math.ceil((end(node) - performance.now()) / 1000);
		if (seconds > 0) {
			node.textContent = node.dataset.pattern.replace("{}", seconds);
		} else {
			node.removeAttribute("data-left");
			over = true;
		}
	}
	if (over)
		look();
}

// --- what somebody writes

const FIELDS = "textarea, input:not([type=hidden], [type=checkbox], [type=radio])";

function isTouched(part) {
	return [...part.querySelectorAll(FIELDS)].some(field => !field.readOnly
		&& (field.value !== field.defaultValue || field === document.activeElement));
}

function remember(root) {
	for (const part of root.querySelectorAll("[data-part]"))
		received.set(part, part.outerHTML);
}

// What was typed while the last reply went out stays.
function clear(form, sent) {
	const text = form.elements.text;
	text.value = text.value.startsWith(sent) ? text.value.slice(sent.length).trimStart() : text.value;
	text.defaultValue = "";
}

// A new reply has a new mark.  One that was refused has one, too: words under the old may be out.
function mark(form) {
	form.elements.nonce.value = Array.from(crypto.getRandomValues(new Uint8Array(16)),
		byte => byte.toString(16).padStart(2, "0")).join("");
}

// --- a reply that is being written is kept by the server: <form data-keep="/path">

const KEEP_AFTER_MS = 1000;
let unkept = null; // the form
let keepTimer = 0;

function keep() {
	clearTimeout(keepTimer);
	if (unkept?.isConnected)
		fetch(unkept.dataset.keep, { method: "POST", body: new URLSearchParams(new FormData(unkept)),
			headers: { "HX-Request": "true" }, keepalive: true }).catch(() => {});
	unkept = null;
}

function keepSoon({ target }) {
	const form = target.closest("form[data-keep]");
	if (!form)
		return;
	unkept = form;
	clearTimeout(keepTimer);
	keepTimer = setTimeout(keep, KEEP_AFTER_MS);
}

// What is sent is not kept.
function keepNot({ target }) {
	if (target === unkept)
		unkept = null;
}

// --- words over the page

function say(words) {
	const toast = document.createElement("p");
	toast.className = "toast call";
	toast.textContent = words;
	toasts.replaceChildren(toast);
	setTimeout(() => toast.remove(), 12000);
}

// --- news

function look() {
	if (!news || acts)
		return;
	plan(LOST_AFTER_MS); // its end plans anew
	news.dispatchEvent(new Event("look"));
}

function pause(ms) {
	if (ms)
		return ms;
	const pace = document.hidden || !document.hasFocus() ? AWAY_EVERY_MS : EVERY_MS;
	const calm = failures ? Math.min(FAILED_EVERY_MS, EVERY_MS * 2 ** failures) : 0;
	return Math.max(pace, calm) * (0.9 + Math.random() / 5);
}

function plan(ms) {
	clearTimeout(timer);
	if (news)
		timer = setTimeout(look, pause(ms));
}

function comeBack() {
	if (!document.hidden && performance.now() - asked > 1000)
		look();
}

// --- requests

// No answer is an answer, too: the page tells it, the console need not.
async function askCalmly(url, options) {
	try {
		return await fetch(url, options);
	} catch {
		return new Response("", { status: 503 });
	}
}

function prepare({ detail: { ctx } }) {
	ctx.fetch = askCalmly;
	if (ctx.sourceElement === news) {
		ctx.request.body.set("after", news.dataset.version);
		asked = performance.now();
	} else {
		ctx.sent = ctx.request.body.get("text");
	}
}

function begin({ detail: { ctx } }) {
	ctx.isAct = ctx.sourceElement !== news;
	acts += ctx.isAct;
}

function partTask(ctx, fresh) {
	const old = document.querySelector(`[data-part="${fresh.dataset.part}"]`);
	const html = fresh.outerHTML;
	if (!old || received.get(old) === html)
		return [];
	if (isTouched(old) && !old.contains(ctx.sourceElement)) {
		for (const note of old.querySelectorAll(".stale"))
			note.hidden = false;
		return [];
	}
	received.set(old, html);
	const fragment = document.createDocumentFragment();
	fragment.append(fresh);
	return [{ type: "oob", fragment, target: old, swapSpec: { style: "outerMorph" }, sourceElement: news }];
}

// htmx has read the answer; what is done with it is decided here.
function choose(event) {
	const { ctx, tasks } = event.detail;
	const answer = tasks.find(task => task.type === "main")?.fragment;
	const version = answer?.querySelector("[data-version]");
	tasks.length = 0;
	if (!news || !version || ctx.response.status !== 200 || ctx.sourceElement === news && acts)
		return; // the answer to what is under way will be newer
	news.dataset.version = version.dataset.version;
	for (const fresh of answer.querySelectorAll("[data-part]"))
		tasks.push(...partTask(ctx, fresh));
}

// Signed out and in again, in another tab: what is written here can still be sent.
function renew(token) {
	for (const field of document.getElementsByName("csrf"))
		field.value = token ?? field.value;
}

function finishLook(status) {
	const failed = status !== 200 && status !== 204;
	if (status === 401 && !isTouched(document))
		location.reload();
	if (leaving)
		return;
	failures = failed ? failures + 1 : 0;
	document.body.classList.toggle("signed-out", status === 401);
	document.body.classList.toggle("offline", failed && status !== 401);
	plan();
}

function finishAct(ctx, status) {
	const form = ctx.sourceElement;
	const problem = new DOMParser().parseFromString(ctx.text ?? "", "text/html").querySelector(".toast");
	acts -= ctx.isAct;
	if (status === 200 && form.elements.nonce)
		clear(form, ctx.sent);
	if ((status === 200 || status === 409) && form.elements.nonce)
		mark(form);
	if (status === 200)
		toasts.replaceChildren();
	else if (status !== 401 && !leaving)
		say(problem?.textContent ?? toasts.dataset.failed);
	document.body.classList.toggle("signed-out", status === 401);
	setTimeout(keepFocus, 0, ctx.request.submitter);
	plan(AFTER_ACT_MS);
}

// A button loses the focus while it cannot be pressed.
function keepFocus(button) {
	if (document.activeElement === document.body && button?.isConnected)
		button.focus({ preventScroll: true });
}

function finish({ detail: { ctx } }) {
	const status = ctx.response?.status ?? 0;
	renew(ctx.response?.headers.get("X-Csrf"));
	if (ctx.sourceElement === news)
		finishLook(status);
	else
		finishAct(ctx, status);
	tick();
}

// --- start

document.documentElement.classList.add("js");
// On a telephone the lit tab may stand outside; the page itself must not move.
for (const tab of document.querySelectorAll(".tabs [aria-current]"))
	tab.parentElement.scrollLeft = tab.offsetLeft - (tab.parentElement.clientWidth - tab.offsetWidth) / 2;
document.addEventListener("input", keepSoon);
document.addEventListener("submit", keepNot);
window.addEventListener("pagehide", keep);
document.addEventListener("htmx:config:request", prepare);
document.addEventListener("htmx:before:request", begin);
document.addEventListener("htmx:before:swap", choose);
document.addEventListener("htmx:finally:request", finish);

document.addEventListener("keydown", event => {
	if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form)
		event.target.form.requestSubmit();
});

// The second half of a double click would press the button that has come in place of the first.
document.addEventListener("click", event => {
	if (event.detail > 1 && event.target.closest("[data-hx-boost] button"))
		event.preventDefault();
});

if (news) {
	news.setAttribute("data-hx-get", news.dataset.news);
	news.setAttribute("data-hx-trigger", "look");
	news.setAttribute("data-hx-swap", "none");
	remember(document);
	document.addEventListener("visibilitychange", comeBack);
	window.addEventListener("focus", comeBack);
	window.addEventListener("pagehide", () => { leaving = true; });
	window.addEventListener("pageshow", () => { leaving = false; plan(); });
	plan();
}
tick();
setInterval(tick, 1000);
