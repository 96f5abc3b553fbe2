# SPDX-License-Identifier: MIT
"""Every route of every web program: who may, from where, by which method, with which parameters.  The routes
come from the programs' own tables, so a new one without an entry in matrix.py fails; what is right stands there."""

import concurrent.futures
import itertools
import os
import re
import socket
import urllib.parse

import pytest

import routes
from desk import check_html
from matrix import CASES, FORM, OUTSIDERS, RANKS, TABLE, Matrix, of_ui
from prilavok import Instance
from simlib import PATIENCE

WEB = os.environ.get("PRILAVOK_WEB", "nginx")


@pytest.fixture(scope="module")
def matrix():
    with Instance("matrix") as app:
        app.start()
        yield Matrix(app)


@pytest.fixture(scope="module", autouse=True)
def no_failure_in_the_logs(matrix):
    yield
    for program in ["ui", "api", "webhook"]:
        bad = [line for line in matrix.app.log(program).splitlines() if re.search(r'"level":"(ERROR|CRITICAL)"', line)]
        assert bad == [], program

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
