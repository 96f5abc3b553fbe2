# SPDX-License-Identifier: MIT
"""What is right for every route of every web program, and somebody of every rank who asks for it."""

import hashlib
import http.client
import re
import secrets
import threading
import time
import urllib.parse

import routes
from live import Live
from prilavok import Response
from simlib import PATIENCE

DAY_MS = 24 * 60 * 60 * 1000
FORM = "application/x-www-form-urlencoded"
TABLE = {route.name: route for route in routes.read()}
RANKS = ["nobody", "viewer", "operator", "admin", "owner"]

# What a browser may hold that is no session (any longer), and a request of nobody.
OUTSIDERS = ["nobody", "expired", "idle", "disabled", "deleted", "foreign", "tampered"]


class Case:
    """rank: the lowest that may.  status: what is answered then, perhaps by identity (others: "*").  form: fields
    that are right, for who may not.  For who may, one whose status is 404 is asked for what does not exist."""

    def __init__(self, rank, status, form=None, query=""):
        self.rank, self.status, self.form, self.query = rank, status, form or {}, query

    def status_for(self, who):
        if isinstance(self.status, int):
            return self.status
        return self.status.get(who, self.status["*"])


def viewer(status=200, **more):
    return Case("viewer", status, **more)


def operator(status=404, **form):
    return Case("operator", status, form)


def admin(status, query="", **form):
    return Case("admin", status, form, query)


def public(status, **more):
    return Case("nobody", status, **more)


