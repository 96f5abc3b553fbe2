# SPDX-License-Identifier: MIT
"""Every route of every web program: who may, from where, by which method, with which parameters.  The routes
come from the programs' own tables, so a new one without an entry below fails; what is right stands below."""

import concurrent.futures
import hashlib
import http.client
import itertools
import os
import re
import secrets
import socket
import threading
import time
import urllib.parse

import pytest

import routes
from live import Live
from prilavok import Instance, Response
from simlib import PATIENCE
from test_ui import check_html

WEB = os.environ.get("PRILAVOK_WEB", "nginx")

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
            value = "private, max-age=604800, immutable"
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


@pytest.fixture(scope="module")
def matrix():
    app = Instance("matrix")
    try:
        app.start()
        yield Matrix(app)
    finally:
        app.remove()


@pytest.fixture(scope="module", autouse=True)
def no_failure_in_the_logs(matrix):
    yield
    for program in ["ui", "api", "webhook"]:
        bad = [line for line in matrix.app.log(program).splitlines() if re.search(r'"level":"(ERROR|CRITICAL)"', line)]
        assert bad == [], program


def of_ui(*methods):
    return [route for route in TABLE.values() if route.program == "ui" and route.method in methods]


def test_every_route_has_an_entry_and_every_entry_a_route():
    assert len(TABLE) == len(routes.read()), "a route stands twice"
    assert set(CASES) == set(TABLE)
    ranks = {"PUBLIC": "nobody", "VIEWER": "viewer", "OPERATOR": "operator", "ADMIN": "admin", "OWNER": "owner"}
    assert {name: case.rank for name, case in CASES.items()} == \
        {name: ranks[route.access] for name, route in TABLE.items()}


# --- who may


def test_who_is_not_signed_in_is_sent_to_the_login_and_changes_nothing(matrix):
    before = matrix.snapshot()
    for route, who in itertools.product(TABLE.values(), OUTSIDERS):
        case, answer = CASES[route.name], matrix.send(route, who)
        if case.rank == "nobody":
            assert answer.status == case.status_for(who), (route.name, who, answer.text)
            continue
        assert answer.status == 303 and answer.headers["Location"].startswith("/ui/login"), (route.name, who)
        if route.method == "GET":
            back = urllib.parse.quote(matrix.fill(route) + ("?" + case.query if case.query else ""), safe="")
            assert answer.headers["Location"] == "/ui/login?next=" + back
        part = matrix.send(route, who, {"HX-Request": "true"})
        assert (part.status, part.body) == (401, b""), (route.name, who)
    assert matrix.snapshot() == before


def test_a_lower_rank_is_refused_and_changes_nothing(matrix):
    before, refused = matrix.snapshot(), 0
    for route, who in itertools.product(TABLE.values(), RANKS[1:]):
        if RANKS.index(who) < RANKS.index(CASES[route.name].rank):
            answer = matrix.send(route, who)
            assert answer.status == 403 and "<h1>" in answer.text, (route.name, who, answer.status)
            refused += 1
    assert refused >= 100 and matrix.snapshot() == before


@pytest.mark.parametrize("who", RANKS[1:])
def test_who_may_is_let_in(matrix, who):
    for route in TABLE.values():
        case = CASES[route.name]
        if RANKS.index(who) < RANKS.index(case.rank) or route.path == "/ui/logout":
            continue
        status = case.status_for(who)
        answer = matrix.send(route, who, missing=status in (404, 409) or "/keep" in route.path or "/jobs/" in route.path)
        assert answer.status == status, (route.name, who, answer.status, answer.text[-1500:])


def test_logging_out_ends_the_session_and_no_other(matrix):
    matrix.sessions["leaver"], matrix.sessions["stayer"] = matrix.make_session("owner"), matrix.make_session("owner")
    route = TABLE["POST /ui/logout"]
    answer = matrix.send(route, "leaver")
    assert (answer.status, answer.headers["Location"]) == (303, "/ui/login")
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    for page in of_ui("GET"):
        if CASES[page.name].rank != "nobody":
            assert matrix.send(page, "leaver").headers["Location"].startswith("/ui/login"), page.name
    assert matrix.send(TABLE["GET /ui/me"], "stayer").status == 200


# --- from where


