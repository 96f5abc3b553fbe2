# SPDX-License-Identifier: MIT
"""Hostile clients, by way of the real web server: what is not JSON, too large, cut up wrongly or too slow
costs its sender the connection, and nobody else anything."""

import itertools
import json
import os
import resource
import selectors
import threading
import time

import pytest

import hostile
from simlib import PATIENCE, is_watched, wait
from test_reply import GOOD, shop  # noqa: F401 (a fixture)
from test_webhook import counter

CONNECTIONS = 1000
GOOD_AT_LEAST = 200  # good requests while they are open
RSS_KB_MAX = 16384   # by which a program may have grown: once, not with each request


def asked(app, method, path, **more):
    """The status of a good request.  A program that says itself that the database had no time for it is asked again,
    as Avito does; a web server that could not reach a program is a failure."""
    def status():
        answer = app.request(method, path, **more)
        own = b"request_id" in answer.body or b' lang="' in answer.body
        return None if answer.status == 503 and own else answer.status
    return wait(status, what="an answer from the program")


def post(app, path, body):
    return asked(app, "POST", path, body=body)


def resident_kb(app, name):
    """Of each process of a program; {} where the web server starts them."""
    sizes = {}
    for pid in app.processes().get(name, []):
        with open(f"/proc/{pid}/status") as file:
            sizes[pid] = next(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))
    return sizes


def stored(app):
    return app.sql("SELECT (SELECT COUNT(*) FROM job WHERE kind = 'event'), (SELECT COUNT(*) FROM message)")


def test_there_are_enough_cases_of_json():
    assert len(list(hostile.json_cases())) >= 150


def test_what_is_no_event_is_counted_whatever_its_json(shop):
    path, before = shop.webhook_path(), stored(shop.app)
    names = ["webhook.malformed", "webhook.unknown"]
    for _ in range(20):  # all processes have once had a large body
        post(shop.app, path, b" " * 60000 + b"{}")
    counted = [counter(shop.app, name) for name in names]
    sizes = resident_kb(shop.app, "webhook")
    expected = [0, 0]
    for is_json, name, body in hostile.json_cases():
        assert len(body) < 65536
        assert post(shop.app, path, body) == 200, name
        expected[is_json] += 1
    # One that was counted, but too late to be told so, was sent again.
    for name, least, start in zip(names, expected, counted):
        assert least <= counter(shop.app, name) - start <= least + 50
    assert stored(shop.app) == before
    after = resident_kb(shop.app, "webhook")
    if is_watched():
        pytest.skip("all was counted; a sanitizer keeps what was freed, so that memory grows")
    assert all(after[pid] - sizes[pid] < RSS_KB_MAX for pid in sizes if pid in after), (sizes, after)


def test_an_event_among_strange_json_is_an_event_all_the_same(shop):
    shop.faults(webhook={"lose": 1.0})
    shop.model(GOOD)
    chat, _ = shop.write("Ещё продаёте?")
    event = json.dumps(shop.event(chat, shop.messages(chat)[0])).encode()
    strange = [body for is_json, _, body in hostile.json_cases() if is_json and len(body) < 60]
    assert len(strange) > 50
    body = b'{"strange":[' + b",".join(strange) + b"]," + event[1:]
    assert post(shop.app, shop.webhook_path(), body) == 200
    assert shop.reply(chat) == [GOOD["reply"]]


def refused(shop, cases, allowed):
    """Every case gets only such answers (or none), and then a good request is served as ever."""
    before = stored(shop.app)
    for name, request, begun in cases:
        got = hostile.statuses(shop.app.port, request, hang_up=begun)
        assert set(got) <= allowed, (name, got)
        assert shop.app.get("/livez").status == 200, name
    assert post(shop.app, shop.webhook_path(), b"{}") == 200
    assert stored(shop.app) == before


def test_what_is_too_large_gets_413(shop):
    for name, request in hostile.oversize(shop.webhook_path()):
        # The answer does not wait for the rest; that the server then reads on for a while is its kindness.
        assert hostile.statuses(shop.app.port, request, hang_up="announced" in name) == [413], name
    assert stored(shop.app)[0][0] == "0"


def test_a_body_in_good_chunks_is_a_body(shop):
    shop.faults(webhook={"lose": 1.0})
    shop.model(GOOD)
    chat, _ = shop.write("Торг возможен?")
    event = json.dumps(shop.event(chat, shop.messages(chat)[0])).encode()
    pieces = [event[at:at + 7] for at in range(0, len(event), 7)]
    request = hostile.head("POST", shop.webhook_path(), "Transfer-Encoding: chunked") + hostile.chunks(*pieces)
    wait(lambda: hostile.statuses(shop.app.port, request) == [200], what="an acknowledgement")
    assert shop.reply(chat) == [GOOD["reply"]]