SHOP = {"project": "1"}
HOURS = {f"hours_{day}": "9-18" for day in range(1, 8)}
CASES = {
    "GET /": public(200), "GET /health": public(200), "GET /livez": public(200), "GET /readyz": public(200),
    "GET /info": public(200), "GET /metrics": public(200),
    "POST /webhooks/avito/{token}": public(404), "GET /webhooks/avito/{token}": public(404),
    "POST /webhooks/avito": public(200), "POST /webhook/avito": public(200),

    "GET /ui": public(303), "GET /ui/": public(303),
    "GET /ui/login": public({**dict.fromkeys(OUTSIDERS, 200), "*": 303}),
    "POST /ui/login": public(403, form={"login": "no such login", "password": "x"}),
    "GET /ui/start/owner": public(303),
    "POST /ui/start/owner": public(303, form={"code": "x", "login": "eve", "password": "x", "again": "x"}),
    "POST /ui/logout": viewer(303), "GET /ui/me": viewer(),
    "POST /ui/me/password": viewer(422, form={"current": "x", "password": "long enough", "again": "another"}),
    "POST /ui/me/lang": viewer(303, form={"lang": "ru"}), "POST /ui/me/theme": viewer(303, form={"theme": "system"}),
    "POST /ui/me/keys": viewer(303, form={"keys": "1"}),

    "GET /ui/start": admin(303), "GET /ui/start/shop": admin(200), "GET /ui/start/avito": admin(200),
    "GET /ui/start/assistant": admin(200), "GET /ui/start/test": admin(200), "GET /ui/start/on": admin(200),
    "GET /ui/start/avito/news": admin(200), "GET /ui/start/test/news": admin(200),
    "POST /ui/start/shop": admin(303, name="Мебель", business="goods"),
    "POST /ui/start/avito": admin(303, simulator="1"), "POST /ui/start/assistant": admin(303),
    "POST /ui/start/on": admin(303, mode="draft"), "POST /ui/start/skip": admin(303, step="test"),
    "POST /ui/start/dismiss": admin(303),

    "GET /ui/overview": viewer(), "GET /ui/overview/news": viewer(),
    "GET /ui/chats": viewer(), "GET /ui/chats/news": viewer(), "GET /ui/chats/find": viewer(303),
    "GET /ui/chats/{id}": viewer(), "GET /ui/chats/{id}/news": viewer(), "GET /ui/chats/{id}/about": viewer(),
    "GET /ui/chats/{id}/listing-picture": viewer(404),
    "GET /ui/chats/{id}/pictures/{message}": viewer(404),
    "POST /ui/chats/{id}/reply": operator(nonce="0123456789abcdef", text="Добрый день"),
    # What is kept of a chat that is gone is nothing.
    "POST /ui/chats/{id}/keep": operator(204, nonce="0123456789abcdef", text="Добрый"),
    "POST /ui/chats/{id}/take": operator(), "POST /ui/chats/{id}/give-back": operator(),
    "POST /ui/chats/{id}/answer-now": operator(), "POST /ui/chats/{id}/dismiss": operator(),
    "POST /ui/chats/{id}/draft": operator(409, draft="1", text="Да"),
    "POST /ui/chats/{id}/draft/drop": operator(draft="1"),
    "POST /ui/chats/{id}/unsent/again": operator(unsent="1"),
    "POST /ui/chats/{id}/unsent/drop": operator(unsent="1"),

    "GET /ui/assistant": viewer(), "GET /ui/assistant/mode": viewer(), "GET /ui/assistant/hours": viewer(),
    "GET /ui/assistant/holidays": viewer(), "GET /ui/assistant/holidays/{id}": viewer(query="project=1"),
    "GET /ui/assistant/answerers": viewer(), "GET /ui/assistant/facts": viewer(),
    "GET /ui/assistant/facts/import": admin(200), "GET /ui/assistant/facts/export": viewer(),
    "GET /ui/assistant/facts/{id}": viewer(query="project=1"), "GET /ui/assistant/prompt": viewer(),
    "GET /ui/assistant/try": viewer(),
    "POST /ui/assistant": admin(303, **SHOP, name="Мебель", business="goods", tone="brief", instructions="",
                                handoff_text="Отвечу"),
    "POST /ui/assistant/mode": admin(303, **SHOP, mode="draft", confidence="55", quiet="1", quiet_max="10",
                                     max_age="30", pause="own", takeover="15", doubtful="hold", allowed_contacts=""),
    "POST /ui/assistant/hours": admin(303, **SHOP, **HOURS, schedule="hours", zone="Asia/Omsk", off_hours="away",
                                      away_text="Нас нет"),
    "POST /ui/assistant/holidays": admin(422, **SHOP, **{"from": "no day"}),
    "POST /ui/assistant/holidays/russia": admin(404, **SHOP),
    "POST /ui/assistant/holidays/{id}": admin(404, **SHOP, **{"from": "1.1"}),
    "POST /ui/assistant/holidays/{id}/remove": admin(404, **SHOP),
    "POST /ui/assistant/answerers": admin(404, **SHOP, dialect="builtin", timeout="30"),
    "POST /ui/assistant/answerers/remove": admin(404, **SHOP, answerer="1"),
    "POST /ui/assistant/answerers/up": admin(404, **SHOP, answerer="1"),
    "POST /ui/assistant/answerers/down": admin(404, **SHOP, answerer="1"),
    "POST /ui/assistant/answerers/check": admin(404, **SHOP, answerer="1"),
    "POST /ui/assistant/facts": admin(404, **SHOP, question="Цвет?", answer="Серый", approved="1"),
    "POST /ui/assistant/facts/import": admin(404, **SHOP, text="a;b", doubles="skip"),
    "POST /ui/assistant/facts/import/write": admin(404, **SHOP, text="a;b", doubles="skip"),
    "POST /ui/assistant/facts/{id}": admin(404, **SHOP, question="Цвет?", answer="Серый"),
    "POST /ui/assistant/facts/{id}/remove": admin(404, **SHOP),
    "POST /ui/assistant/try": operator(404, **SHOP, when="now", words="Ау?"),

    "GET /ui/accounts": viewer(), "GET /ui/accounts/{id}": viewer(), "GET /ui/accounts/{id}/news": viewer(),
    "POST /ui/accounts": admin(404, **SHOP, name="", client_id="x", client_secret="y"),
    "POST /ui/accounts/shops": admin(422, shop=""),
    "POST /ui/accounts/{id}/check": admin(404), "POST /ui/accounts/{id}/enable": admin(404),
    "POST /ui/accounts/{id}/keys": admin(404, client_id="x", client_secret="y"),
    "POST /ui/accounts/{id}/name": admin(404, name="Мебель"),
    "POST /ui/accounts/{id}/webhook": admin(404, url="https://crm.example/hook"),
    "POST /ui/accounts/{id}/shop": admin(404, **SHOP),
    "POST /ui/accounts/{id}/remove": admin(404, confirm="no"),

    "GET /ui/system": viewer(), "POST /ui/system/jobs/{id}/retry": admin(303),
    "POST /ui/system/jobs/{id}/remove": admin(303), "GET /ui/styleguide": Case("owner", 200),
}

