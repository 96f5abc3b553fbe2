# SPDX-License-Identifier: MIT
"""kill -9 at every step between the webhook and the mark "read": nothing is lost, nothing said twice."""

import os
import pathlib
import re

import pytest

from live import Live
from prilavok import TOP, Instance, wait

TIMES = int(os.environ.get("DRILL_TIMES", "5"))
REPLY = {"reply": "Да, ещё продаётся. Приезжайте смотреть.", "handoff": False, "confidence": 95}
PATIENCE = 240  # s: looks after 3, 15, 45 and 75 s, and one more send

# The points in the order in which a message meets them; what else must be so for one to be met.
POINTS = {
    "webhook.received": {}, "webhook.stored": {}, "job.claimed": {}, "event.storing": {}, "event.stored": {},
    "job.done": {}, "job.settled": {}, "token.fetched": {"token": True}, "enrich.fetched": {}, "turn.read": {},
    "turn.answered": {}, "turn.committing": {}, "turn.committed": {}, "send.beginning": {}, "send.begun": {},
    "send.posted": {}, "send.looked": {"after": "send.posted", "echo": False}, "send.recording": {"echo": False},
    "send.recorded": {},
    "read.marked": {},
}


def test_every_point_of_the_sources_is_drilled():
    sources = [*TOP.glob("lib/*/*.c"), *TOP.glob("cgi/*/*.c")]
    named = re.findall(r'CRASH_POINT\("([^"]+)"\)', "".join(path.read_text() for path in sources))
    assert sorted(named) == sorted(POINTS)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    places = tmp_path_factory.mktemp("crash")
    with Instance("drill", env={"CRASH_DIR": str(places)}) as app:
        app.start()
        live = Live(app)
        live.places = places
        live.admin = app.login()
        live.settle()
        yield live


def arm(shop, point):
    place = pathlib.Path(shop.places, point)
    place.touch()
    return place


def rest(shop):
    """No job is running or due: the next kill hits nothing but its own chat."""
    shop.app.wait(lambda: shop.app.sql("SELECT COUNT(*) FROM job WHERE state = 1 OR (state = 0 AND"
                                       " run_at <= UNIX_TIMESTAMP(NOW(3)) * 1000)") == [["0"]], 60, "a rest")


def write(shop, point):
    """A buyer's question; without an echo, what was said is found by looking only, and nobody but the sender
    records it."""
    if POINTS[point].get("echo", True):
        return shop.write("Здравствуйте! Ещё продаёте?")[0]
    shop.project(quiet_ms=600000, quiet_max_ms=600000)
    chat, _ = shop.write("Здравствуйте! Ещё продаёте?")
    query = ("SELECT c.id FROM chat c JOIN job j ON j.chat_id = c.id AND j.kind = 'turn'"
             f" WHERE c.avito_chat_id = '{chat}'")
    number = wait(lambda: shop.app.sql(query), 60, "the turn")[0][0]
    rest(shop)
    # Nor may the usual look at all chats, once a minute, find it first.
    shop.app.sql("UPDATE job SET run_at = UNIX_TIMESTAMP(NOW(3)) * 1000 + 86400000"
                 " WHERE kind IN ('connect', 'sync') AND state = 0")
    rest(shop)
    shop.faults(webhook={"lose": 1.0})
    assert shop.admin.post(f"/ui/chats/{number}/answer-now", form={}).status == 303
    return chat


def outcome(shop, chat):
    """What came of a chat: "answered" once, "held" for a person to see, or None as yet."""
    if shop.texts(chat) == [REPLY["reply"]] and shop.outbox(chat)[0][1] == "sent":
        return "answered"
    rows = shop.outbox(chat)
    return "held" if [row[1] for row in rows] == ["held"] and shop.row(chat)[2] == "1" else None


@pytest.mark.parametrize("point", POINTS)
def test_a_death_here_loses_nothing_and_doubles_nothing(shop, point):
    needs = POINTS[point]
    chats = []
    shop.model(REPLY, repeat=True)
    for _ in range(TIMES):
        rest(shop)
        if needs.get("token"):  # after one that has served: of those refused in a row the next comes ever later
            wait(lambda: all(outcome(shop, chat) for chat in chats), PATIENCE, "a token that has served")
            shop.control("POST", "tokens/expire", {})
        shop.project(mode="auto", quiet_ms=0, schedule="always")
        # Avito asks again what was not acknowledged.
        shop.faults(webhook={"retry": {"times": 20, "pause_ms": 500}})
        armed = [arm(shop, name) for name in (needs.get("after"), point) if name]
        chats.append(write(shop, point))
        try:
            wait(lambda: not any(place.exists() for place in armed), 60, f"a death at {point}")
        finally:
            for place in armed:  # nobody dies of it in another test
                place.unlink(missing_ok=True)
        wait(shop.app.is_healthy, 60, "health")
    for chat in chats:
        wait(lambda: outcome(shop, chat), PATIENCE, f"an end of {chat} after a death at {point}")
    shop.settle(60)
    for chat in chats:
        assert outcome(shop, chat), (point, shop.texts(chat), shop.outbox(chat))
        assert len(shop.turns(chat)) == 1
    assert shop.app.sql("SELECT COUNT(*) FROM job WHERE state = 2") == [["0"]]
