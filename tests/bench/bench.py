#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures an installation of its own and prints a table: what design 14 promises, and what was reached.

Ratios compare things of one run, measured in turn on the same machine.  Run it on an idle one: the loads
before and after are printed below the table."""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import signal
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

import prilavok  # noqa: E402
import simlib  # noqa: E402
import plans  # noqa: E402
import walk  # noqa: E402
from data import busy_day, clear, make, past  # noqa: E402
from live import Live  # noqa: E402
from prilavok import Instance  # noqa: E402

prilavok.PATIENCE = 7200  # making two million messages is one statement of many minutes

STEADY = 200  # webhooks a second

# What every eighth message has, and what few have: a number, a phone.
COMMON, RARE = ("велосипед",), ("1234", "90000005")


def tool(name, *args):
    """The line of JSON a program of tests/bench prints."""
    done = subprocess.run([simlib.program(f"tests/bench/bench-{name}"), *map(str, args)], stdout=subprocess.PIPE,
                          text=True, check=True)
    return json.loads(done.stdout)


def middle(values):
    return statistics.median(values)


def mb(bytes_):
    return f"{bytes_ / 1e6:.1f} MB"


class Bench:
    def __init__(self, options):
        self.options = options
        self.rows = []
        self.scanned = []
        self.refused = 0  # answers other than 2xx
        self.loads = [os.getloadavg()[0]]
        self.app = Instance("bench", env={"ASSISTANT_MODE": "auto"})
        self.live = None
        self.empty = None

    def __enter__(self):
        self.app.start("--web", "nginx")  # which the table is about, whatever the tests run behind
        self.live = Live(self.app)
        self.live.settle()
        self.serve_nothing()
        self.say("an installation is up")
        return self

    def __exit__(self, *_):
        if self.empty:
            self.empty.terminate()
        self.app.remove()

    def say(self, text):
        print(f"{datetime.datetime.now():%H:%M:%S} {text}", file=sys.stderr, flush=True)

    def row(self, what, result, budget="", ratio=""):
        self.rows.append((what, result, budget, ratio))
        self.say(f"{what}: {result} {ratio}")

    # --- what it is measured with

    def serve_nothing(self):
        """The empty handler gets a location like the webhook's, behind the same nginx."""
        socket, conf = f"{self.app.run}/empty.sock", pathlib.Path(self.app.run, "prilavok.conf")
        self.empty = subprocess.Popen([simlib.program("tests/bench/bench-empty"), socket, "4"])
        text = conf.read_text()
        location = re.search(r"\tlocation \^~ /webhook \{.*?\n\t\}\n", text, re.DOTALL)[0]
        twin = location.replace("^~ /webhook", "= /empty").replace("prilavok_webhook", "bench_empty")
        text = text.replace(location, twin + location)
        conf.write_text(f"upstream bench_empty {{\n\tserver unix:{socket};\n}}\n{text}")
        os.kill(self.app.pid("nginx"), signal.SIGHUP)
        self.app.wait(lambda: self.app.post("/empty", body=b"{}").status == 200, what="the empty handler")

    def load(self, *args):
        self.loads.append(os.getloadavg()[0])
        result = tool("load", "--port", self.app.port, *args)
        self.refused += result["not_ok"]
        return result

    def no_worker(self):
        """The worker does nothing while this lasts."""
        bench = self

        class Pause:
            def __enter__(self):
                self.pid = bench.app.pid("worker")
                simlib.freeze(self.pid)
                return self

            def __exit__(self, *_):
                os.kill(self.pid, signal.SIGCONT)

            def clear(self):
                """Deletes the events.  The worker gets time to let go of one it had locked when it was stopped."""
                bench.app.wait(self.deletes, what="no events")

            def deletes(self):
                done = bench.app._ask("SET STATEMENT innodb_lock_wait_timeout = 1 FOR"
                                      " DELETE FROM job WHERE kind = 'event'")
                if done.returncode != 0:
                    os.kill(self.pid, signal.SIGCONT)
                    time.sleep(0.1)
                    simlib.freeze(self.pid)
                return done.returncode == 0
        return Pause()

    def memory(self):
        """Of all processes but MariaDB and what is no part of an installation: proportional, so that what
        they share counts once."""
        total = {}
        for name, pids in self.app.processes().items():
            if name in ("mariadb", "simulator"):
                continue
            for pid in pids:
                try:
                    rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
                except OSError:
                    continue
                total[name] = total.get(name, 0) + 1024 * int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])
        return total

    def resident(self, name):
        status = pathlib.Path(f"/proc/{self.app.pid(name)}/status").read_text()
        return 1024 * int(re.search(r"^VmRSS:\s+(\d+)", status, re.MULTILINE)[1])

    # --- what is measured

    def idle(self):
        memory = self.memory()
        parts = ", ".join(f"{name} {bytes_ / 1e6:.1f}" for name, bytes_ in sorted(memory.items()))
        self.row("whole installation idle, without MariaDB", mb(sum(memory.values())), "≤ 25 MB", parts)

    def ack(self, what):
        """Webhooks of 64 connections, and the same requests to the empty handler, in turn."""
        shares, p99s, rates, empties, path = [], [], [], [], self.live.webhook_path()
        with self.no_worker() as pause:
            for number in range(self.options.rounds):
                args = ("--connections", 64, "--seconds", self.options.seconds, "--event", f"{what}{number}-")
                empty, ours = self.load(*args, "/empty"), self.load(*args, path)
                stored = int(self.app.sql("SELECT COUNT(*) FROM job WHERE kind = 'event'")[0][0])
                assert stored >= ours["ok"], (stored, ours)
                pause.clear()
                self.say(f"empty {empty['per_second']:.0f}/s p99 {empty['p99_ms']} ms,"
                         f" webhook {ours['per_second']:.0f}/s p99 {ours['p99_ms']} ms")
                shares.append(ours["per_second"] / empty["per_second"])
                p99s.append(ours["p99_ms"])
                rates.append(ours["per_second"])
                empties.append(empty["p99_ms"])
        return middle(shares), middle(p99s), middle(rates), middle(empties)

    def commits(self):
        """What the database alone takes for a commit: bare INSERTs, each its own transaction."""
        return self.queue("--threads", 4, "--jobs", 1, "--puts")

    def queue(self, *args):
        self.loads.append(os.getloadavg()[0])
        return tool("queue", "--url", self.app._setting("DATABASE_URL"), "--seconds", self.options.seconds, *args)

    def burst(self):
        """Many webhooks at once, by 64 connections and by 256."""
        path, found = self.live.webhook_path(), []
        with self.no_worker() as pause:
            for connections in (64, 256):
                result = self.load("--connections", connections, "--requests", self.options.burst, "--event",
                                   f"burst{connections}-", path)
                stored = int(self.app.sql("SELECT COUNT(*) FROM job WHERE kind = 'event'")[0][0])
                assert stored >= result["ok"], (stored, result)
                pause.clear()
                found.append(result)
        for result, connections, budget in zip(found, (64, 256), ("all, ≥ 2000/s, p99 ≤ 100 ms, max ≤ 1 s",
                                                                   "all, ≥ 1500/s, p99 ≤ 500 ms")):
            self.row(f"burst of {result['requests']} webhooks, {connections} connections",
                     f"{result['ok']} stored, {result['per_second']:.0f}/s, p99 {result['p99_ms']:.0f} ms,"
                     f" max {result['max_ms']:.0f} ms", budget)

    def steady(self):
        """Webhooks at their own times, each counted from when it was due, for as long as it takes to meet what
        happens now and then: flushes of the database, checkpoints, other work of the machine."""
        rate, seconds = STEADY, self.options.steady
        with self.no_worker() as pause:
            result = self.load("--connections", 64, "--rate", rate, "--seconds", seconds, "--event", "steady-",
                               self.live.webhook_path())
            stored = int(self.app.sql("SELECT COUNT(*) FROM job WHERE kind = 'event'")[0][0])
            assert stored >= result["ok"], (stored, result)
            pause.clear()
        self.row(f"{rate} webhooks a second for {seconds} s", f"{stored} stored of {result['requests']},"
                 f" p99 {result['p99_ms']:.1f} ms, max {result['max_ms']:.0f} ms", "all, p99 ≤ 50 ms, max ≤ 500 ms",
                 f"{result['not_ok']} refused")

    def claims(self):
        """Jobs claimed and finished by 8 workers, while others come."""
        with self.no_worker():
            results = [self.queue("--threads", 8, "--jobs", 20000) for _ in range(self.options.rounds)]
        return (middle([r["per_second"] for r in results]), middle([r["claim_p99_ms"] for r in results]))

    def reply(self):
        """From the webhook to the POST of the reply, without the model's time; the quiet time is zero."""
        live, took = self.live, []
        live.model(walk.REPLY, repeat=True)
        live.project(mode="auto", quiet_ms=0, schedule="always")
        for number in range(self.options.replies):
            since = live.last_request()
            began = live.control("GET", f"deliveries?since={2 ** 62}")["last"]
            chat, _ = live.write(f"Ещё продаёте? Вопрос {number}", buyer_id=600000 + number)
            live.reply(chat)
            delivery = live.control("GET", f"deliveries?since={began}")["deliveries"][0]
            calls = live.requests(since)
            asked = sum(call["ms"] for call in calls if "completions" in call["path"])
            posted = next(call for call in calls if call["method"] == "POST" and call["path"].endswith("/messages"))
            took.append(posted["at_ms"] - delivery["at_ms"] - asked)
            if number % 50 == 0:
                self.loads.append(os.getloadavg()[0])
        took.sort()
        p50, p99 = took[len(took) // 2], took[len(took) * 99 // 100]
        self.row("reply overhead: webhook in → POST out", f"p50 {p50} ms, p99 {p99} ms (n = {len(took)})",
                 "p50 ≤ 15 ms, p99 ≤ 50 ms")
        live.settle()

    def in_flight(self):
        """Connections of the worker to the model, which does not answer."""
        port = "%04X" % int(re.search(r":(\d+)", self.model_url())[1])
        inodes = {os.readlink(link).strip("socket:[]") for link in self.links() if "socket" in os.readlink(link)}
        lines = pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]
        return sum(1 for line in map(str.split, lines)
                   if line[2].endswith(":" + port) and line[3] == "01" and line[9] in inodes)

    def links(self):
        return list(pathlib.Path(f"/proc/{self.app.pid('worker')}/fd").iterdir())

    def model_url(self):
        return self.app.sql("SELECT base_url FROM provider WHERE base_url <> '' LIMIT 1")[0][0].split("//")[1]

    def calls(self):
        """So many turns wait for the model at once in one worker."""
        live, wanted = self.live, self.options.calls
        with (self.app.var / "prilavok.env").open("a") as settings:
            settings.write(f'WORKER_THREADS="{wanted + 20}"\n')
        self.app.restart("worker")
        before = self.resident("worker")
        live.project(mode="auto", quiet_ms=0, schedule="always")
        live.model({**walk.REPLY, "delay_ms": 40000}, repeat=True)
        for number in range(wanted):
            live.write("Ещё продаёте?", buyer_id=700000 + number)
        most = 0

        def reached():
            nonlocal most
            most = max(most, self.in_flight())
            return most >= wanted
        self.app.wait(reached, what=f"{wanted} calls in flight")
        peak = self.resident("worker")
        self.row(f"one worker, {most} model calls in flight", f"resident {mb(peak)}", "500 in ≤ 64 MB",
                 f"{mb(before)} before")
        self.row("whole installation at that moment, without MariaDB", mb(sum(self.memory().values())))
        live.model(walk.REPLY, repeat=True)
        live.settle(600)

    def fill(self, chats):
        self.say(f"making {chats} chats")
        clear(self.app.sql)
        make(self.app.sql, chats)
        counts = self.app.sql("SELECT (SELECT COUNT(*) FROM chat), (SELECT COUNT(*) FROM message),"
                              " (SELECT COUNT(*) FROM turn)")[0]
        self.say("made {} chats, {} messages, {} turns".format(*counts))

    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.app.login().cookies.items())

    def pages(self):
        """p95 by page, of one browser that asks without a pause."""
        cookie = self.cookie()
        chats = [row[0] for row in self.app.sql("SELECT id FROM chat ORDER BY last_message_at DESC LIMIT 20")]
        longest = self.app.sql("SELECT chat_id FROM message GROUP BY chat_id ORDER BY COUNT(*) DESC LIMIT 1")[0][0]
        requests = self.options.requests
        pages = {
            "inbox": ["/ui/chats", "/ui/chats?tab=all", "/ui/chats?tab=bot", "/ui/chats?tab=needs"],
            "thread": [f"/ui/chats/{chat}" for chat in chats + [longest] * 5],
            "overview": ["/ui/overview"],
            "search for what few wrote": [f"/ui/chats?q={words}" for words in RARE],
            "search for a common word": [f"/ui/chats?q={simlib.urllib.parse.quote(word)}" for word in COMMON],
        }
        found = {}
        for name, paths in pages.items():
            rounds = []
            for _ in range(self.options.rounds):
                count = max(5, requests // 20) if "common" in name else requests
                rounds.append(self.load("--requests", count, "--cookie", cookie, *paths)["p95_ms"])
            found[name] = middle(rounds)
            self.say(f"{name} p95 {found[name]:.2f} ms")
        return found

    def analytics(self):
        """The overview counts since midnight: a day of a shop that got ten million messages in a year, with all of
        them in the tables it counts in."""
        count = self.options.day
        self.say(f"making a past of {self.options.year} messages")
        past(self.app.sql, self.options.year)
        busy_day(self.app.sql, count)
        total = self.app.sql("SELECT COUNT(*) FROM message")[0][0]
        cookie = self.cookie()
        p95 = middle([self.load("--requests", self.options.requests // 3, "--cookie", cookie, "/ui/overview")["p95_ms"]
                      for _ in range(self.options.rounds)])
        self.row(f"overview, {total} messages, {count} of them today", f"p95 {p95:.1f} ms", "p95 ≤ 50 ms")

    def scans(self):
        """What every page and the life of messages ask the database, explained on the data as it is now."""
        server, heard = plans.Server(self.app), []
        self.live.fresh()
        with server.overhear(heard):
            walk.everything(self.live)
        server.run("ANALYZE TABLE " + ", ".join(sorted(plans.GROWING)))
        sizes = server.sizes()
        self.scanned = [f"{part}: {statement[:300]}" for statement in heard
                        for part in plans.scans(server, statement, sizes)[0]]
        for line in self.scanned:
            self.say(f"reads a growing table whole: {line}")
        self.row("statements of all pages and replies that read a growing table whole",
                 f"{len(self.scanned)} of {len(heard)}", "0")

    # --- all of it

    def measure(self):
        options = self.options
        self.idle()
        self.reply()
        self.calls()
        small_claims = self.claims()
        self.fill(max(10, options.chats // 100))
        small_ack, small_pages = self.ack("s"), self.pages()
        self.fill(options.chats)
        large_ack, commits = self.ack("l"), self.commits()
        large_pages, large_claims = self.pages(), self.claims()
        self.compare(small_ack, large_ack, small_claims, large_claims, small_pages, large_pages)
        self.row("of the p99 above, the database: bare INSERTs by 4 connections", f"{commits['per_second']:.0f}/s,"
                 f" p50 {commits['claim_p50_ms']:.1f} ms, p99 {commits['claim_p99_ms']:.1f} ms")
        self.burst()
        self.steady()
        self.analytics()
        self.scans()

    def compare(self, small_ack, large_ack, small_claims, large_claims, small_pages, large_pages):
        chats = self.options.chats
        messages = int(self.app.sql("SELECT COUNT(*) FROM message")[0][0])
        turns = int(self.app.sql("SELECT COUNT(*) FROM turn")[0][0])
        share, p99, rate, empty_p99 = large_ack
        self.row("webhook, committed, 64 connections", f"{rate:.0f}/s, p99 {p99:.1f} ms",
                 "≥ 40 % of an empty handler, p99 ≤ 20 ms",
                 f"{100 * share:.0f} % of an empty handler, whose p99 is {empty_p99:.1f} ms")
        self.row("claim and finish, 8 workers, empty tables", f"{small_claims[0]:.0f}/s,"
                 f" claim p99 {small_claims[1]:.1f} ms", "≥ 400/s")
        self.row(f"claim and finish, {turns} finished turns", f"{large_claims[0]:.0f}/s,"
                 f" claim p99 {large_claims[1]:.1f} ms", "claim ≤ 2 × and ≤ 50 ms",
                 f"{large_claims[1] / small_claims[1]:.2f} × the claim's p99")
        for name, p95 in large_pages.items():
            budget = "" if "search" in name else "p95 ≤ 10 ms"
            self.row(f"{name}, {chats} chats, {messages} messages", f"p95 {p95:.1f} ms", budget,
                     f"{p95 / small_pages[name]:.2f} × that of a hundredth")
        self.row("data grows 100 ×: webhook p99", f"{small_ack[1]:.1f} → {p99:.1f} ms", "≤ 2 ×",
                 f"{p99 / small_ack[1]:.2f} ×")

    def table(self):
        lines = ["| what | measured | budget | ratio, parts |", "|---|---|---|---|"]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        model = re.search(r"^model name\s*:\s*(.+)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
        version = self.app.sql("SELECT VERSION()")[0][0]
        lines.append("")
        lines.append(f"{datetime.date.today()}, {os.cpu_count()} cores ({model[1] if model else platform.machine()}),"
                     f" MariaDB {version}, load {min(self.loads):.1f} to {max(self.loads):.1f};"
                     f" {self.refused} requests refused.")
        return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=100_000, help="each with 20 messages on the average")
    parser.add_argument("--rounds", type=int, default=5, help="of which the medians are taken")
    parser.add_argument("--seconds", type=int, default=3, help="of each round")
    parser.add_argument("--requests", type=int, default=300, help="of each page and round")
    parser.add_argument("--replies", type=int, default=200)
    parser.add_argument("--burst", type=int, default=10_000, help="webhooks")
    parser.add_argument("--steady", type=int, default=600, help=f"seconds of {STEADY} webhooks each")
    parser.add_argument("--year", type=int, default=10_000_000, help="messages in all, for the analytics")
    parser.add_argument("--day", type=int, default=27_400, help="messages since midnight, for the analytics")
    parser.add_argument("--calls", type=int, default=500, help="of the model, in flight")
    with Bench(parser.parse_args()) as bench:
        bench.measure()
        print(bench.table())
        return 1 if bench.scanned else 0


if __name__ == "__main__":
    sys.exit(main())
