# SPDX-License-Identifier: MIT
"""Sends nobody can be sure of, in every combination at once, each in a chat of its own: what Avito does with
the POST, when the message can be seen in the chat, what is sent, and whether the worker is killed meanwhile.
The echo never comes.  What must be so afterwards: said once, or one row that asks a person, and nothing said
twice; what is held is never posted again."""

import concurrent.futures
import itertools
import os
import pathlib
import re
import time

import pytest

import faultline
from faultline import AFTER, Faultline, Reply
from live import Live
from prilavok import Instance, wait

FULL = "DRILL_TIMES" in os.environ  # make drill
REPLY = {"reply": "Да, ещё продаётся. Приезжайте смотреть.", "handoff": False, "confidence": 95}
LONG = " ".join(f"Предложение номер {n} рассказывает про диван и его обивку." for n in range(1, 26))
WORDS = "Да, конечно."

SEND = re.compile(r"/messenger/v1/accounts/\d+/chats/([^/]+)/messages$")
LOOK = re.compile(r"/messenger/v3/accounts/\d+/chats/([^/]+)/messages/")
CHATS = re.compile(r"/messenger/v2/accounts/\d+/chats\?")

# What becomes of the POST, by its name in faultline.
ARRIVED = ["cut after", "reset after", "500 after", "hang after", "cut during", "truncated json", "html after",
           "502 html after"]
REJECTED = ["cut before", "reset before", "500", "hang before", "html 200"]
REFUSED = ["429", "429 for 2 s"]
BEHAVIOURS = ARRIVED + REJECTED + REFUSED
KEY = ["cut after", "500 after", "cut during", "cut before", "500", "429"]

# When a message can be seen in the chat, in seconds; "fails": looks fail at first; "never": all fail.
LOOKS_FAIL = 10
DELAYS = [0, 10, 60, "fails"]
# What is sent, and which of its POSTs is the doubtful one.
SHAPES = {"single": 0, "person": 0, "twice": 0, "twice, the second": 1, "split": 0, "split, the second": 1}
PATIENCE = 240


class Case:
    def __init__(self, behaviour, delay, shape):
        self.behaviour, self.delay, self.shape = behaviour, delay, shape
        self.name = f"{behaviour}, listing {delay}, {shape}"
        self.chat = self.number = None
        self.posts, self.hidden = [], {}

    def fault_of_post(self, request):
        """The fault of this POST, which is written down."""
        self.posts.append((time.time(), faultline.said(request.body), request.number))
        return self.behaviour if len(self.posts) - 1 == SHAPES[self.shape] else None

    def fault_of_look(self):
        fails = self.delay == "never" or (self.delay == "fails" and self.posts
                                          and time.time() < self.posts[0][0] + LOOKS_FAIL)
        return "500" if fails else None


def cases(policy):
    """Every behaviour with every delay; every shape with those that matter; in the full drill all of it."""
    shapes = {"single": BEHAVIOURS} if not FULL else {shape: BEHAVIOURS for shape in SHAPES}
    found = [Case(behaviour, delay, shape) for shape in SHAPES for behaviour in shapes.get(shape, KEY)
             for delay in DELAYS]
    if FULL and policy == "hold":
        found += [Case(behaviour, "never", "single") for behaviour in KEY if behaviour != "429"]
    return found


class Line(Faultline):
    """Avito behind a bad line: the fault of each chat's case, and messages that can be seen late."""

    def __init__(self, port):
        self.cases = {}
        super().__init__(lambda: ("127.0.0.1", port()), self.fault)

    def fault(self, request):
        if (found := SEND.search(request.path)) and request.method == "POST":
            case = self.cases.get(found[1])
            fault = case and case.fault_of_post(request)
            return fault and self.hide_after(case, fault)
        if found := LOOK.search(request.path):
            case = self.cases.get(found[1])
            return case and (case.fault_of_look() or (self.look(case) if case.hidden else None))
        if CHATS.search(request.path) and self.cases:
            return self.no_news
        return None

    @staticmethod
    def no_news(exchange):
        """What has news would tell what the listing hides."""
        exchange.put(Reply(200, [], b'{"chats":[],"meta":{"has_more":false}}').wire())

    @staticmethod
    def hide_after(case, fault):
        """The fault, and the message of this very POST is not to be seen for a while."""
        if fault not in AFTER or case.delay not in (10, 60):
            return fault
        until = time.time() + case.delay

        def spoil(exchange):
            true = exchange.forward()
            case.hidden[faultline.json.loads(true.body)["id"]] = until
            faultline.FAULTS[fault](exchange)
        return spoil

    @staticmethod
    def look(case):
        def spoil(exchange):
            true = exchange.forward()
            listing = faultline.json.loads(true.body)
            now = time.time()
            listing["messages"] = [m for m in listing["messages"] if case.hidden.get(m["id"], 0) < now]
            true.body = faultline.json.dumps(listing).encode()
            exchange.put(true.wire())
        return spoil