def test_a_request_without_the_right_token_is_refused_and_changes_nothing(matrix):
    before = matrix.snapshot()
    other = matrix.make_session("owner")[1]
    wrong = {"missing": False, "empty": "", "of nobody": "0" * 32, "of another's session": matrix.sessions["viewer"][1],
             "of another session of theirs": other, "of an ended session": matrix.sessions["expired"][1],
             "in part": matrix.sessions["owner"][1][:-1], "too long": matrix.sessions["owner"][1] + "0"}
    for route in of_ui("POST"):
        if CASES[route.name].rank == "nobody":
            continue
        for what, token in wrong.items():
            answer = matrix.send(route, "owner", csrf=token)
            assert answer.status == 403 and "<h1>" in answer.text, (route.name, what, answer.status)
        answer = matrix.send(route, "owner", {"X-CSRF-Token": "0" * 32}, csrf=False)
        assert answer.status == 403, (route.name, "in the header")
        assert matrix.send(route, "owner", csrf=other, form={**CASES[route.name].form, "csrf2": "x"}).status == 400
    assert matrix.snapshot() == before


@pytest.mark.parametrize("headers", [
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": ""},
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ""}, {"Origin": "http://127.0.0.1"},
    {"Origin": "http://127.0.0.1:1@evil.example"}, {"Origin": "file://"},
], ids=str)
def test_a_request_from_another_site_is_refused_though_it_has_the_token(matrix, headers):
    before = matrix.snapshot()
    for route in of_ui("POST"):
        answer = matrix.send(route, "owner", headers)
        assert answer.status == 403, (route.name, headers, answer.status)
    assert matrix.snapshot() == before


def test_a_get_never_acts(matrix):
    """The fields of an action in a query, the token among them: it is no form of ours."""
    before = matrix.snapshot()
    cookie, token = matrix.sessions["owner"]
    paths = {route.path for route in of_ui("GET")}
    for route in of_ui("POST"):
        query = urllib.parse.urlencode({**CASES[route.name].form, "csrf": token})
        answer = matrix.wire.request("GET", matrix.fill(route) + "?" + query, cookie=cookie)
        # A word where a number should be is no page.
        right = 400 if route.path in paths else 404 if any(covers(path, route.path) for path in paths) else 405
        assert answer.status == right, (route.name, answer.status)
        posted = matrix.wire.request("POST", matrix.fill(route) + "?" + query, cookie=cookie)
        assert posted.status == 400, (route.name, posted.status)  # "csrf" is nothing for a query
    assert matrix.snapshot() == before


# --- methods


def covers(pattern, path):
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path) is not None


def test_another_method_is_told_the_right_ones(matrix):
    methods = {}
    for route in TABLE.values():
        methods.setdefault(route.path, []).append(route)
    for path, here in methods.items():
        # One pattern may cover the words of another: those are told its methods too.
        here = here + [route for other in methods if other != path and covers(other, path) for route in methods[other]]
        known = {route.method for route in here} | ({"HEAD"} if any(r.method == "GET" for r in here) else set())
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "BREW", "get"]:
            if method in known:
                continue
            answer = matrix.wire.request(method, matrix.fill(here[0]), cookie=matrix.sessions["owner"][0])
            if answer.status == 400 and "X-Request-Id" not in answer.headers:
                assert method == "get"  # nginx knows no such method
                continue
            assert answer.status == 405, (path, method, answer.status)
            assert sorted(answer.headers["Allow"].split(", ")) == sorted(known), (path, method)


def test_head_is_get_without_the_body(matrix):
    for route in TABLE.values():
        case = CASES[route.name]
        if route.method != "GET":
            continue
        cookie = matrix.sessions["owner"][0]
        path = matrix.fill(route) + ("?" + case.query if case.query else "")
        got, head = (matrix.wire.request(method, path, cookie=cookie) for method in ["GET", "HEAD"])
        assert (got.status, head.body) == (head.status, b""), route.name
        assert got.headers["Content-Type"] == head.headers["Content-Type"], route.name


# --- parameters

BYTES = [b"%00", b"1%00", b"%FF", b"%C0%80", b"%ED%A0%80", b"%F4%90%80%80", b"1%zz", b"%"]
NUMBERS = [b"0", b"-1", b"9223372036854775808", b"18446744073709551617", b"1e3", b"1.0", b"0x1", b"+1", b"%201",
           b"1%20", b"1%0A", b"1,000", b"%D9%A1", b"%EF%BC%91", b"NaN", b"1;--", b"9" * 10000]


