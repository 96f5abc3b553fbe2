// SPDX-License-Identifier: MIT
// The installation under test, held by shop.py:  await shop.chat("Диван в наличии?", {buyer_name: "Марина"})
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const waiting = [];
let keeper, ended;

export async function open() {
	keeper = spawn("/usr/bin/python3", [fileURLToPath(new URL("shop.py", import.meta.url))],
		{ stdio: ["pipe", "pipe", "inherit"] });
	ended = new Promise(resolve => keeper.on("exit", resolve));
	ended.then(status => waiting.splice(0).forEach(call => call.reject(new Error(`shop.py ended with ${status}`))));
	keeper.stdin.on("error", () => {}); // told by its end
	createInterface({ input: keeper.stdout }).on("line", line => {
		const answer = JSON.parse(line), call = waiting.shift();
		if ("error" in answer)
			call.reject(new Error(answer.error));
		else
			call.resolve(answer.ok);
	});
	return shop.begin();
}

export async function close() {
	keeper?.stdin.end();
	await ended;
}

function call(name, args) {
	const last = args.at(-1);
	const more = last !== null && typeof last === "object" && !Array.isArray(last) ? args.pop() : {};
	return new Promise((resolve, reject) => {
		waiting.push({ resolve, reject });
		keeper.stdin.write(JSON.stringify({ do: name, with: args, more }) + "\n");
	});
}

// Every method of Shop in shop.py; a last argument that is an object has its named arguments.
export const shop = new Proxy({}, { get: (_, name) => (...args) => call(name, args) });
