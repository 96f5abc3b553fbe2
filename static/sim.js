// SPDX-License-Identifier: MIT
// Keeps the open chat of the simulator's page up to date and sends without leaving it.
"use strict";

const thread = document.getElementById("thread");
const form = document.getElementById("write");

function scrollDown() {
	thread.scrollTop = thread.scrollHeight;
}

// Takes the thread and the list of chats out of a page as the server made it.
function take(html) {
	const page = new DOMParser().parseFromString(html, "text/html");
	const fresh = page.getElementById("thread");
	const list = page.getElementById("list");

	if (fresh === null || fresh.dataset.chat !== thread.dataset.chat) {
		location.assign("/sim/");
		return;
	}
	thread.dataset.count = fresh.dataset.count;
	thread.replaceChildren(...fresh.children);
	document.getElementById("list").replaceChildren(...list.children);
	scrollDown();
}

async function poll() {
	try {
		const path = "/sim/v1/chats/" + encodeURIComponent(thread.dataset.chat);
		const answer = await fetch(path);

		if (answer.status === 404) {
			location.assign("/sim/");
			return;
		}
		const chat = await answer.json();
		if (chat.messages.length !== Number(thread.dataset.count))
			take(await (await fetch(location.pathname)).text());
	} catch {
		// The simulator is away for a moment; the next turn asks again.
	}
	setTimeout(poll, 1000);
}

async function send(event) {
	event.preventDefault();
	const answer = await fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});

	if (answer.ok) {
		take(await answer.text());
		form.elements.text.value = "";
		form.elements.type.value = "text";
	}
	form.elements.text.focus();
}

if (thread !== null) {
	scrollDown();
	addEventListener("load", scrollDown);
	form.addEventListener("submit", send);
	form.elements.text.addEventListener("keydown", event => {
		if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
			event.preventDefault();
			form.requestSubmit();
		}
	});
	setTimeout(poll, 1000);
}
