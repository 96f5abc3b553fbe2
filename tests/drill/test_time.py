# SPDX-License-Identifier: MIT
"""Clocks that are wrong: leases and due times are the database's, all programs go by its clock, and Avito's
times are moved to it.  A clock that is an hour off, or a zone that changes to summer time, does no job twice,
sends nothing twice and lets no question wait."""

import os
import pathlib
import signal
import subprocess
import time

import pytest

from live import SEND
from prilavok import Instance, clean_environment, wait
from simlib import program
from sql_shop import MORE, REPLY, Shop

FULL = int(os.environ.get("DRILL_TIMES", "5")) > 5  # "make drill"
full_only = pytest.mark.skipif(not FULL, reason="make drill")
CHATS = 100


@pytest.fixture(scope="module")
def shop():
    with Instance("time") as app:
        app.start()
        yield Shop(app)


def other_worker(shop, shift, zone):
    """A worker of another host, so to say."""
    env = clean_environment({"PRILAVOK_ENV": str(shop.app.var / "prilavok.env"), "TZ": zone, "FAKETIME_DONT_FAKE_MONOTONIC": "1"})
    return subprocess.Popen(["faketime", "-f", shift, program("prilavok-worker"), "--for", "600"], env=env,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def end(other):
    """faketime does not become the worker, but waits for it: it is the worker that is told to end."""
    children = pathlib.Path(f"/proc/{other.pid}/task/{other.pid}/children").read_text().split()
    for pid in children or [other.pid]:
        os.kill(int(pid), signal.SIGTERM)
    other.wait(60)


@full_only
@pytest.mark.parametrize("shift, zone", [("+1h", "UTC"), ("-1h", "UTC"), ("+0", "Europe/Berlin")])
def test_two_workers_with_different_clocks_do_everything_once(shop, shift, zone):
    shop.app.sql("DELETE FROM worker WHERE mode = 'cron'")
    other = other_worker(shop, shift, zone)
    try:
        wait(lambda: shop.number("SELECT COUNT(*) FROM worker WHERE mode = 'cron'") or other.poll() is not None, what="another worker")
        assert other.poll() is None
        chats = [shop.write("Здравствуйте! Ещё продаёте?")[0] for _ in range(CHATS)]
        for chat in chats:
            shop.answered(chat)
        shop.settle()
        assert shop.app.is_healthy()
        shop.ask("/ui/chats")  # whoever is signed in stays so
    finally:
        end(other)
    for chat in chats:
        assert shop.texts(chat) == [REPLY["reply"]] and len(shop.turns(chat)) == 1
    assert shop.number("SELECT COUNT(*) FROM job WHERE state = 2") == 0


@full_only
def test_a_token_is_used_and_renewed_by_the_servers_clock(shop):
    other = other_worker(shop, "+1h", "UTC")
    try:
        since = shop.last_request()
        shop.control("POST", "tokens/expire", {})
        chats = [shop.write("Здравствуйте! Ещё продаёте?")[0] for _ in range(CHATS)]
        for chat in chats:
            shop.answered(chat)
        assert len(shop.requests(since, method="POST", path="^/token")) == 1
    finally:
        end(other)


# --- programs of one installation by other clocks

ALL = ["mariadbd", "prilavok-worker", "ui.fcgi", "api.fcgi", "webhook.fcgi"]


def by_another_clock(programs, shift):
    """The environment in which these programs, and no others, go by that clock."""
    library = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    return {"LD_PRELOAD": str(library), "FAKETIME": shift, "FAKETIME_ONLY_CMDS": ",".join(programs),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


CLOCKS = [(["prilavok-worker"], "+1h"), (["prilavok-worker"], "-1h"), (["mariadbd"], "+1h"), (["mariadbd"], "-1h"),
          (ALL, "+1h"), (ALL, "-1h"), (["webhook.fcgi"], "+1h")]


@pytest.mark.parametrize("programs, shift", CLOCKS if FULL else [(ALL, "+1h")])
def test_a_fresh_question_is_fresh_and_a_send_is_found_by_any_clock(programs, shift):
    """Avito's clock is right.  An hour must make no question too old to be answered, and hide no message
    that was sent from the looks for it: it would be sent again."""
    with Instance("clock", env=by_another_clock(programs, shift)) as app:
        app.start()
        ahead = int(app.sql("SELECT UNIX_TIMESTAMP() - " + str(int(time.time())))[0][0])
        assert (abs(ahead) > 3000) == ("mariadbd" in programs), ahead
        shop = Shop(app)
        shop.answered(shop.question()[0])
        shop.project(doubtful="resend")
        shop.calm(routes=[{"path": SEND, "method": "POST", "lost_answer": True, "times": 1}],
                  webhook={"lose": 1.0, "retry": {"times": 200, "pause_ms": 300}})
        chat, _ = shop.write("Ещё продаёте?")
        shop.look()
        shop.answered(chat)
        assert [row[3] for row in shop.outbox(chat)] == ["0"], "sent again"
        shop.calm()
        shop.model(MORE, repeat=True)
        shop.write("А доставка есть?", chat_id=chat)
        shop.answered(chat, [REPLY["reply"], MORE["reply"]])


@full_only
@pytest.mark.parametrize("shift", ["+1h", "-1h"])
def test_whoever_is_signed_in_stays_so_when_the_web_programs_change_their_clock(shift):
    with Instance("clock", env=by_another_clock(["ui.fcgi", "api.fcgi"], shift)) as app:
        app.start()
        before, password = app.login(), app.password
        app.stop()
        app.env = {}
        app.start()
        assert before.get("/ui/me").status == 200
        assert before.post("/ui/me/theme", form={"theme": "dark"}).status in (200, 303)
        app.stop()
        app.env = by_another_clock(["ui.fcgi", "api.fcgi"], shift)
        app.start()
        assert before.get("/ui/me").status == 200, "the session ended by a clock"
        assert before.post("/ui/me/theme", form={"theme": "light"}).status in (200, 303), "the token of the form ended"
        guess = {"login": "admin", "password": "wrong"}
        assert {app.session().post("/ui/login", form=guess).status for _ in range(3)} <= {403, 429}
        owner = app.session()
        owner.cookies = {"prilavok_device": before.cookies["prilavok_device"]}
        form = {"login": "admin", "password": password}
        wait(lambda: owner.post("/ui/login", form=form).status == 303, what="the owner is in again")