def bad_values(param):
    """Values that are no value of this parameter."""
    if param.kind in ("ID", "INT"):
        numbers = NUMBERS + ([] if param.kind == "ID" else [b"%d" % (routes.number(param.max) + 1)])
        if param.kind == "INT" and routes.number(param.min) == 0:
            numbers = [value for value in numbers if value != b"0"]
        return BYTES + numbers
    if param.kind == "BOOL":
        return BYTES + [b"2", b"maybe", b"1 1".replace(b" ", b"%20"), b"1" * 10000]
    if param.kind == "ENUM":
        return BYTES + [b"nonsense", b"../", b"%0A", b"x" * 10000, "а".encode().hex("%").encode()]
    if param.kind == "FILE":
        return BYTES + [b"text"]
    too_long = b"x" * (routes.number(param.max) + 1)
    control = [b"a%01", b"a%1B%5B2J", b"a%7F"] + ([] if param.kind == "TEXT" else [b"a%0Ab", b"a%0D%0Ab", b"a%09"])
    if param.kind == "TOKEN":
        control += [b"a%20b", b"%D0%B0", b"a/b", b"%3Cb%3E", b"a+b"]
    return BYTES + control + ([too_long] if len(too_long) < 1000000 else [])


def requests_with(matrix, route, name, values, cookie, token):
    """One request for each value of the parameter, in the path, the query or the body."""
    for value in values:
        if name in route.in_path:
            path = route.path.replace("{%s}" % name, value.decode())
            yield value, (route.method, re.sub(r"\{\w+\}", "1", path), None if route.method == "GET" else b"x=1")
        elif route.method == "GET":
            pair = name + "=" + value.decode()
            yield value, ("GET", matrix.fill(route) + "?" + pair, None)
        else:
            yield value, ("POST", matrix.fill(route), b"csrf=" + token.encode() + b"&" + name.encode() + b"=" + value)


def expected(route, name, value):
    """The statuses that are right; nginx itself refuses long lines and what is no path."""
    if name in route.in_path:
        return {404, 400} | ({414} if len(value) > 7000 else set())
    if route.method == "GET" and len(value) > 7000:
        return {414}
    return {400}


def test_a_malformed_parameter_is_refused_in_words(matrix):
    cookie, token = matrix.sessions["owner"]
    before, pages = matrix.snapshot(), {}

    def ask(job):
        route, name, value, (method, path, body) = job
        answer = matrix.wire.request(method, path, body, {"Content-Type": FORM} if body else {}, cookie)
        assert answer.status in expected(route, name, value), (route.name, name, value[:80], answer.status)
        if answer.status == 400 and "X-Request-Id" in answer.headers and route.program == "ui":
            assert "<h1>" in answer.text, (route.name, name, value[:80])
            pages[answer.status, name] = answer.text
        return 1

    jobs, seen = [], set()
    for route in TABLE.values():
        for param in route.params:
            if param.kind == "RAW":
                continue
            values = bad_values(param)
            if (param, route.method) in seen:  # the same reading, which has been through all of them
                values = values[1:3] + values[len(BYTES):][-2:]
            seen.add((param, route.method))
            if param.name in route.in_path:
                values = [v for v in values if v not in (b"%",) and b"/" not in v]
            jobs += [(route, param.name, value, what)
                     for value, what in requests_with(matrix, route, param.name, values, cookie, token)]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(ask, jobs)) > 1500
    for (_, name), text in list(pages.items())[:5]:
        check_html(text)
    assert matrix.snapshot() == before


ODD_PAIRS = ["unknown=1", "a[]=1", "=1", "unknown", "a%00b=1", "%FF=1", "x" * 6000 + "=1", "__proto__=1", "csrf%20=1",
             "0=1", "&".join("a%d=1" % i for i in range(250))]


def test_a_parameter_that_is_unknown_repeated_or_a_list_is_refused(matrix):
    cookie, token = matrix.sessions["owner"]
    before = matrix.snapshot()

    def refused(route, pairs, *more):
        pairs = "&".join([*pairs, *more])
        if route.method == "GET":
            answer = matrix.wire.request("GET", matrix.fill(route) + "?" + pairs, cookie=cookie)
        else:
            answer = matrix.wire.request("POST", matrix.fill(route), f"csrf={token}&" + pairs, {"Content-Type": FORM},
                                         cookie)
        assert answer.status == 400, (route.name, pairs[:200], answer.status)

    for route in of_ui("GET", "POST"):
        good = [urllib.parse.urlencode({name: value}) for name, value in CASES[route.name].form.items()]
        for odd in ODD_PAIRS if route.path in ("/ui/me", "/ui/assistant/mode") else ODD_PAIRS[:3]:
            refused(route, good, odd)
        for name in route.in_path:
            refused(route, good, name + "=1")  # stands in the path already
        for param in route.params:
            if param.name not in route.in_path:
                refused(route, [], *[param.name + "[]=1"])
                value = CASES[route.name].form.get(param.name)
                if value:
                    refused(route, good, urllib.parse.urlencode({param.name: value}))
    assert matrix.snapshot() == before


