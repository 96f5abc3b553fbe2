// SPDX-License-Identifier: MIT
// The week one can paint.  The text fields stay what is sent: painting writes them, typing is shown
// in the cells.  Time is kept in minutes, so what does not end on the half hour is not lost.
"use strict";

const DAY = 1440;
const CELL = 30;
const CELLS = DAY / CELL;
const WEEK = 7 * DAY;

// --- hours as text, as core/hours_text.c reads and writes them

const SPAN = /^\s*(\d{1,2})(?:[:.](\d{1,2}))?\s*[-–—−]\s*(\d{1,2})(?:[:.](\d{1,2}))?\s*$/;

function parseSpan(text) {
	const found = SPAN.exec(text);
	if (!found)
		return null;
	const [hour, minute, toHour, toMinute] = found.slice(1).map(digits => Number(digits || 0));
	const from = hour * 60 + minute;
	const to = toHour * 60 + toMinute;
	if (minute > 59 || toMinute > 59 || from >= DAY || to > DAY)
		return null;
	return [from, to > from ? to : to + DAY];
}

// The spans of a day's field, null when it cannot be read.
function parse(text) {
	const parts = text.trim().replace(/[,;]\s*$/, "").split(/[,;]/);
	if (parts.length === 1 && parts[0].trim() === "")
		return [];
	const spans = parts.map(parseSpan);
	return spans.includes(null) ? null : spans.sort((a, b) => a[0] - b[0]);
}

function clock(minutes) {
	const inDay = minutes > DAY ? minutes - DAY : minutes;
	return `${Math.floor(inDay / 60)}:${String(inDay % 60).padStart(2, "0")}`;
}

function format(spans) {
	return spans.map(([from, to]) => `${clock(from)}–${clock(to)}`).join(", ");
}

// --- the week in minutes

function readWeek(inputs) {
	const open = new Uint8Array(WEEK);
	inputs.forEach((input, day) => {
		for (const [from, to] of parse(input.value) || [])
			for (let minute = from; minute < to; minute++)
				open[(day * DAY + minute) % WEEK] = 1;
	});
	return open;
}

function spansInDay(open, day) {
	const spans = [];
	for (let minute = 0; minute < DAY; minute++) {
		if (!open[day * DAY + minute])
			continue;
		if (spans.length && spans.at(-1)[1] === minute)
			spans.at(-1)[1]++;
		else
			spans.push([minute, minute + 1]);
	}
	return spans;
}

// A night belongs to the evening it begins on, unless the day has no end at all.
function joinNights(days) {
	days.forEach((spans, day) => {
		const next = days[(day + 1) % 7];
		const evening = spans.at(-1);
		const night = next[0];
		if (evening && night && evening[1] === DAY && evening[0] > 0 && night[0] === 0
			&& night[1] < DAY && night[1] <= evening[0]) {
			evening[1] += night[1];
			next.shift();
		}
	});
	return days;
}

function weekSpans(open) {
	return joinNights(Array.from({ length: 7 }, (_, day) => spansInDay(open, day)));
}

// Fields that say the same already, and fields nobody can read, stay as they were typed.
function writeWeek(open, inputs, touched) {
	weekSpans(open).forEach((spans, day) => {
		const typed = parse(inputs[day].value);
		if (typed === null && !touched.has(day))
			return;
		if (typed === null || format(typed) !== format(spans))
			inputs[day].value = format(spans);
	});
}

// --- cells

class Grid {
	constructor(week) {
		this.week = week;
		this.words = week.dataset;
		this.fixed = Boolean(week.dataset.fixed);
		this.rows = [...week.querySelectorAll(".week-row")];
		this.inputs = this.rows.map(row => row.querySelector("input"));
		this.names = this.rows.map(row => row.querySelector("label").textContent);
		this.at = { day: 0, cell: 18 };
		this.build();
		this.read();
		this.listen();
	}

	build() {
		const how = document.createElement("p");
		how.id = "week-how";
		how.className = "hint";
		how.textContent = this.words.paint;
		how.hidden = this.fixed;
		this.week.prepend(how);
		this.cells = this.rows.map((row, day) => this.buildRow(row, day));
		this.lines = this.cells.map(cells => cells[0].closest(".week-cells"));
		for (const button of this.week.querySelectorAll(".buttons, [data-copy]"))
			button.hidden = false;
	}

	buildRow(row, day) {
		const grid = document.createElement("div");
		grid.className = "week-cells";
		grid.tabIndex = 0;
		grid.setAttribute("role", "grid");
		grid.setAttribute("aria-label", this.names[day]);
		grid.setAttribute("aria-describedby", "week-how");
		grid.setAttribute("aria-multiselectable", "true");
		grid.setAttribute("aria-readonly", String(this.fixed));
		const line = document.createElement("div");
		line.className = "week-line";
		line.setAttribute("role", "row");
		grid.append(line);
		const cells = Array.from({ length: CELLS }, (_, index) => {
			const cell = document.createElement("div");
			cell.id = `cell-${day}-${index}`;
			cell.className = "week-cell";
			cell.setAttribute("role", "gridcell");
			cell.dataset.day = day;
			cell.dataset.cell = index;
			if (index % 2 === 0)
				cell.dataset.hour = index / 2;
			line.append(cell);
			return cell;
		});
		row.querySelector("svg.week-bar").replaceWith(grid);
		return cells;
	}

	// --- text to cells

	read() {
		this.open = readWeek(this.inputs);
		this.draw();
	}