# What must look the same after requests that were refused.
KEPT = ["user", "project", "project_hours", "project_holiday", "provider", "fact", "chat", "message", "draft",
        "outbox", "composer_draft", "setting", "listing"]

POLICY = ("default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self';"
          " img-src 'self' data:")
PICTURE_POLICY = "default-src 'none'; sandbox"
HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
           "Cross-Origin-Opener-Policy": "same-origin"}


def check_answer(answer, what):
    """What is true of every answer of a program, whatever was asked."""
    assert answer.status < 500, (what, answer.status, answer.body[:500])
    picture = answer.status == 200 and answer.headers["Content-Type"].startswith("image/")
    for name, value in HEADERS.items():
        if picture and name == "Cache-Control":
            assert answer.headers[name].startswith("private, max-age="), what
            continue
        assert answer.headers.get_all(name) == [value], (what, answer.status, name, answer.headers.items())
    assert answer.headers.get_all("Content-Security-Policy") == [PICTURE_POLICY if picture else POLICY], what
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-Id"])
    assert "X-Powered-By" not in answer.headers and not re.search(r"\d", answer.headers.get("Server", "")), what
    assert (answer.status == 405) == ("Allow" in answer.headers), what
    assert (answer.status in (301, 302, 303)) == ("Location" in answer.headers), what
    if "Location" in answer.headers:
        assert re.match(r"/(?![/\\])", answer.headers["Location"]), what
    for cookie in answer.headers.get_all("Set-Cookie", []):
        parts = [part.strip().lower() for part in cookie.split(";")[1:]]
        assert {"httponly", "samesite=lax", "path=/"} <= set(parts), (what, cookie)
        assert not any(part.startswith("domain") for part in parts), (what, cookie)
    if answer.status in (204, 304):
        assert answer.body == b"" and "Content-Type" not in answer.headers, what


class Wire:
    """Requests on kept connections, one for each thread; every answer is looked at."""

    def __init__(self, port):
        self.port, self.local = port, threading.local()

    def request(self, method, path, body=None, headers=None, cookie=None):
        headers = {**({"Cookie": cookie} if cookie else {}), **(headers or {})}
        for last in [False, True]:
            connection = getattr(self.local, "connection", None)
            if connection is None:
                connection = self.local.connection = http.client.HTTPConnection("127.0.0.1", self.port,
                                                                                timeout=PATIENCE)
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                response = Response(answer.status, answer.headers, answer.read())
                break
            except (http.client.RemoteDisconnected, ConnectionError):
                connection.close()  # kept for longer than the server wanted to
                self.local.connection = None
                if last:
                    raise
        if "X-Request-Id" in response.headers:
            check_answer(response, (method, path[:200], str(body)[:200]))
        return response


