# SPDX-License-Identifier: MIT
"""Each call that is not about one chat fails for a while, in every way, in a running installation: its page says
what is wrong in words, a buyer's question of that time waits or goes to a person, and when the fault ends all is
well again by itself and the question is answered once."""

import json
import os
import re
import time

import pytest

import simlib
from desk import words
from faultline import AFTER, FAULTS, Faultline
from prilavok import Instance, wait
from sql_shop import LONG, REPLY, Shop
from test_faults import meaning
from test_faults_live import ELSEWHERE

FULL = int(os.environ.get("DRILL_TIMES", "5")) > 5  # "make drill"

# The calls and how each is known on the line.
SITES = {
    "avito_token": re.compile("^POST /token$"),
    "avito_self": re.compile("^GET /core/v1/accounts/self$"),
    "avito_subscriptions": re.compile("^POST /messenger/v1/subscriptions$"),
    "avito_subscribe": re.compile("^POST /messenger/v3/webhook$"),
    "avito_unsubscribe": re.compile("^POST /messenger/v1/webhook/unsubscribe$"),
    "avito_get_chats": re.compile(r"^GET /messenger/v2/accounts/\d+/chats(\?.*)?$"),
    "avito_get_messages": re.compile(r"^GET /messenger/v3/accounts/\d+/chats/[^/]+/messages/"),
    "reach_ourselves": re.compile("^GET /webhooks/avito/"),
    "picture_fetch": re.compile("^GET /sim/files/"),
    "llm_ask": re.compile("^POST /v1/chat/completions$"),
    "llm_models": re.compile("^GET /v1/models$"),
}
ACCOUNT = [*list(SITES)[:6], "reach_ourselves"]
SOME = {"avito_token": ["403 html"], "avito_self": ["418"], "avito_subscribe": ["cut after"], "avito_get_chats": ["500"],
        "reach_ourselves": ["502 html"], "picture_fetch": ["cut during"], "llm_models": ["html 200"], "llm_ask": ["truncated json"],
        "avito_get_messages": ["reset before"]}

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
    public = Faultline(lambda: ("127.0.0.1", app.port), line.spoil)
    app.env = {"AVITO_API_BASE_URL": line.base, "AVITO_AUTH_BASE_URL": line.base, "PUBLIC_URL": public.base,
               "OPENAI_BASE_URL": f"{line.base}/v1", "OPENAI_API_KEY": "sim", "OPENAI_MODEL": "sim"}
    try:
        app.start()
        shop = Shop(app)
        shop.line = line
        yield shop
    finally:
        line.close()
        public.close()
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
    bad = re.findall(r'<span class="state-(?:bad|wait)">(?!Смотрим)([^<]+)', text)
    return bad or [found for found in re.findall(r"[^.\n]*(?:Прервалось|Авито просит подождать)[^.\n]*", words(text))] or None


def cases(*sites):
    """Each fault of each of these calls; some of them in "check"."""
    return [(site, fault) for site in sites for fault in (FAULTS if FULL else SOME.get(site, []))]


def faults(site):
    return pytest.mark.parametrize("fault", [fault for _, fault in cases(site)])


def be_well(shop):
    def is_well():
        shop.look("connect")
        shop.look("sync")
        time.sleep(0.5)  # between two looks
        return trouble(shop) is None and \
            shop.app.sql("SELECT status, webhook_state, sync_error FROM account WHERE id = 1") == [["ok", "ours", ""]]
    wait(is_well, LONG, "an account that is well")


def looked(shop, kind):
    """Has the account or the chats looked at until the fault is met: a look that is under way is none."""
    wait(lambda: shop.line.met or shop.look(kind), LONG, "the fault")


def rest(shop):
    """No look at the chats is under way or due: its success would take back the words about the fault."""
    soon = "SELECT COUNT(*) FROM job WHERE kind = 'sync' AND (state = 1 OR run_at < UNIX_TIMESTAMP(NOW(3)) * 1000 + 3600000)"

    def is_resting():
        shop.app.sql("UPDATE job SET run_at = UNIX_TIMESTAMP(NOW(3)) * 1000 + 86400000 WHERE kind = 'sync' AND state = 0")
        return shop.number(soon) == 0
    wait(is_resting, LONG, "no look at the chats")


def again(shop, site, fault):
    """What Avito did although it said otherwise is not asked for again: there must be something new to do."""
    if site in ("avito_subscribe", "avito_unsubscribe") and fault in AFTER:
        prepare(shop, site)
        shop.look("connect")


def test_every_call_is_here():
    assert {name.split()[1] for name in ELSEWHERE} == set(SITES)


@pytest.mark.parametrize("site, fault", cases(*ACCOUNT))
def test_an_account_tells_what_is_wrong_and_mends_itself(shop, site, fault):
    harmless = meaning(fault, site)[0].startswith("ok")
    rest(shop)
    prepare(shop, site)
    shop.line.begin(site, fault)
    looked(shop, "sync" if site == "avito_get_chats" else "connect")
    chat, _ = shop.write("Здравствуйте! Ещё продаёте?")
    if not harmless:
        said = wait(lambda: trouble(shop) or again(shop, site, fault), LONG, "words about it")
        assert all(len(line) > 3 and not re.search("[a-z]_[a-z]|NULL|%", line) for line in said), said
        assert shop.number("SELECT COUNT(*) FROM job WHERE kind = 'connect' AND account_id = 1") == 1, "nobody will look again"
    shop.line.end()
    be_well(shop)
    shop.answered(chat)
    assert shop.number("SELECT COUNT(*) FROM job WHERE state = 2") == 0