	draw() {
		this.cells.forEach((cells, day) => cells.forEach((cell, index) => {
			const from = day * DAY + index * CELL;
			const minutes = this.open.subarray(from, from + CELL).reduce((sum, one) => sum + one, 0);
			const state = minutes === CELL ? "open" : minutes ? "part" : "shut";
			if (cell.dataset.state === state)
				return;
			cell.dataset.state = state;
			cell.setAttribute("aria-selected", String(state !== "shut"));
			cell.setAttribute("aria-label", `${this.names[day]}, ${clock(index * CELL)}–${clock(index * CELL + CELL)}, ${this.words[state]}`);
		}));
	}

	// --- painting

	isOpen({ day, cell }) {
		return this.cells[day][cell].dataset.state === "open";
	}

	begin(place) {
		this.stroke = { from: place, before: this.open.slice(), texts: this.inputs.map(input => input.value), value: this.isOpen(place) ? 0 : 1 };
		this.extend(place);
	}

	// The rectangle between where the stroke began and here.
	extend(place) {
		const { from, before, texts, value } = this.stroke;
		const [first, last] = [from.day, place.day].sort((a, b) => a - b);
		const [left, right] = [from.cell, place.cell].sort((a, b) => a - b);
		const touched = new Set();
		this.open = before.slice();
		for (let day = first; day <= last; day++) {
			this.open.fill(value, day * DAY + left * CELL, day * DAY + (right + 1) * CELL);
			touched.add(day);
		}
		this.inputs.forEach((input, day) => { input.value = texts[day]; });
		writeWeek(this.open, this.inputs, touched);
		this.draw();
	}

	cancel() {
		this.open = this.stroke.before;
		this.inputs.forEach((input, day) => { input.value = this.stroke.texts[day]; });
		this.stroke = null;
		this.draw();
	}

	fill(texts) {
		this.inputs.forEach((input, day) => { input.value = format(parse(texts[day]) || []); });
		this.choose();
		this.read();
	}

	copy(row) {
		const from = this.rows.indexOf(row);
		for (let day = 0; day < 5; day++)
			this.inputs[day].value = this.inputs[from].value;
		this.choose();
		this.read();
	}

	// Whoever paints hours wants them kept.
	choose() {
		const schedule = document.querySelector('input[name="schedule"][value="hours"]');
		if (schedule)
			schedule.checked = true;
	}

	// --- events

	place(node) {
		const cell = node && node.closest && node.closest(".week-cell");
		return cell && { day: Number(cell.dataset.day), cell: Number(cell.dataset.cell) };
	}

	moveTo(place) {
		const cell = this.cells[place.day][place.cell];
		this.at = place;
		this.lines[place.day].setAttribute("aria-activedescendant", cell.id);
		this.lines[place.day].focus({ preventScroll: true });
		for (const old of this.week.querySelectorAll(".here"))
			old.classList.remove("here");
		cell.classList.add("here");
		cell.scrollIntoView({ block: "nearest" });
	}

	listen() {
		this.week.addEventListener("input", () => this.read());
		this.lines.forEach((line, day) => line.addEventListener("focus",
			() => this.at.day === day && line.matches(":has(.here)") || this.moveTo({ ...this.at, day })));
		this.week.addEventListener("keydown", event => this.key(event));
		if (this.fixed)
			return;
		this.week.addEventListener("pointerdown", event => this.press(event));
		this.week.addEventListener("pointermove", event => this.drag(event));
		window.addEventListener("pointerup", () => this.release());
		window.addEventListener("pointercancel", () => this.stroke && this.cancel());
		this.week.addEventListener("click", event => this.click(event));
	}

	press(event) {
		const place = this.place(event.target);
		if (!place || event.button !== 0 || this.stroke)
			return;
		if (event.pointerType === "mouse")
			event.preventDefault(); // no text is selected
		this.moveTo(place);
		this.begin(place);
	}

	drag(event) {
		if (!this.stroke)
			return;
		const place = this.place(document.elementFromPoint(event.clientX, event.clientY));
		if (place)
			this.extend(place);
	}

	release() {
		if (this.stroke)
			this.choose();
		this.stroke = null;
	}

	click(event) {
		const button = event.target.closest("button");
		if (button && "week" in button.dataset)
			this.fill(button.dataset.week.split(","));
		else if (button && "copy" in button.dataset)
			this.copy(button.closest(".week-row"));
	}

	key(event) {
		const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0],
			Home: [0, -CELLS], End: [0, CELLS] };
		if (!this.lines.includes(event.target))
			return;
		if (event.key in steps) {
			const [days, cells] = steps[event.key];
			this.moveTo({ day: Math.min(6, Math.max(0, this.at.day + days)),
				cell: Math.min(CELLS - 1, Math.max(0, this.at.cell + cells)) });
		} else if ((event.key === " " || event.key === "Enter") && !this.fixed) {
			this.begin(this.at);
			this.release();
		} else {
			return;
		}
		event.preventDefault();
	}
}

// --- the clock of the zone that is chosen

function showZone(select, hint) {
	let there = "";
	try {
		const parts = { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: select.value };
		there = new Intl.DateTimeFormat("ru", parts).format();
	} catch {
		// the browser does not know this zone
	}
	hint.textContent = there && hint.dataset.zoneNow.replace("{}", there.replace(/^0(?=\d)/, ""));
}

const week = document.querySelector(".week");
if (week)
	new Grid(week);

const zone = document.getElementById("zone");
const zoneHint = document.querySelector("[data-zone-now]");
if (zone && zoneHint)
	zone.addEventListener("change", () => showZone(zone, zoneHint));
