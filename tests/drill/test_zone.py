# SPDX-License-Identifier: MIT
"""The night in which clocks are changed, in an installation that lives through it: the hour that is missing and
the hour that comes twice.  Server and shop are in that zone.  Who asks before is told what holds before, who
asks after what holds after, and what is on its way meanwhile arrives once."""

import datetime
import os
import time
import zoneinfo

import pytest

from live import SEND
from prilavok import Instance, wait
from sql_shop import LONG, REPLY, Shop
from test_time import ALL, by_another_clock
from test_ui_overview import MESSAGES, figure

FULL = int(os.environ.get("DRILL_TIMES", "5")) > 5  # "make drill"
AWAY = "Мы пока закрыты, ответим утром"

# Zone, the instant of the change, the hours of that day in minutes after midnight, whether it is open before
# and after, and whether a new day begins with the change.
NIGHTS = {
    "2:00 twice, open again": ("Europe/Berlin", "2027-10-31T01:00", (120, 150), False, True, False),
    "2:00 twice, closed again": ("Europe/Berlin", "2027-10-31T01:00", (150, 180), True, False, False),
    "2:30 missing, open at 3:00": ("Europe/Berlin", "2027-03-28T01:00", (150, 240), False, True, False),
    "2:00 to 2:30 missing": ("Europe/Berlin", "2027-03-28T01:00", (60, 150), True, False, False),
    "midnight missing": ("Atlantic/Azores", "2027-03-28T01:00", (0, 240), False, True, True),
    "midnight twice": ("Atlantic/Azores", "2027-10-31T01:00", (30, 60), True, False, False),
    "half an hour twice": ("Australia/Lord_Howe", "2027-04-03T15:00", (90, 105), False, True, False),
    "two hours missing": ("Antarctica/Troll", "2027-03-28T01:00", (120, 240), False, True, False),
}
IN_CHECK = ["2:00 twice, open again"]

# s from the start to the change: more if a busy machine came too late with what was to be done before.
LEADS = [25, 75, 240]
THOUGHT = 8  # s, of a model at most


class TooLate(Exception):
    pass


class Abroad(Instance):
    """Its database's own zone is that of the server: a session that names none must, to be understood."""

    def _ask(self, query):
        return super()._ask("SET time_zone = '+00:00'; " + query)


class Night:
    """A shop shortly before the change."""

    def __init__(self, app, name, lead):
        self.zone, at, span, *_ = NIGHTS[name]
        self.change = datetime.datetime.fromisoformat(at + "+00:00").timestamp()
        self.ahead = int(self.change - lead - time.time())
        app.env = {**by_another_clock([*ALL, "prilavok", "prilavok-sim"], f"{self.ahead:+d}s"), "NO_FAKE_STAT": "1", "TZ": self.zone}
        app.start()
        self.shop = Shop(app)
        self.written = 1
        days = [self.local(self.change + seconds).isoweekday() for seconds in (-1, 0)]
        app.sql("DELETE FROM project_hours; INSERT INTO project_hours (project_id, weekday, from_min, to_min)"
                f" SELECT id, {days[1]}, {span[0]}, {span[1]} FROM project")
        self.shop.project(zone=self.zone, off_hours="away", away_text=AWAY, doubtful="resend")

    def local(self, at):
        return datetime.datetime.fromtimestamp(at, zoneinfo.ZoneInfo(self.zone))

    def now(self):
        return time.time() + self.ahead

    def is_before(self):
        """Raises TooLate when it is not any more."""
        if self.now() >= self.change:
            raise TooLate
        return True

    def ask(self, text, **more):
        self.written += 1
        return self.shop.write(text, **more)[0]

    def said(self, chat, words):
        """The shop has said its words, or the clock has been changed."""
        wait(lambda: self.shop.texts(chat) == words or not self.is_before(), LONG, f"{words}")
        self.is_before()

    def figure(self):
        """How many messages of buyers the first page tells of today."""
        return int(figure(self.shop.ask("/ui/overview").text, MESSAGES))


