# SPDX-License-Identifier: MIT
"""A killer without a plan: programs die by kill -9 at random moments while buyers write, and Avito takes,
refuses and half answers what is sent.  Replay a run by its seed:  DRILL_SEED=... make drill"""

import os
import random
import signal
import time

from live import SEND, Live
from prilavok import Instance, wait

TURNS = int(os.environ.get("DRILL_TURNS", "60"))
SEED = int(os.environ.get("DRILL_SEED") or random.randrange(2**31))
VICTIMS = ["worker", "worker", "worker", "webhook", "ui", "api"]
PATIENCE = 600  # s for all to settle: four looks and one more send each
REPLY = {"reply": "Да, ещё продаётся. Приезжайте смотреть.", "handoff": False, "confidence": 95}

# What becomes of the next few POSTs: accepted and not told, refused, or nobody knows.
SPOILT = [
    {"lost_answer": True}, {"status": 500, "accept": True}, {"truncate": True}, {"hang": "after"},
    {"status": 429}, {"status": 429, "headers": {"Retry-After": "2"}}, {"status": 500}, {"cut": "before"},
]


def kill(app, name):
    """One process of a program: the worker, or any of a FastCGI program's."""
    try:
        os.kill(random.choice(app.processes()[name]), signal.SIGKILL)
        return 1
    except (IndexError, KeyError, ProcessLookupError):
        return 0  # it is just being started again


def state(shop, chat):
    """answered: each turn said its words once, or nothing since the buyer wrote more before it could.
    held: a person sees that something is unclear."""
    row = shop.app.sql("SELECT id, needs_person, waiting_since FROM chat"
                       f" WHERE avito_chat_id = '{chat}'")
    if not row:
        return "open"
    number, needs_person, waiting_since = row[0]
    sent = shop.app.sql(f"SELECT turn_id, state FROM outbox WHERE chat_id = {number}"
                        " AND NOT (state = 'dropped' AND error = 'newer')")
    said, states = shop.texts(chat), [state for _, state in sent]
    assert len(said) <= len({turn for turn, _ in sent}), f"DRILL_SEED={SEED}: {chat} said twice: {sent}"
    if states and set(states) == {"sent"} and len(said) == len(sent) and waiting_since == "0":
        return "answered"
    parked = shop.app.sql(f"SELECT COUNT(*) FROM job WHERE chat_id = {number} AND state = 2") != [["0"]]
    return "held" if needs_person == "1" and (parked or "held" in states) else "open"


def story(shop, chat):
    """All that is known of a chat, for whoever looks why it did not end."""
    return {"row": shop.row(chat), "heard": shop.heard(chat), "turns": shop.turns(chat),
            "outbox": shop.outbox(chat), "texts": shop.texts(chat),
            "jobs": shop.app.sql("SELECT j.kind, j.state, j.failures, j.error FROM job j"
                                 f" JOIN chat c ON c.id = j.chat_id WHERE c.avito_chat_id = '{chat}'")}


def write(shop, chats):
    """New buyers, some of whom write in two messages."""
    chat, _ = shop.write("Здравствуйте! Ещё продаёте?")
    chats.append(chat)
    if random.random() < 0.3:
        shop.write("И доставка есть?", chat_id=chat)


def spoil(shop):
    """Avito from now on: well, or ill for some POSTs."""
    routes = [{"path": SEND, "method": "POST", **random.choice(SPOILT), "times": random.randint(1, 3)}
              for _ in range(random.randint(0, 2))]
    shop.faults(routes=routes, webhook={"retry": {"times": 50, "pause_ms": 500}})


def test_nothing_is_lost_or_doubled_under_random_kills(record_property):
    random.seed(SEED)
    app = Instance("killer")
    chats, kills = [], 0
    try:
        app.start()
        shop = Live(app)
        shop.settle()
        shop.project(mode="auto", quiet_ms=300, quiet_max_ms=1000, schedule="always")
        shop.model(REPLY, repeat=True)
        while len(chats) < TURNS:
            if len(chats) % 5 == 0:
                spoil(shop)
            write(shop, chats)
            time.sleep(random.uniform(0, 0.3))  # the moment is what is random here
            if random.random() < 0.25:
                kills += kill(app, random.choice(VICTIMS))
        wait(app.is_healthy, 60, "health")
        shop.faults(webhook={"retry": {"times": 50, "pause_ms": 500}})
        states = {}

        def still_open():
            states.update({chat: state(shop, chat) for chat in chats if states.get(chat) != "answered"})
            return [chat for chat in chats if states[chat] == "open"]
        try:
            wait(lambda: not still_open(), PATIENCE, f"an end of every chat (DRILL_SEED={SEED})")
        except AssertionError as error:
            raise AssertionError(f"{error}: {[story(shop, chat) for chat in still_open()]}") from None
        shop.settle(60)
        states.update({chat: state(shop, chat) for chat in chats})
        assert "open" not in states.values(), f"DRILL_SEED={SEED}: {states}"
        spoilt = sum(request["status"] != 200 for request in shop.sends())
    finally:
        app.remove()
    held = list(states.values()).count("held")
    record_property("summary", f"0 lost, 0 doubled in {len(chats)} turns under {kills} kills"
                    f" ({spoilt} sends spoilt, {held} held for a person, seed {SEED})")
