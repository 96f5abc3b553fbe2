# SPDX-License-Identifier: MIT
"""Somebody at the dashboard of an installation of its own, for tests of its pages."""

import contextlib
import html
import re
import subprocess
import urllib.parse

import pytest

from live import Live
from prilavok import Instance
from simlib import PATIENCE

GOOD = {"reply": "Да, в продаже. Приезжайте смотреть.", "handoff": False, "confidence": 95}
CALL = {"reply": "", "handoff": True, "handoff_reason": "торг", "confidence": 90}
NAUGHTY = "<script>alert(1)</script> & \"кавычки\" '<b>"


class Desk(Live):
    """An installation of its own with somebody signed in."""

    def __init__(self, app):
        super().__init__(app)
        self.admin = app.login()

    def id(self, chat):
        """Our number of a chat of Avito, once it is known."""
        query = f"SELECT id FROM chat WHERE avito_chat_id = '{chat}' AND enriched_at > 0"
        return self.app.wait(lambda: self.app.sql(query), what="the chat")[0][0]

    def page(self, path, session=None):
        """The text of a page, which must be there and be good HTML."""
        answer = (session or self.admin).get(urllib.parse.quote(path, safe="/?&=%"))
        assert answer.status == 200, answer.text
        check_html(answer.text)
        return answer.text

    def chat(self, chat):
        """The chat's page without the list beside it, which tells of other chats."""
        return without_list(self.page(f"/ui/chats/{self.id(chat)}"))

    def row_of(self, chat, tab):
        """The words of the chat's row in a tab of the inbox, or None."""
        text = self.page(f"/ui/chats?tab={tab}")
        row = re.search(rf'<a class="row[^"]*" id="c{self.id(chat)}".*?</a>', text, re.S)
        return row and words(row[0])

    def act(self, path, status=303, session=None, **form):
        answer = (session or self.admin).post(path, form=form)
        assert answer.status == status, answer.text
        return answer

    def on(self, chat, action, status=303, **form):
        return self.act(f"/ui/chats/{self.id(chat)}/{action}", status, **form)

    def fill(self, path):
        fact = self.app.sql("SELECT MIN(id) FROM fact")[0][0]
        chat = self.app.sql("SELECT MIN(id) FROM chat")[0][0]
        return path.format(chat=chat, fact=fact)


def without_list(text):
    return re.sub(r'<section class="list".*?</section>', "", text, flags=re.S)


def check_html(text):
    """tidy's word on a page; ARIA 1.1 is newer than tidy 5.6.  And no dot separates something from nothing."""
    assert re.findall(r".{0,40}·\s*</", text) == []
    done = subprocess.run(["tidy", "-eq", "-utf8", "--drop-empty-elements", "no"], input=text, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE)
    lines = [line for line in done.stderr.splitlines() if 'proprietary attribute "aria-current"' not in line]
    assert lines == [], "\n".join(lines)


def words(text):
    """What a reader sees of a page, blanks evened out."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def field(text, name):
    """The value of a field of a form."""
    found = re.search(rf'<(?:input|select|textarea)[^>]*name="{name}"[^>]*>\n?([^<]*)', text)
    assert found, f"no field {name}"
    value = re.search(r'value="([^"]*)"', found[0])
    return html.unescape(value[1] if value else found[1])


def problem(answer):
    return words(re.search(r"<h1>(.*?)</h1>", answer.text, re.S)[1])


@contextlib.contextmanager
def open_desk(name, chat=True):
    """An installation with somebody at its desk, and perhaps a chat that is known."""
    with Instance(name) as app:
        app.start()
        desk = Desk(app)
        if chat:
            desk.id(desk.write("Здравствуйте")[0])
            desk.settle()
        yield desk


@pytest.fixture(scope="module")
def desk():
    with open_desk("desk") as opened:
        yield opened


@pytest.fixture
def shop(desk):
    """The desk at rest, with a quick bot that answers alone."""
    desk.settle()
    desk.fresh()
    desk.project(mode="auto", quiet_ms=200, quiet_max_ms=8000, schedule="always", off_hours="away",
                 takeover_ms=3600000, reply_max_age_ms=3600000, allowed_contacts="",
                 zone="Europe/Moscow", name="Мебель", handoff_text="Передал ваш вопрос продавцу")
    desk.app.sql("UPDATE provider SET open_until = 0, failures = 0, ladder = 0; DELETE FROM project_hours")
    yield desk


@pytest.fixture(scope="module")
def people(desk):
    """A session for each lesser role."""
    sessions = {}
    for role in ["viewer", "operator"]:
        desk.app.cli("user", "add", role, "--role", role, "--password-stdin", input="password-of-" + role)
        sessions[role] = desk.app.login(role, "password-of-" + role)
    return sessions