class Shop:
    """An installation whose Avito is behind a bad line, with a chat for each case."""

    def __init__(self, place, policy):
        self.places = place
        self.app = Instance("doubtful")
        self.line = Line(lambda: int((self.app.var / "simulator.port").read_text()))
        self.app.env = {"CRASH_DIR": str(place), "AVITO_API_BASE_URL": self.line.base}
        self.policy, self.cases = policy, cases(policy)

    def start(self):
        self.app.start()
        self.live = Live(self.app)
        self.admin = self.app.login()
        self.live.settle()
        # A quiet time without end: the bot answers when it is told to.
        self.live.project(mode="auto", schedule="always", doubtful=self.policy, quiet_ms=3600000,
                          quiet_max_ms=3600000)
        self.live.model({"match": "подробно", **REPLY, "reply": LONG}, REPLY, repeat=True)

    def open_chats(self):
        """Every buyer asks, and his turn waits."""
        for case in self.cases:
            split = case.shape.startswith("split")
            case.chat, _ = self.live.write("Расскажите подробно про диван." if split else "Ещё продаёте?")
            self.line.cases[case.chat] = case
        query = ("SELECT c.avito_chat_id, c.id FROM chat c JOIN job j ON j.chat_id = c.id AND j.kind = 'turn'"
                 " WHERE j.state = 0 AND c.enriched_at <> 0")
        rows = self.app.wait(lambda: len(rows := self.app.sql(query)) >= len(self.cases) and rows,
                             what="all turns waiting")
        numbers = dict(rows)
        for case in self.cases:
            case.number = numbers[case.chat]
        self.live.faults(webhook={"lose": 1.0})

    def say(self, case):
        """Has it all sent, by the bot or by a person."""
        if case.shape in ("single", "split", "split, the second"):
            return self.post(case, "answer-now", {})
        nonces = ["first-%s" % case.number, "second-%s" % case.number]
        for nonce in nonces if case.shape.startswith("twice") else nonces[:1]:
            self.post(case, "reply", {"nonce": nonce, "text": WORDS})
        return None

    def post(self, case, act, form):
        answer = self.admin.post(f"/ui/chats/{case.number}/{act}", form=form)
        assert answer.status == 303, (case.name, answer.status, answer.text)

    def kill_twice(self):
        """Once behind a POST while others are under way, once at the looks."""
        for name in ("send.posted", "send.looked"):
            place = pathlib.Path(self.places, name)
            place.touch()
            wait(lambda: not place.exists(), what=f"a death at {name}")
            wait(self.app.is_healthy, what="health")

    def rows(self):
        """For each chat its rows as (text, state, attempts, resent), oldest first."""
        found = {}
        for chat, *row in self.app.sql("SELECT c.avito_chat_id, o.text, o.state, o.attempts, o.resent FROM outbox o"
                                       " JOIN chat c ON c.id = o.chat_id ORDER BY o.id"):
            found.setdefault(chat, []).append(row)
        return found

    def ended(self):
        rows = self.rows()
        states = [row[1] for case in self.cases for row in rows.get(case.chat, [["", "none"]])]
        return not set(states) & {"none", "ready", "sending", "unknown"}


