# SPDX-License-Identifier: MIT
"""Memory runs out at any allocation, ours or a library's: the program ends with a word in its log and is
started again, and nothing is lost or said twice."""

import os
import random

import pytest

from prilavok import Instance, wait
from sql_shop import LONG, REPLY, Shop

FULL = int(os.environ.get("DRILL_TIMES", "5")) > 5  # "make drill"
pytestmark = pytest.mark.skipif(not FULL, reason="make drill")
POINTS = 40 if FULL else 6
SEED = int(os.environ.get("DRILL_SEED") or 1)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    place = tmp_path_factory.mktemp("memory")
    with Instance("memory", env={"CRASH_DIR": str(place)}) as app:
        app.start()
        shop = Shop(app)
        shop.place = place
        yield shop


def run_out(shop, program, number):
    armed = shop.place / f"memory.{program}"
    new = shop.place / "new"
    new.write_text(str(number))
    new.rename(armed)
    return armed


def test_a_worker_without_memory_loses_nothing(shop, record_property):
    numbers = random.Random(SEED)
    pids, chats = set(), []
    for _ in range(POINTS):
        pids.add(shop.app.pid("worker"))
        run_out(shop, "prilavok-worker", numbers.randrange(1, 900))
        chats.append(shop.write("Здравствуйте! Ещё продаёте?")[0])
        shop.answered(chats[-1])
    pids.add(shop.app.pid("worker"))
    (shop.place / "memory.prilavok-worker").unlink(missing_ok=True)
    shop.settle()
    parked = shop.app.sql("SELECT id, error FROM job WHERE state = 2")
    assert all("its worker died" in error for _, error in parked), parked
    for number, _ in parked:  # an event, say, whose message a look at the chats has found meanwhile
        shop.ask(f"/ui/system/jobs/{number}/retry", {})
    shop.settle()
    assert shop.number("SELECT COUNT(*) FROM job WHERE state = 2") == 0
    for chat in chats:
        assert shop.texts(chat) == [REPLY["reply"]]
    log = shop.app.log("worker")
    assert "out of memory" in log and len(pids) > 1
    record_property("summary", f"memory ran out {POINTS} times in the worker, which ended {len(pids) - 1} times: 0 lost, 0 doubled")


@pytest.mark.parametrize("program, path", [("webhook.fcgi", None), ("ui.fcgi", "/ui/chats?tab=all")] if FULL else [])
def test_a_web_program_without_memory_is_there_again(shop, program, path):
    numbers = random.Random(SEED)
    for _ in range(POINTS):
        run_out(shop, program, numbers.randrange(1, 60))
        if path is None:
            chat, _ = shop.write("Здравствуйте! Ещё продаёте?")  # Avito asks again
            shop.answered(chat)
        else:
            wait(lambda: shop.admin.get(path).status == 200, LONG, path)
    (shop.place / f"memory.{program}").unlink(missing_ok=True)
    wait(shop.app.is_healthy, what="health")
    assert "out of memory" in shop.app.log(program.split(".")[0])