def lose(night):
    """A question whose answer Avito takes without a word, when it tells of nothing."""
    shop = night.shop
    shop.calm(routes=[{"path": SEND, "method": "POST", "lost_answer": True, "times": 1}],
              webhook={"lose": 1.0, "retry": {"times": 200, "pause_ms": 300}})
    chat = night.ask("Ещё продаёте?")
    wait(lambda: shop.heard(chat) or shop.look() or not night.is_before(), LONG, "a question that is found")
    wait(lambda: shop.outbox(chat)[-1:] and shop.outbox(chat)[-1][1] in ("unknown", "sent") or not night.is_before(), LONG,
         "a lost answer")
    shop.calm()
    return chat


def think(night):
    """A question that came when it was open, over which the model thinks until the clocks are changed."""
    shop = night.shop
    time.sleep(max(night.change - night.now() - THOUGHT, 0))
    shop.project(schedule="always")
    shop.model({**REPLY, "delay_ms": int(1000 * max(night.change - night.now(), 0)) + 1000}, repeat=True)
    asked = len(shop.model_requests())
    chat = night.ask("Здравствуйте! Диван ещё продаёте?")
    wait(lambda: len(shop.model_requests()) > asked or not night.is_before(), LONG, "a model that thinks")
    shop.model(REPLY, repeat=True)
    shop.project(schedule="hours")
    return chat


def live_through(night, was_open, is_open, new_day):
    shop, first, then = night.shop, *([[REPLY["reply"]] if is_open else [AWAY] for is_open in (was_open, is_open)])
    token = shop.last_request()
    shop.control("POST", "tokens/expire", {})
    chat = night.ask("Здравствуйте! Можно забрать сегодня?")
    night.said(chat, [REPLY["reply"]])
    taken = shop.chat_row(chat)
    shop.ask(f"/ui/chats/{taken}/take", {"for": "morning"})

    shop.project(schedule="hours")
    lost = lose(night)
    chat = night.ask("Здравствуйте! Ещё продаёте?")
    night.said(chat, first)
    slow = think(night)
    early, told = night.written, night.figure()
    night.is_before()

    time.sleep(max(night.change - night.now(), 0))
    assert night.local(night.now()).utcoffset() != night.local(night.change - 1).utcoffset()
    shop.answered(slow)
    shop.hurry(lost)
    shop.answered(lost, first)
    night.ask("И ещё: доставка есть?", chat_id=chat)
    other = night.ask("Добрый день, стол свободен?")
    shop.answered(other, then)
    shop.answered(chat, first + then)
    shop.settle()

    assert [row[3] for row in shop.outbox(lost)] == ["0"], "sent again"
    assert shop.texts(lost) == first and shop.texts(slow) == [REPLY["reply"]] and shop.texts(other) == then
    assert [len(shop.turns(one)) for one in (slow, lost, chat, other)] == [1, 1, 2, 1]
    assert shop.number("SELECT COUNT(*) FROM job WHERE state = 2") == 0
    assert len(shop.requests(token, method="POST", path="^/token")) == 1
    morning = night.local(night.change).replace(hour=9, minute=0, second=0)
    assert shop.number(f"SELECT owner_until FROM chat WHERE id = {taken}") == 1000 * morning.timestamp()
    assert (told, night.figure()) == (early, night.written - early if new_day else night.written)
    assert shop.ask("/ui/me").status == 200 and shop.app.is_healthy()


@pytest.mark.parametrize("name", NIGHTS if FULL else IN_CHECK)
def test_a_night_in_which_clocks_are_changed(name):
    for lead in LEADS:
        app = Abroad("zone")
        try:
            live_through(Night(app, name, lead), *NIGHTS[name][3:])
            return
        except TooLate:
            assert lead != LEADS[-1], "too busy a machine"
        finally:
            app.remove()
