# SPDX-License-Identifier: MIT
"""Each call about an account fails for a while, in every way, in a running installation: its page says what is
wrong in words, a buyer's question of that time waits, and when the fault ends all is well again by itself and
the question is answered once."""

import os
import re
import time

import pytest

import simlib
from desk import words
from faultline import FAULTS, Faultline
from prilavok import Instance, wait
from sql_shop import LONG, REPLY, Shop
from test_faults import meaning

FULL = int(os.environ.get("DRILL_TIMES", "5")) > 5  # "make drill"

# The calls and how each is known on the line.
SITES = {
    "avito_token": re.compile("^POST /token$"),
    "avito_self": re.compile("^GET /core/v1/accounts/self$"),
    "avito_subscriptions": re.compile("^POST /messenger/v1/subscriptions$"),
    "avito_subscribe": re.compile("^POST /messenger/v3/webhook$"),
    "avito_unsubscribe": re.compile("^POST /messenger/v1/webhook/unsubscribe$"),
    "avito_get_chats": re.compile(r"^GET /messenger/v2/accounts/\d+/chats(\?.*)?$"),
}
SOME = {"avito_token": ["403 html", "html 200"], "avito_subscribe": ["cut after"], "avito_get_chats": ["500"]}

HANGING = 40


class Line(Faultline):
    """Spoils every call of the site at hand."""

    def __init__(self, app):
        self.site = self.fault = None
        self.met = 0
        super().__init__(lambda: ("127.0.0.1", int((app.var / "simulator.port").read_text())), self.spoil)

    def spoil(self, request):
        if self.site is None or not SITES[self.site].search(f"{request.method} {request.path}"):
            return None
        self.met += 1
        return self.fault

    def begin(self, site, fault):
        self.met, self.fault, self.site = 0, fault, site

    def end(self):
        self.site = None


@pytest.fixture(scope="module")
def shop():
    app = Instance("account")
    line = Line(app)
    app.env = {"AVITO_API_BASE_URL": line.base, "AVITO_AUTH_BASE_URL": line.base}
    try:
        app.start()
        shop = Shop(app)
        shop.line = line
        yield shop
    finally:
        line.close()
        app.remove()


def simulator(shop):
    """By its own port: the web server hands on only its page and control interface."""
    return simlib.Sim(port=int((shop.app.var / "simulator.port").read_text()))


def prepare(shop, site):
    """Something to do for a check of the account that comes to this call."""
    ours = shop.app.sql("SELECT webhook_url FROM account WHERE id = 1")[0][0]
    if site == "avito_token":
        shop.control("POST", "tokens/expire", {})
    if site in ("avito_subscribe", "avito_unsubscribe"):
        simulator(shop).avito("POST", "/messenger/v1/webhook/unsubscribe", {"url": ours})
    if site == "avito_unsubscribe":
        simulator(shop).avito("POST", "/messenger/v3/webhook", {"url": ours.rsplit("/", 1)[0] + "/of-an-earlier-shop"})


def trouble(shop):
    """What the account's page says that is not well: its words, None when all is."""
    text = shop.ask("/ui/accounts/1").text
    bad = re.findall(r'<span class="state-(?:bad|wait)">([^<]+)', text)
    return bad or [found for found in re.findall(r"[^.\n]*(?:Прервалось|Авито просит подождать)[^.\n]*", words(text))] or None


CASES = [(site, fault) for site in SITES for fault in (FAULTS if FULL else SOME.get(site, []))]


@pytest.mark.parametrize("site, fault", CASES)
def test_an_account_tells_what_is_wrong_and_mends_itself(shop, site, fault):
    harmless = meaning(fault, site)[0].startswith("ok")
    prepare(shop, site)
    shop.line.begin(site, fault)
    shop.look("sync" if site == "avito_get_chats" else "connect")
    wait(lambda: shop.line.met, LONG, "the fault")
    chat, _ = shop.write("Здравствуйте! Ещё продаёте?")
    if not harmless:
        said = wait(lambda: trouble(shop), LONG, "words about it")
        assert all(len(line) > 3 and not re.search("[a-z]_[a-z]|NULL|%", line) for line in said), said
        assert shop.number("SELECT COUNT(*) FROM job WHERE kind = 'connect' AND account_id = 1") == 1, "nobody will look again"
    shop.line.end()

    def is_well():
        shop.look("connect")
        shop.look("sync")
        time.sleep(0.5)  # between two looks
        return shop.app.sql("SELECT status, webhook_state, sync_error FROM account WHERE id = 1") == [["ok", "ours", ""]]
    wait(is_well, LONG, "an account that is well")
    shop.answered(chat)
    assert shop.number("SELECT COUNT(*) FROM job WHERE state = 2") == 0


def test_hanging_chats_stop_no_other(shop, record_property):
    """Each of them keeps a thread of the worker for as long as a model may think."""
    shop.settle()
    shop.model({"hang": True}, repeat=True)
    hanging = [shop.write("Ещё продаёте?")[0] for _ in range(HANGING)]
    running = "SELECT COUNT(*) FROM job WHERE kind = 'turn' AND state = 1"
    wait(lambda: len(shop.model_requests()) >= HANGING, LONG, "models that hang")
    shop.model(REPLY, repeat=True)
    began = time.monotonic()
    chat, _ = shop.write("А доставка есть?")
    shop.answered(chat)
    took, still = time.monotonic() - began, shop.number(running)
    record_property("summary", f"{HANGING} chats hung, {still} of them still when another was answered after {took:.1f} s")
    for chat in hanging if FULL else []:
        wait(lambda: shop.texts(chat) or (shop.row(chat) or ["", "", "0"])[2] == "1", LONG, f"an end of {chat}")
        assert len(shop.texts(chat)) <= 1
