# SPDX-License-Identifier: MIT
"""Each call about a chat fails once, in every way, while all other chats go on: every buyer is answered once,
or a person is told that what was to be said was refused, or may not have arrived."""

import itertools
import re
import time

from faultline import BEFORE, FAULTS, Faultline
from live import Live
from prilavok import TOP, Instance, wait
from test_faults import CALLS

REPLY = {"reply": "Да, ещё продаётся. Приезжайте смотреть.", "handoff": False, "confidence": 95}
CHAT = r"/messenger/v\d/accounts/\d+/chats/([^/]+)"
SEND = re.compile("^POST " + CHAT + "/messages$")
LOOK = "outbox_look.c avito_get_messages"

# The calls about one chat and how each is known on the line.  A look follows a POST whose answer was lost.
SITES = {
    "enrich.c avito_get_chat": re.compile("^GET " + CHAT + "$"),
    "enrich.c avito_get_messages": re.compile("^GET " + CHAT + "/messages/"),
    "outbox.c avito_send_text": SEND,
    "outbox.c avito_read_chat": re.compile("^POST " + CHAT + "/read$"),
    LOOK: re.compile("^GET " + CHAT + "/messages/"),
}

# Those that are not about one chat: they fail in the tests named here, and in every way in
# drill/test_account_faults.py.
ELSEWHERE = {
    "connect.c avito_token": "test_send.py: test_refused_keys",
    "connect.c avito_self": "test_ui_account.py",
    "connect.c avito_get_chats": "test_ui_account.py",
    "connect.c avito_subscribe": "test_connect.py",
    "connect.c avito_subscriptions": "test_connect.py",
    "connect.c avito_unsubscribe": "test_connect.py",
    "doctor.c reach_ourselves": "test_ui_account.py",
    "pictures.c picture_fetch": "test_ui_inbox.py",
    "probe.c llm_ask": "test_ui_assistant.py",
    "probe.c llm_models": "test_ui_assistant.py",
    "sync.c avito_get_chats": "test_reply.py",
    "sync.c avito_get_messages": "test_races.py",
    "turn_model.c llm_ask": "test_reply.py",
}

# What Avito refuses for good is not said, and shown; some refusals are cured by waiting or a new token.
REFUSED = {"400", "402", "403", "404", "418"}
CURED = {"401", "403 html", "429", "429 for 2 s"}


class Case:
    def __init__(self, site, fault):
        self.site, self.fault = site, fault
        self.chat = self.number = None
        self.met = self.posted = False

    def __repr__(self):
        return f"{self.site}: {self.fault}"

    def spoil(self, line):
        """The fault of this request, or None."""
        if self.site == LOOK and not self.posted:
            self.posted = SEND.search(line) is not None
            return "cut after" if self.posted else None
        if self.met or not SITES[self.site].search(line):
            return None
        self.met = True
        return self.fault


class Line(Faultline):
    def __init__(self, app):
        self.cases = {}  # by chat
        self.complete = False
        super().__init__(lambda: ("127.0.0.1", int((app.var / "simulator.port").read_text())), self.fault)

    def fault(self, request):
        found = re.search(CHAT, request.path)
        while found and not self.complete and found[1] not in self.cases:
            time.sleep(0.02)  # the worker may know of a chat before we do
        case = found and self.cases.get(found[1])
        return case.spoil(f"{request.method} {request.path}") if case else None


def open_chats(shop, cases):
    """Every buyer asks, and is answered when all have asked: then no echo comes any more."""
    for case in cases:
        case.chat, _ = shop.write("Ещё продаёте?")
        shop.line.cases[case.chat] = case
    shop.line.complete = True
    query = ("SELECT c.avito_chat_id, c.id FROM chat c JOIN job j ON j.chat_id = c.id AND j.kind = 'turn'"
             " WHERE j.state = 0")
    rows = wait(lambda: len(rows := shop.app.sql(query)) >= len(cases) and rows, 240, "all turns waiting")
    numbers = dict(rows)
    shop.faults(webhook={"lose": 1.0})
    admin = shop.app.login()
    for case in cases:
        assert admin.post(f"/ui/chats/{numbers[case.chat]}/answer-now", form={}).status == 303


def check(shop, case, states):
    said, state = [REPLY["reply"]], "sent"
    if case.site == "outbox.c avito_send_text" and case.fault in BEFORE and case.fault not in CURED:
        said, state = [], "failed" if case.fault in REFUSED else "held"
        assert shop.row(case.chat)[2] == "1", (case, "nobody is told")
    if case.site == LOOK and case.fault == "404" and states == ["held"]:
        state = "held"  # a chat that is gone, until it is seen again
    assert (shop.texts(case.chat), states) == (said, [state]), case


def test_every_chat_is_answered_once_whatever_fails_for_it():
    app = Instance("faults")
    line = Line(app)
    app.env = {"AVITO_API_BASE_URL": line.base}
    cases = [Case(site, fault) for site, fault in itertools.product(SITES, FAULTS)]
    try:
        app.start()
        shop = Live(app)
        shop.line = line
        shop.settle()
        shop.project(mode="auto", schedule="always", doubtful="hold", quiet_ms=3600000, quiet_max_ms=3600000)
        shop.model(REPLY, repeat=True)
        open_chats(shop, cases)

        def states():
            rows = app.sql("SELECT c.avito_chat_id, GROUP_CONCAT(o.state) FROM chat c JOIN outbox o ON o.chat_id = c.id"
                           " GROUP BY c.id")
            return dict(rows)
        wait(lambda: len(found := states()) >= len(cases) and not re.search("ready|sending|unknown", str(found)),
             300, "an end of every send")
        wait(lambda: all(case.met for case in cases), what="every call reached")
        found = states()
        for case in cases:
            check(shop, case, found[case.chat].split(","))
        assert app.sql("SELECT COUNT(*) FROM job WHERE state = 2") == [["0"]], "a job was put aside"
    finally:
        line.close()
        app.remove()


def test_no_call_of_the_sources_is_left_out():
    named = set()
    for path in [*TOP.glob("lib/core/*.c"), *TOP.glob("cgi/**/*.c")]:
        named |= {f"{path.name} {call}" for call in CALLS if re.search(rf"\b{call}\(", path.read_text())}
    assert named == set(SITES) | set(ELSEWHERE)
