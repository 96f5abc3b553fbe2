# SPDX-License-Identifier: MIT
"""The database dies, hangs, fills up and forbids to write: what was acknowledged is there, and soon after it
is back so are we."""

import http.client
import json
import os
import signal
import subprocess
import threading
import time
import uuid

import pytest

from live import Live
from mariadb import Server
from prilavok import Instance, wait
from simlib import freeze, program

FULL = int(os.environ.get("DRILL_TIMES", "5")) > 5  # "make drill"
EVENTS, CONNECTIONS = (10000, 64) if FULL else (600, 16)
full_only = pytest.mark.skipif(not FULL, reason="make drill")
CALM = 180  # s for a queue to empty


class Sender(threading.Thread):
    """One of Avito's connections: it posts events one after the other, and none twice, until it has posted so
    many and is told that this is enough."""

    def __init__(self, live, event, least):
        super().__init__()
        self.live, self.event, self.least = live, event, least
        self.path = live.webhook_path()
        self.sent = {}  # {id: status}
        self.enough = threading.Event()

    def run(self):
        while len(self.sent) < self.least or not self.enough.is_set():
            name = uuid.uuid4().hex
            event = json.loads(json.dumps(self.event))
            event["payload"]["value"].update(id=name, content={"text": f"Сообщение {name}"})
            try:
                self.sent[name] = self.live.app.post(self.path, data=event).status
            except (OSError, http.client.HTTPException):
                self.sent[name] = 0
            if self.sent[name] != 200:
                time.sleep(0.05)


def post(live, event, count):
    """{id: status} of so many events."""
    sender = Sender(live, event, count)
    sender.enough.set()
    sender.run()
    return sender.sent


def is_up(app):
    try:
        return app.sql("SELECT 1") == [["1"]]
    except AssertionError:
        return False


def back_after(live, event):
    """Seconds from the moment when the database answers to the first webhook that is taken."""
    wait(lambda: is_up(live.app), what="the database")
    began = time.monotonic()
    event = json.loads(json.dumps(event))
    event["payload"]["value"]["id"] = uuid.uuid4().hex
    wait(lambda: live.app.post(live.webhook_path(), data=event).status == 200, what="an acknowledgement")
    return time.monotonic() - began


def trouble(app, kind):
    """The database is killed, stopped, or does not answer for a while; quickstart starts it again."""
    pid = app.pid("mariadb")
    if kind == "hang":
        freeze(pid)
        time.sleep(2)  # longer than a webhook waits
        os.kill(pid, signal.SIGCONT)
        return
    os.kill(pid, signal.SIGKILL if kind == "kill" else signal.SIGTERM)
    wait(lambda: app.pid("mariadb") != pid, what="another database")


@pytest.fixture
def live():
    with Instance("mariadb") as app:
        app.start()
        live = Live(app)
        live.settle()
        live.project(mode="off")
        yield live


def example(live):
    chat, _ = live.write("Здравствуйте")
    wait(lambda: live.row(chat), what="the chat")
    return live.event(chat, live.messages(chat)[0])


def kept(live, name):
    return live.app.sql(f"SELECT COUNT(*) FROM message WHERE avito_id = '{name}'") == [["1"]]