class Matrix(Live):
    """An installation at rest with one of everything, and a session for each identity."""

    def __init__(self, app):
        super().__init__(app)
        self.wire = Wire(app.port)
        chat, _ = self.write("Здравствуйте")
        self.reply(chat)
        self.settle()
        self.fresh()
        self.chat = app.sql("SELECT MIN(id) FROM chat")[0][0]
        self.message = app.sql("SELECT MIN(id) FROM message")[0][0]
        self.fact = app.sql("SELECT MIN(id) FROM fact")[0][0]
        self.holiday = self.make_holiday()
        self.sessions = {who: self.make_session(who) for who in RANKS[1:]}
        now = int(time.time() * 1000)
        self.sessions.update({
            "expired": self.make_session("owner", expires_at=now - 1000),
            "idle": self.make_session("owner", seen_at=now - 7 * DAY_MS - 60000),
            "disabled": self.make_session("gone", disabled=1), "deleted": self.make_session(None),
            "foreign": ("prilavok=" + secrets.token_hex(32), secrets.token_hex(16))})
        cookie, csrf = self.sessions["owner"]
        self.sessions["tampered"] = (cookie[:-1] + ("0" if cookie[-1] != "0" else "1"), csrf)
        self.sessions["nobody"] = (None, "0" * 32)

    def make_holiday(self):
        cookie, csrf = self.make_session("owner")
        answer = self.wire.request("POST", "/ui/assistant/holidays", urllib.parse.urlencode(
            {"csrf": csrf, "project": "1", "from": "1.1"}), {"Content-Type": FORM}, cookie)
        assert answer.status == 303, answer.text
        return self.app.sql("SELECT MIN(id) FROM project_holiday")[0][0]

    def make_session(self, role, seen_at=None, expires_at=None, disabled=0):
        """The cookie and the token of a session; the user is called as the role.  None: of nobody there is."""
        now = int(time.time() * 1000)
        cookie, csrf = secrets.token_hex(32), secrets.token_hex(16)
        if role:
            self.app.sql("INSERT IGNORE INTO user (login, password_hash, role, lang, disabled, created_at) VALUES"
                         f" ('matrix-{role}', '!', '{'owner' if role == 'gone' else role}', 'ru', {disabled}, 1)")
        user = f"(SELECT id FROM user WHERE login = 'matrix-{role}')" if role else "999999"
        hash_hex = hashlib.blake2b(cookie.encode(), digest_size=32).hexdigest()
        self.app.sql("INSERT INTO session (id_hash, user_id, csrf, created_at, seen_at, expires_at) VALUES"
                     f" (0x{hash_hex}, {user}, '{csrf}', {now}, {seen_at or now}, {expires_at or now + DAY_MS})")
        return "prilavok=" + cookie, csrf

    def fill(self, route, missing=False):
        """The route's path with the number of something that is there, or of nothing."""
        there = {"message": self.message, "token": "f" * 32}
        if not missing:
            there["id"] = {"chats": self.chat, "facts": self.fact, "holidays": self.holiday, "accounts": "1",
                           "jobs": "1"}.get(re.sub(r"/\{id\}.*", "", route.path).split("/")[-1])
        return re.sub(r"\{(\w+)\}", lambda found: there.get(found[1]) or "999999", route.path)

    def send(self, route, who, headers=None, csrf=None, missing=False, form=None, **more):
        case = CASES[route.name]
        form = dict(case.form if form is None else form)
        if missing and "id" not in route.in_path and "project" in form:
            form["project"] = "999999"
        path = self.fill(route, missing) + ("?" + case.query if case.query else "")
        cookie, token = self.sessions[who]
        body, headers = None, dict(headers or {})
        if route.method == "POST":
            if route.program == "ui":
                form["csrf"] = token if csrf is None else csrf
                headers.setdefault("Content-Type", FORM)
            body = urllib.parse.urlencode({name: value for name, value in form.items() if value is not False})
        return self.wire.request(route.method, path, body or None, headers, cookie, **more)

    def snapshot(self):
        """What refused requests must leave as it is, and what the accounts are set to."""
        sums = self.app.sql("CHECKSUM TABLE " + ", ".join(KEPT))
        return sums + self.app.sql("SELECT id, project_id, name, client_id, client_secret, enabled, webhook_token,"
                                   " webhook_url FROM account ORDER BY id")

def of_ui(*methods):
    return [route for route in TABLE.values() if route.program == "ui" and route.method in methods]
