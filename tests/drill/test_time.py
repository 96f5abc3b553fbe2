# SPDX-License-Identifier: MIT
"""Clocks that are wrong: leases and due times are the database's, so that a host whose clock is an hour off, or
whose zone changes to summer time, does no job twice and sends nothing twice."""

import os
import subprocess

import pytest

from prilavok import Instance, clean_environment, wait
from simlib import program
from sql_steps import Shop

FULL = int(os.environ.get("DRILL_TIMES", "5")) > 5  # "make drill"
pytestmark = pytest.mark.skipif(not FULL, reason="make drill")
CHATS = 100 if FULL else 10


@pytest.fixture(scope="module")
def shop():
    app = Instance("time")
    try:
        app.start()
        yield Shop(app)
    finally:
        app.remove()


def other_worker(shop, shift, zone):
    """A worker of another host, so to say."""
    env = clean_environment({"PRILAVOK_ENV": str(shop.app.var / "prilavok.env"), "TZ": zone, "FAKETIME_DONT_FAKE_MONOTONIC": "1"})
    return subprocess.Popen(["faketime", "-f", shift, program("prilavok-worker"), "--for", "600"], env=env,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def end(shop, chat):
    """Answered once; or, because the host an hour ahead takes the question for an old one, shown to a person."""
    said, row = shop.texts(chat), shop.row(chat)
    assert len(said) <= 1, f"{chat} was told twice"
    return said or (row and row[2] == "1")


@pytest.mark.parametrize("shift, zone", [("+1h", "UTC"), ("-1h", "UTC"), ("+0", "Europe/Berlin")] if FULL else [("-1h", "UTC")])
def test_two_workers_with_different_clocks_do_everything_once(shop, shift, zone):
    shop.app.sql("DELETE FROM worker WHERE mode = 'cron'")
    other = other_worker(shop, shift, zone)
    try:
        wait(lambda: shop.number("SELECT COUNT(*) FROM worker WHERE mode = 'cron'") or other.poll() is not None, what="another worker")
        assert other.poll() is None
        chats = [shop.write("Здравствуйте! Ещё продаёте?")[0] for _ in range(CHATS)]
        for chat in chats:
            wait(lambda: end(shop, chat), 150, f"an end of {chat}")
        shop.settle()
        assert shop.app.is_healthy()
        shop.ask("/ui/chats")  # whoever is signed in stays so
    finally:
        other.terminate()
        other.wait(60)
    for chat in chats:
        assert end(shop, chat) and len(shop.turns(chat)) <= 1
    assert shop.number("SELECT COUNT(*) FROM job WHERE state = 2") == 0


@pytest.mark.skipif(not FULL, reason="make drill")
def test_a_token_is_used_and_renewed_by_the_servers_clock(shop):
    other = other_worker(shop, "+1h", "UTC")
    try:
        since = shop.last_request()
        shop.control("POST", "tokens/expire", {})
        chats = [shop.write("Здравствуйте! Ещё продаёте?")[0] for _ in range(CHATS)]
        for chat in chats:
            wait(lambda: end(shop, chat), 150, f"an end of {chat}")
        assert len(shop.requests(since, method="POST", path="^/token")) == 1
    finally:
        other.terminate()
        other.wait(60)