def test_bad_chunks_cost_their_sender_the_connection(shop):
    allowed = {400, 408, 413}
    if os.environ.get("PRILAVOK_WEB") == "apache-fcgid":
        # mod_fcgid hands over what came before a broken chunk (half an event is none), and calls it a failure of
        # its own when the client goes away in the middle.
        allowed |= {200, 500}
    refused(shop, hostile.bad_chunks(shop.webhook_path()), allowed)


def test_nothing_is_smuggled_behind_a_request(shop):
    chat, _ = shop.write("Ещё продаёте?")
    shop.settle()
    event = shop.event(chat, shop.messages(chat)[0])
    event["payload"]["value"]["id"] = "smuggled"
    cases = list(hostile.smuggled(shop.webhook_path(), json.dumps(event).encode()))
    for name, request in cases:
        got = hostile.statuses(shop.app.port, request)
        # Served as one request, or refused: never as two.
        assert got.count(200) <= 1 and set(got) <= {200, 400, 411, 413, 501}, (name, got)
    shop.settle()
    assert shop.app.sql("SELECT COUNT(*) FROM message WHERE avito_id = 'smuggled'") == [["0"]]
    assert shop.app.sql("SELECT COUNT(*) FROM job WHERE name LIKE '%smuggled%'") == [["0"]]


def test_malformed_heads_are_refused(shop):
    allowed = {200, 303, 400, 403, 404, 405, 408, 413, 414, 431, 501, 505}
    refused(shop, hostile.malformed_heads(shop.webhook_path()), allowed)


# --- slow clients

class Crowd:
    """Connections that are slow in every way, kept up by a thread: nothing said, a byte of the head or of the body
    now and then, an answer not read."""

    def __init__(self, port, path, count):
        ways = itertools.cycle([
            b"", b"GET /ui/login HTTP/1.1\r\nX-Slow: ", b"GET /livez HTTP/1.1\r\n",
            hostile.head("POST", path, "Content-Length: 60000"),
            hostile.head("POST", "/ui/login", "Content-Length: 60000",
                         "Content-Type: application/x-www-form-urlencoded"),
            hostile.head("GET", "/static/ui.css", close=False) * 20,
        ])
        self.streams = []
        self.heads = self.closed = 0  # heads that do not end, and those of them that the server has closed
        self.selector = selectors.DefaultSelector()
        for first in itertools.islice(ways, count):
            stream = hostile.connect(port)
            stream.sendall(first)
            stream.setblocking(False)
            self.streams.append(stream)
            self.heads += self._is_head(first)
            if b"/static/" not in first:
                self.selector.register(stream, selectors.EVENT_READ, first)
        self.enough = threading.Event()
        self.thread = threading.Thread(target=self._drip)
        self.thread.start()

    @staticmethod
    def _is_head(first):
        return first.startswith(b"GET") and not first.endswith(b"\r\n\r\n")

    def _drip(self):
        while not self.enough.wait(1):
            for key in list(self.selector.get_map().values()):
                try:
                    if key.data:
                        key.fileobj.send(b"x")
                    if key.fileobj.recv(65536) == b"":
                        raise ConnectionError
                except BlockingIOError:
                    pass
                except OSError:
                    self.selector.unregister(key.fileobj)
                    self.closed += self._is_head(key.data)

    def go(self):
        self.enough.set()
        self.thread.join()
        for stream in self.streams:
            stream.close()


def served(app, path):
    """A good request of each kind, and the seconds they took."""
    times = []
    for method, where, body in [("GET", "/livez", None), ("GET", "/ui/login", None), ("POST", path, b"{}")]:
        start = time.monotonic()
        assert asked(app, method, where, body=body) == 200, where
        times.append(time.monotonic() - start)
    return times


@pytest.fixture
def many_files():
    """This process may have as many connections open as it takes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < CONNECTIONS + 200:
        pytest.skip(f"only {hard} files may be open")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_thousand_slow_connections_do_not_keep_anybody_waiting(shop, many_files, capsys):
    path, before = shop.webhook_path(), stored(shop.app)
    crowd = Crowd(shop.app.port, path, CONNECTIONS)
    try:
        began, times = time.monotonic(), []
        # Until those who never end their head have been put out, as often as it takes.
        while crowd.closed < crowd.heads or len(times) < GOOD_AT_LEAST:
            times += served(shop.app, path)
            assert time.monotonic() - began < 3 * PATIENCE, (crowd.closed, crowd.heads)
    finally:
        crowd.go()
    assert len(crowd.streams) == CONNECTIONS
    assert stored(shop.app) == before
    times.sort()
    with capsys.disabled():
        print(f"\n{CONNECTIONS} slow connections, {len(times)} good requests all served: "
              f"p50 {1000 * times[len(times) // 2]:.0f} ms, p99 {1000 * times[len(times) * 99 // 100]:.0f} ms")