@pytest.mark.parametrize("site", ["avito_get_chats", *(["avito_self", "avito_subscriptions", "reach_ourselves"] if FULL else [])])
def test_a_call_that_hangs_keeps_nobody_waiting(shop, site):
    """Avito takes the connection and says nothing, to a check or to a look at the chats."""
    shop.line.begin(site, "hang before")
    looked(shop, "sync" if site == "avito_get_chats" else "connect")
    chat, _ = shop.write("Здравствуйте! Ещё продаёте?")
    shop.answered(chat)
    shop.line.end()
    be_well(shop)


@faults("avito_get_messages")
def test_a_question_nobody_told_of_is_found(shop, fault):
    shop.calm(webhook={"lose": 1.0})
    shop.line.begin("avito_get_messages", fault)
    chat, _ = shop.write("Здравствуйте! Ещё продаёте?")
    looked(shop, "sync")
    shop.line.end()
    shop.calm()
    wait(lambda: shop.heard(chat) or shop.look(), LONG, "the question")
    shop.answered(chat)
    be_well(shop)
    assert shop.number("SELECT COUNT(*) FROM job WHERE state = 2") == 0


# --- what a page or a turn asks


@pytest.fixture(scope="module")
def picture(shop):
    """The path of a picture that a buyer has sent."""
    chat, number = shop.silent()
    url = f"{shop.line.base}/sim/files/image/640x480/sample.png"
    shop.write(chat_id=chat, type="image", content={"image": {"sizes": {"640x480": url}}})
    query = f"SELECT id FROM message WHERE chat_id = {number} AND type = 'image'"
    return f"/ui/chats/{number}/pictures/{wait(lambda: shop.number(query), LONG, 'the picture')}"


@faults("picture_fetch")
def test_a_picture_that_does_not_come_leaves_its_page_whole(shop, picture, fault):
    said = meaning(fault, "picture_fetch")[0]
    shop.line.begin("picture_fetch", fault)

    def status():
        """503: this process rests after a slow failure, another may not."""
        return (code := shop.ask(picture, status=(200, 404, 502, 503)).status) != 503 and code
    assert wait(status, LONG, "an answer") == {"ok": 200, "not_found": 404, "upstream": 502}[said]
    assert shop.line.met
    shop.ask(picture.split("/pictures/")[0])
    shop.line.end()
    wait(lambda: shop.ask(picture, status=(200, 503)).status == 200, LONG, "the picture")


@pytest.fixture
def answerer(shop):
    """The number of the model that is asked; it does not wait long, and afterwards it is as it was."""
    number = shop.number("SELECT MIN(id) FROM provider WHERE dialect = 'openai'")
    shop.app.sql(f"UPDATE provider SET timeout_ms = 3000 WHERE id = {number}")
    yield number
    shop.line.end()
    shop.model(REPLY, repeat=True)
    shop.app.sql(f"UPDATE provider SET timeout_ms = 45000, open_until = 0, failures = 0, ladder = 0 WHERE id = {number}")


def checked(shop, number):
    """What the button "check" found, and that the page has words for it."""
    shop.ask("/ui/assistant/answerers/check", {"project": "1", "answerer": str(number)})
    text = words(re.search(rf'id="answerer-{number}".*?</section>', shop.ask("/ui/assistant/answerers").text, re.S)[0])
    assert "проверено" in text and not re.search("[a-z]_[a-z]|NULL", text), text
    return json.loads(shop.app.sql(f"SELECT checked FROM provider WHERE id = {number}")[0][0])


@faults("llm_models")
def test_a_list_of_models_that_does_not_come_is_missed_by_nobody(shop, answerer, fault):
    shop.model({"status": 404, "body": {"error": {"message": "The model `sim` does not exist", "code": "model_not_found"}}}, repeat=True)
    shop.line.begin("llm_models", fault)
    found = checked(shop, answerer)
    assert shop.line.met
    fine = meaning(fault, "llm_models")[0].startswith("ok")
    assert (found["result"], found["near"]) == ("retired" if fine else "not_json", ["sim"] if fine else [])
    shop.line.end()
    assert checked(shop, answerer)["near"] == ["sim"]


@faults("llm_ask")
def test_a_check_says_what_is_wrong_with_a_model(shop, answerer, fault):
    shop.line.begin("llm_ask", fault)
    assert "failed " + checked(shop, answerer)["result"] == meaning(fault, "llm_ask")[0]
    assert shop.line.met
    shop.line.end()
    assert checked(shop, answerer)["result"] == "ok"


@faults("llm_ask")
def test_a_question_over_which_the_model_fails_goes_to_a_person(shop, answerer, fault):
    shop.line.begin("llm_ask", fault)
    chat, _ = shop.write("Расскажите о нём подробнее, пожалуйста.")
    shop.needs_person(chat, LONG)
    assert shop.line.met
    shop.line.end()
    told = wait(lambda: shop.texts(chat), LONG, "a word for the buyer")
    shop.app.sql(f"UPDATE provider SET open_until = 0, failures = 0, ladder = 0 WHERE id = {answerer}")
    other, _ = shop.write("Расскажите о нём подробнее, пожалуйста.")
    shop.answered(other)
    assert shop.texts(chat) == told and len(told) == 1
    assert shop.number("SELECT COUNT(*) FROM job WHERE state = 2") == 0


# --- many at a time


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