def may_be(case, policy):
    """The states its rows may have when nobody was killed."""
    doubtful, rows = SHAPES[case.shape], 1 + (case.shape.split(",")[0] in ("twice", "split"))
    states = [{"sent"} for _ in range(rows)]
    if policy == "resend" or case.behaviour in REFUSED:
        return states
    if case.behaviour in ARRIVED and case.delay == 60:
        states[doubtful].add("held")  # unless a slow machine looks when it can be seen at last
    elif case.behaviour in REJECTED or case.delay == "never":
        states[doubtful] = {"held"}
    if case.shape == "split" and "held" in states[0]:
        states[1].add("dropped")  # nobody is told the end of what may not have begun
    return states


def check_posts(case, rows, about):
    """What is held was never posted again, and no POST went out behind our back."""
    assert all(number == 1 for _, _, number in case.posts), ("a send on a used connection", about)
    assert len(case.posts) <= sum(int(row[2]) for row in rows), ("posted behind our back", about)
    for _, state, attempts, resent in rows:
        if state == "held":
            assert int(attempts) <= 1 + (case.behaviour in REFUSED) and resent == "0", ("posted again", about)


def check_said(case, rows, said, about):
    texts = [row[0] for row in rows]
    for text in set(texts):
        assert said.count(text) <= texts.count(text), ("said twice", about)
        sure = sum(row[1] == "sent" for row in rows if row[0] == text)
        assert said.count(text) >= sure, ("lost", about)
    assert set(said) <= set(texts), ("said what nobody wrote", about)


def check(shop, case, rows, killed):
    """What was said, what the rows say, and what a person sees."""
    states, said = [row[1] for row in rows], shop.live.texts(case.chat)
    about = (case.name, states, [(at, number) for at, _, number in case.posts], said)
    check_said(case, rows, said, about)
    check_posts(case, rows, about)
    assert set(states) <= {"sent", "held"} or "held" in states, about
    if not killed:
        assert all(state in may for state, may in zip(states, may_be(case, shop.policy), strict=True)), about
        if case.behaviour in ARRIVED:
            assert len(case.posts) == len(rows) - states.count("dropped"), ("a second POST", about)
    if "held" in states:
        assert shop.live.row(case.chat)[2] == "1", ("nobody is told", about)
        assert "неизвестно, дошло ли" in shop.admin.get(f"/ui/chats/{case.number}").text, about
    if case.behaviour == "429 for 2 s" and not killed:
        first = SHAPES[case.shape]
        assert case.posts[first + 1][0] - case.posts[first][0] >= 2, ("before Retry-After", about)


def drill(place, policy, killed):
    shop = Shop(place, policy)
    try:
        shop.start()
        shop.open_chats()
        began = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(1) as killer:
            death = killer.submit(shop.kill_twice) if killed else None
            for case in shop.cases:
                shop.say(case)
            if death:
                death.result()
        patience = 900 if FULL and policy == "hold" else PATIENCE
        wait(shop.ended, patience, "an end of every send")
        # Nothing more is posted, also when hidden messages have come to light.
        wait(lambda: time.monotonic() - began > (75 if FULL else 0), what="the longest listing delay")
        rows = shop.rows()
        for case in shop.cases:
            check(shop, case, rows[case.chat], killed)
        assert shop.app.sql("SELECT COUNT(*) FROM job WHERE state = 2") == [["0"]], "a job was put aside"
        states = list(itertools.chain(*([row[1] for row in rows[case.chat]] for case in shop.cases)))
        return (f"{len(shop.cases)} doubtful sends ({policy}, {2 if killed else 0} kills): 0 lost, 0 said twice,"
                f" {states.count('held')} held for a person")
    except BaseException:
        if shop.app.var.is_dir():
            print(shop.app.state())  # which conftest cannot see: it is no fixture's
        raise
    finally:
        shop.line.close()
        shop.app.remove()


# Before a text is sent again it is looked for longer than `check` has time.
@pytest.mark.parametrize("policy", ["hold", "resend"] if FULL else ["hold"])
def test_a_doubtful_send_is_said_once_or_held(tmp_path, record_property, policy):
    plans = [(tmp_path / "calm", policy, False), (tmp_path / "killed", policy, True)]
    for place, *_ in plans:
        place.mkdir()
    with concurrent.futures.ThreadPoolExecutor(2) as both:
        for result in both.map(lambda plan: drill(*plan), plans):
            record_property("summary", result)