def test_a_burst_while_the_database_dies_and_hangs(live, record_property):
    event = example(live)
    senders = [Sender(live, event, EVENTS // CONNECTIONS) for _ in range(CONNECTIONS)]
    for sender in senders:
        sender.start()
    back = []
    for kind in (["kill", "stop", "hang"] * 3 if FULL else ["kill"]):
        trouble(live.app, kind)
        back.append(back_after(live, event))
    for sender in senders:
        sender.enough.set()
    for sender in senders:
        sender.join()
    answers = {name: status for sender in senders for name, status in sender.sent.items()}
    taken = {name for name, status in answers.items() if status == 200}
    assert set(answers.values()) <= {0, 200, 502, 503, 504} and taken
    live.settle(CALM)
    stored = {row[0] for row in live.app.sql("SELECT avito_id FROM message")}
    assert taken - stored == set(), "acknowledged, and lost"
    assert live.app.sql("SELECT COUNT(*) FROM job WHERE state = 2") == [["0"]]
    record_property("summary", f"{len(answers)} webhooks on {CONNECTIONS} connections, {len(back)} times no database:"
                    f" {len(taken)} acknowledged, 0 of them lost; back {max(back):.2f} s after it at the latest")


@full_only
def test_a_database_that_may_not_be_written_to(live):
    event = example(live)
    root = ["mariadb", "--no-defaults", f"--socket={live.app.run}/mariadb.sock", "--user=root"]

    def read_only(value):
        return subprocess.run([*root, f"--execute=SET GLOBAL read_only = {value}"], stderr=subprocess.DEVNULL).returncode == 0
    if not read_only(1):
        pytest.skip("this user is not the database's root")
    assert set(post(live, event, 3).values()) == {503}
    wait(lambda: "read-only" in live.app.log("worker"), what="words")
    read_only(0)
    assert back_after(live, event) < 90
    live.settle(CALM)


@pytest.fixture
def disk(tmp_path):
    """A small disk; skipped where none may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=240m", "tmpfs", place], stderr=subprocess.DEVNULL).returncode:
        pytest.skip("no disk may be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@full_only
def test_a_disk_that_is_full(disk, record_property):
    with Instance("full", var=disk / "var") as app:
        app.start()
        live = Live(app)
        live.settle()
        live.project(mode="off")
        event = example(live)
        live.app.sql("CREATE TABLE filler (text LONGTEXT) ENGINE=InnoDB")
        with open(disk / "filler", "wb") as filler:
            try:
                while True:
                    filler.write(bytes(65536))
                    filler.flush()
            except OSError:
                pass
        answers = {}
        while 503 not in answers.values() and len(answers) < 20000:
            answers.update(post(live, event, 50))
        (disk / "filler").unlink()
        back = back_after(live, event)
        live.settle(CALM)
        stored = {row[0] for row in live.app.sql("SELECT avito_id FROM message")}
        assert {name for name, status in answers.items() if status == 200} <= stored
        record_property("summary", f"disk full: {len(answers)} webhooks, every acknowledged one kept; {back:.2f} s after there"
                        " was room again they were taken")


# --- refused at the start


def words(server, *command, **environment):
    done = subprocess.run(command, text=True, timeout=90, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env=server.environment(**environment))
    return done.returncode, done.stdout


def test_a_database_that_would_lose_what_it_has_is_refused_in_words():
    with Server(options=["--innodb-flush-log-at-trx-commit=2"]) as server:
        server.prilavok("migrate")
        says = "innodb_flush_log_at_trx_commit is 2: the server would lose what it has acknowledged; set it to 1"
        code, text = words(server, program("prilavok"), "check")
        assert code == 3 and says in text
        code, text = words(server, program("prilavok-worker"), "--once")
        assert code == 1 and says in text


@full_only
def test_webhooks_are_refused_by_a_database_that_would_lose_them(live):
    event = example(live)
    root = ["mariadb", "--no-defaults", f"--socket={live.app.run}/mariadb.sock", "--user=root"]
    change = "--execute=SET GLOBAL innodb_flush_log_at_trx_commit = "
    if subprocess.run([*root, change + "2"], stderr=subprocess.DEVNULL).returncode:
        pytest.skip("this user is not the database's root")
    live.app.restart("webhook")
    # Until the new one listens, it is the web server that says 503.
    live.app.wait(lambda: post(live, event, 1) and "would lose what it has acknowledged" in live.app.log("webhook"))
    assert set(post(live, event, 3).values()) == {503}
    subprocess.run([*root, change + "1"], check=True)
    assert back_after(live, event) < 90
    live.settle(CALM)


@pytest.mark.parametrize("level", ["READ-UNCOMMITTED", "SERIALIZABLE", "REPEATABLE-READ"] if FULL else ["SERIALIZABLE"])
def test_the_isolation_of_the_server_does_not_matter(level):
    """Each session sets its own, so there is nothing to refuse; without it claims would block or read dirt."""
    with Server(options=[f"--transaction-isolation={level}", "--sql-mode=", "--innodb-rollback-on-timeout=1"]) as server:
        server.prilavok("migrate")
        server.prilavok("install", "--json")
        assert "ok   database" in server.prilavok("check", check=False).stdout
        assert server.sql("SELECT @@GLOBAL.tx_isolation") == [[level]]
        code, text = words(server, program("prilavok-worker"), "--once")
        assert code == 0, text