def test_a_body_of_another_kind_or_size_is_refused(matrix):
    cookie, token = matrix.sessions["owner"]
    before = matrix.snapshot()
    kinds = {"application/json": b"{}", "text/plain": b"csrf=" + token.encode(), "": b"x=1", "text/xml": b"<a/>",
             "application/x-www-form-urlencoded2": b"x=1", "multipart/form-data": b"x",
             "multipart/form-data; boundary=": b"x", "multipart/form-data; boundary=b": b"--c\r\n"}
    for number, route in enumerate(of_ui("POST")):
        for kind, body in list(kinds.items())[:None if number == 0 else 3]:
            answer = matrix.wire.request("POST", matrix.fill(route), body, {"Content-Type": kind}, cookie)
            assert answer.status in (400, 415), (route.name, kind, answer.status)
        large = b"csrf=" + token.encode() + b"&unknown=" + b"x" * 1000000
        answer = matrix.wire.request("POST", matrix.fill(route), large, {"Content-Type": FORM}, cookie)
        assert answer.status == 400, (route.name, answer.status)
    assert matrix.snapshot() == before


# --- errors of the web server itself, files, and the rest


def raw(matrix, request):
    """The head of the answer to bytes that http.client would not send: status, {name: value}."""
    with socket.create_connection(("127.0.0.1", matrix.app.port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            piece = connection.recv(65536)
            assert piece, answer
            answer += piece
    lines = answer.split(b"\r\n\r\n")[0].decode().split("\r\n")
    return int(lines[0].split()[1]), {name.lower(): value for name, value in
                                      (line.split(": ", 1) for line in lines[1:])}


# Where Apache says the same in another number.
APACHE = {"Transfer-Encoding: nonsense\r\n": 400, "GET /%00": 404}


@pytest.mark.parametrize("request_line, headers, status", [
    ("GET /ui?" + "x" * 9000, "", 414), ("GET /ui", "X-Large: " + "x" * 9000 + "\r\n", 400),
    ("GET /ui", "no header\r\n", 400), ("GET /ui", "Content-Length: x\r\n", 400),
    ("POST /ui/login", "Content-Length: 2000000\r\n", 413), ("POST /ui/login", "Content-Length: -1\r\n", 400),
    ("POST /webhooks/avito/x", "Content-Length: 70000\r\n", 413),
    ("POST /ui/login", "Transfer-Encoding: nonsense\r\n", 501), ("TRACE /ui", "", 405),
    ("GET /ui/../../etc/passwd", "", 400), ("GET /static/../prilavok.env", "", 404), ("GET /static/nothing", "", 404),
    ("GET /static/", "", 404), ("GET /.git/config", "", 404), ("GET /%00", "", 400), ("GET ui", "", 400),
    ("GET /prilavok.env", "", 404), ("GET /var/prilavok.env", "", 404), ("GET /static/.htaccess", "", 404),
], ids=lambda value: str(value)[:40].strip() or "-")
def test_an_error_of_the_web_server_has_the_headers_too(matrix, request_line, headers, status):
    nginx = WEB == "nginx"
    status = status if nginx else APACHE.get(headers or request_line, status)
    request = f"{request_line} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{headers}\r\n"
    got, found = raw(matrix, request.encode())
    assert got == status, found
    assert found["x-content-type-options"] == "nosniff" and "frame-ancestors 'none'" in found["content-security-policy"]
    assert found["referrer-policy"] in ("same-origin", "no-referrer")
    assert "cache-control" in found or request_line.startswith("GET /static/")  # whose errors nobody keeps
    assert found["server"] == ("nginx" if nginx else "Apache")
    if got == 413:
        assert found["content-type"] == "application/json"


def test_files_have_their_headers_also_when_nothing_has_changed(matrix):
    page = matrix.wire.request("GET", "/ui/login").text
    names = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    assert len(names) >= 2
    for name in names:
        got = matrix.wire.request("GET", name)
        again = matrix.wire.request("GET", name, headers={"If-None-Match": got.headers["ETag"]})
        head = matrix.wire.request("HEAD", name)
        assert (got.status, again.status, head.status) == (200, 304, 200)
        assert again.body == head.body == b""
        for answer in [got, again, head]:
            assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"]
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert "Set-Cookie" not in answer.headers
        assert matrix.wire.request("POST", name).status == 405


def test_news_without_any_have_no_body(matrix):
    cookie = matrix.sessions["owner"][0]
    for path in ["/ui/chats", "/ui/overview", "/ui/accounts/1", f"/ui/chats/{matrix.chat}"]:
        for _ in range(20):  # a minute may end between the two, or the worker tell that it lives
            text = matrix.wire.request("GET", path, cookie=cookie).text
            news = re.search(r'data-news="([^"]+)"', text)
            version = re.search(r'data-version="([^"]+)"', text)
            assert news and version, path
            answer = matrix.wire.request("GET", news[1].replace("&amp;", "&").split("?")[0] + "?after=" + version[1],
                                         cookie=cookie)
            if answer.status == 204:
                break
        assert answer.status == 204, path


def test_what_belongs_to_something_else_is_not_found(matrix):
    """Numbers that exist, but under another project, account or chat."""
    app, (cookie, token) = matrix.app, matrix.sessions["owner"]
    app.sql("INSERT INTO project (name, instructions, away_text, handoff_text, allowed_contacts, created_at, updated_at)"
            " VALUES ('Чужой', '', '', '', '', 1, 1);"
            "INSERT INTO account (project_id, client_id, client_secret, enabled, webhook_token, created_at, updated_at)"
            " SELECT MAX(id), 'other', 'x', 0, REPEAT('e', 32), 1, 1 FROM project;"
            "INSERT INTO listing (account_id, avito_item_id, title, seen_at) SELECT MAX(id), 77, 'Чужое', 1 FROM account;"
            "INSERT INTO chat (account_id, avito_chat_id, last_message_at, enriched_at, created_at)"
            " SELECT MAX(id), 'other-chat', 1, 1, 1 FROM account;")
    other, chat, listing = (app.sql(f"SELECT MAX(id) FROM {table}")[0][0] for table in ["project", "chat", "listing"])
    answerer = app.sql("SELECT MIN(id) FROM provider")[0][0]
    before = matrix.snapshot()

    def status(method, path, **form):
        body = urllib.parse.urlencode({"csrf": token, **form}) if method == "POST" else None
        return matrix.wire.request(method, path, body, {"Content-Type": FORM} if body else {}, cookie).status
    try:
        for path in [f"/ui/assistant/facts/{matrix.fact}?project={other}", f"/ui/assistant/prompt?listing={listing}",
                     f"/ui/assistant/holidays/{matrix.holiday}?project={other}", f"/ui/assistant/try?listing={listing}",
                     f"/ui/chats/{chat}/pictures/{matrix.message}"]:
            assert status("GET", path) == 404, path
        fact = {"question": "x", "answer": "y"}
        for path, form in [
                (f"/ui/assistant/facts/{matrix.fact}", {"project": other, **fact}),
                (f"/ui/assistant/facts/{matrix.fact}/remove", {"project": other}),
                ("/ui/assistant/facts", {"project": "1", "listing": listing, **fact}),
                (f"/ui/assistant/facts/{matrix.fact}", {"project": "1", "listing": listing, **fact}),
                (f"/ui/assistant/holidays/{matrix.holiday}", {"project": other, "from": "2.2"}),
                (f"/ui/assistant/holidays/{matrix.holiday}/remove", {"project": other}),
                ("/ui/assistant/answerers", {"project": other, "answerer": answerer, "dialect": "builtin",
                                             "timeout": "5"}),
                ("/ui/assistant/answerers/up", {"project": other, "answerer": answerer}),
                ("/ui/assistant/answerers/down", {"project": other, "answerer": answerer}),
                ("/ui/assistant/answerers/remove", {"project": other, "answerer": answerer}),
                ("/ui/assistant/answerers/check", {"project": other, "answerer": answerer}),
                ("/ui/assistant/try", {"project": "1", "listing": listing, "when": "now", "words": "Ау?"})]:
            assert status("POST", path, **form) == 404, (path, form)
        assert matrix.snapshot() == before
    finally:
        app.sql("DELETE FROM chat WHERE avito_chat_id = 'other-chat'; DELETE FROM listing WHERE avito_item_id = 77;"
                "DELETE FROM account WHERE client_id = 'other'; DELETE FROM project WHERE name = 'Чужой'")
