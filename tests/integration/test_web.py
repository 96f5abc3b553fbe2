# SPDX-License-Identifier: MIT
"""What the web server has a part in: the same behind nginx and behind Apache in both ways (PRILAVOK_WEB)."""

import base64
import contextlib
import gzip
import http.client
import os
import pathlib
import signal
import socket
import struct
import subprocess
import threading
import time

import pytest

import simlib
from live import Live
from prilavok import wait

WEB = os.environ.get("PRILAVOK_WEB", "nginx")
SERVER = "nginx" if WEB == "nginx" else "apache"
REPLY = {"reply": "Да, ещё продаётся.", "handoff": False, "confidence": 95}


def raw(app, text):
    """The whole answer to what is sent as it stands, and whether the server ended the connection."""
    with socket.create_connection(("127.0.0.1", app.port), simlib.PATIENCE) as connection:
        connection.sendall(text.encode())
        answer = b""
        while part := connection.recv(65536):
            answer += part
        return answer.decode("utf-8", "replace")


def asset(app, name="Css"):
    for line in pathlib.Path(simlib.BUILD, "web/static/assets.hdf").read_text().splitlines():
        if line.startswith(f"{name} = "):
            return line.split(" = ")[1]
    raise AssertionError(name)


# --- what is private


PRIVATE = ["sql/001-base.sql", "templates/login.cs", "templates/lang/ru.hdf", "var/prilavok.env", "prilavok.env",
           ".git/config", ".git/HEAD", "build/prilavok", "build/config.log", "quickstart", "lib/base/conf.c", "Makefile",
           "ui.fcgi", "webhook.fcgi", "programs/ui.fcgi", "run/prilavok.env", "mariadb.sock", "log/api.log", ".htaccess"]


@pytest.mark.parametrize("way", ["/", "/static/", "/static/../", "/static/%2e%2e/", "/static/..%2f", "/static/%2e%2e%2f",
                                 "/static//../", "/ui/", "/ui/../", "/webhook/", "//", "/./", "/static/../../"])
def test_no_way_leads_to_private_files(app, way):
    for name in PRIVATE:
        answer = raw(app, f"GET {way}{name} HTTP/1.0\r\nHost: x\r\n\r\n")
        status = answer.split()[1]
        assert status in ("303", "400", "403", "404", "405"), (way + name, answer[:300])
        for word in ("CREATE TABLE", "PRILAVOK_SECRET_KEY", "repositoryformatversion", "#include", "mysql://", "ref: refs"):
            assert word not in answer


def test_the_map_of_the_names_and_hidden_files_are_not_there(app):
    for path in ("/static/assets.hdf", "/static/.hidden", "/.env", "/ui/.git", "/static/"):
        assert app.get(path).status == 404, path


# --- what is passed on


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_keys_of_a_client_reach_the_program(app, method):
    """Basic on /admin is a way in, if somebody passes it on."""
    key = base64.b64encode(f"admin:{app.password}".encode()).decode()
    with_key = app.request(method, "/metrics", headers={"Authorization": f"Basic {key}"})
    assert with_key.status == 200
    assert app.request(method, "/metrics", headers={"Authorization": "Bearer " + "x" * 2000}).status in (200, 401)


def test_head_tells_the_length_of_what_get_gives(app):
    for path in ("/livez", asset(app)):
        head, get = app.request("HEAD", path), app.get(path)
        assert head.status == get.status == 200 and head.body == b"" and get.body
        assert head.headers["Content-Type"] == get.headers["Content-Type"]
        assert head.headers["Content-Length"] in (None, get.headers["Content-Length"]), path


def test_a_client_of_http_1_0_is_served(app):
    for path in ("/livez", "/ui/login", asset(app)):
        answer = raw(app, f"GET {path} HTTP/1.0\r\n\r\n")  # not even a Host
        head, _, body = answer.partition("\r\n\r\n")
        assert head.split()[1] == "200" and body
        assert "transfer-encoding" not in head.lower()


def test_a_connection_is_kept_for_several_requests(app):
    connection = http.client.HTTPConnection("127.0.0.1", app.port, timeout=simlib.PATIENCE)
    try:
        for path in ("/livez", "/ui/login", "/livez", asset(app), "/livez"):
            connection.request("GET", path)
            answer = connection.getresponse()
            assert answer.status == 200 and answer.read() and not answer.will_close
    finally:
        connection.close()


def test_a_file_that_is_known_is_not_sent_again(app):
    path = asset(app)
    first = app.get(path)
    assert "immutable" in first.headers["Cache-Control"] and "max-age=31536000" in first.headers["Cache-Control"]
    known = {"If-None-Match": first.headers["ETag"], "If-Modified-Since": first.headers["Last-Modified"]}
    again = app.get(path, headers=known)
    assert again.status == 304 and again.body == b""


@pytest.mark.parametrize("path", ["/ui/login", "/openapi.json", "/info"])
def test_text_is_compressed_for_whoever_wants_it(app, path):
    plain = app.get(path)
    if plain.status == 404 or len(plain.body) < 512:
        pytest.skip("nothing long enough is there")
    packed = app.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.body) < len(plain.body) and gzip.decompress(packed.body)
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize("path, most", [("/webhooks/avito/x", 65536), ("/ai/respond", 1048576)])
def test_a_body_too_long_is_refused_everywhere_at_the_same_length(app, path, most):
    for length in (most + 1, most * 2):
        answer = app.post(path, body=b"x" * length)
        assert answer.status == 413
        assert answer.json()["error"]["code"] == "too_large"
    assert app.post(path, body=b"x" * most).status not in (413, 500, 502, 503)


def test_nobody_is_taken_for_another_by_a_header_of_his_own(app):
    """Proxies are told to the web server by its administrator, not to the programs by a visitor."""
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9",
              "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "Proxy": "http://evil.example"}
    answer = app.get("/metrics", headers=forged)
    assert answer.status == 200  # from this host, as the connection says
    page = app.get("/ui/login", headers=forged)
    assert "Strict-Transport-Security" not in page.headers and "evil.example" not in page.text
    assert "evil.example" not in (app.get("/ui/chats", headers=forged).headers["Location"] or "")


# --- restarts


def keep_delivering(shop, stop, taken, refused):
    """Posts events of new chats until stop is set; what is not acknowledged comes again, as Avito does."""
    while not stop.is_set():
        chat, _ = shop.write("Здравствуйте! Ещё продаёте?")
        event = shop.event(chat, shop.messages(chat)[0])

        def is_taken():
            try:
                status = shop.app.post(shop.path, data=event, timeout=30).status
            except (OSError, http.client.HTTPException) as broken:
                status = type(broken).__name__
            if status != 200:
                refused.append(status)
            return status == 200
        wait(is_taken, what="an acknowledgement")
        taken.append(chat)


@pytest.fixture(scope="module")
def busy(app):
    shop = Live(app)
    shop.fresh()
    shop.path = shop.webhook_path()
    kept = app.sql("SELECT mode, quiet_ms, quiet_max_ms, schedule FROM project")[0]
    shop.project(mode="auto", quiet_ms=300, quiet_max_ms=1000, schedule="always")
    shop.model(REPLY, repeat=True)
    yield shop
    shop.settle()
    shop.project(**dict(zip(("mode", "quiet_ms", "quiet_max_ms", "schedule"), kept)))
    shop.fresh()


@contextlib.contextmanager
def load(shop, threads=3):
    stop, taken, refused = threading.Event(), [], []
    simulator = simlib.Sim(port=int((shop.app.var / "simulator.port").read_text()))
    side = Side(shop, simulator)
    side.faults(webhook={"lose": 1.0})  # this test delivers by itself
    crowd = [threading.Thread(target=keep_delivering, args=(side, stop, taken, refused)) for _ in range(threads)]
    for thread in crowd:
        thread.start()
    try:
        yield taken, refused
    finally:
        stop.set()
        for thread in crowd:
            thread.join()
        side.faults()


class Side:
    """A shop whose control calls go to the simulator itself, past the web server that is being restarted."""

    def __init__(self, shop, simulator):
        self.app, self.path = shop.app, shop.path
        self.write, self.messages, self.faults = simulator.write, simulator.messages, simulator.faults
        self.control = simulator.control
        self.event = lambda chat, message: Live.event(self, chat, message)


def each_is_answered_once(shop, chats):
    wait(lambda: all(shop.texts(chat) for chat in chats), 300, "an answer in every chat")
    shop.settle()
    assert {len(shop.texts(chat)) for chat in chats} == {1}


def test_a_graceful_restart_of_the_server_loses_nothing(busy):
    app = busy.app
    gently = signal.SIGHUP if SERVER == "nginx" else signal.SIGUSR1
    pid = app.pid(SERVER)
    with load(busy) as (taken, refused):
        for _ in range(3):
            so_far = len(taken)
            os.kill(pid, gently)
            wait(lambda: len(taken) >= so_far + 10, what="events taken after a restart")
    assert app.pid(SERVER) == pid
    assert set(refused) <= {503, "RemoteDisconnected", "ConnectionResetError", "ConnectionRefusedError"}
    each_is_answered_once(busy, taken)


def record(kind, data=b""):
    """One of FastCGI's."""
    return struct.pack(">BBHHBx", 1, kind, 1, len(data), 0) + data


@pytest.mark.parametrize("name", ["api", "ui", "webhook"])
def test_a_program_told_to_end_before_it_has_begun_serves_who_waits(app, tmp_path, name):
    """As mod_fcgid does where it is told to end while it starts a program, which apache/prilavok-fcgid.conf keeps alive."""
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as door, socket.socket(socket.AF_UNIX) as client:
        door.bind(path)
        door.listen()
        client.settimeout(simlib.PATIENCE)
        client.connect(path)
        params = b"".join(bytes([len(key), len(value)]) + key + value for key, value in (
            (b"REQUEST_METHOD", b"GET"), (b"REQUEST_URI", b"/nowhere"), (b"REMOTE_ADDR", b"127.0.0.1")))
        client.sendall(record(1, b"\0\1" + bytes(6)) + record(4, params) + record(4) + record(5))
        program = subprocess.Popen(
            [simlib.program(f"{name}.fcgi"), "--env", str(app.var / "prilavok.env")], stdin=door,
            preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM}))
        program.terminate()
        answer = b""
        while part := client.recv(65536):
            answer += part
        assert b"Status: 404" in answer or b"Status: 303" in answer, answer
        assert program.wait(simlib.PATIENCE) == 0


@pytest.mark.skipif(WEB != "apache-fcgid", reason="about mod_fcgid")
def test_processes_that_come_and_go_lose_nothing(busy):
    """Every program ends a second after its last request or three after its start, and more than two of each there are
    never: what waits for one is served by the next."""
    app = busy.app
    conf = pathlib.Path(app.run, "apache.conf")
    kept = conf.read_text()
    conf.write_text(kept + "FcgidIdleTimeout 1\nFcgidIdleScanInterval 1\nFcgidProcessLifeTime 3\n"
                    "FcgidMinProcessesPerClass 0\nFcgidMaxProcessesPerClass 2\nFcgidMaxProcesses 5\n")
    try:
        os.kill(app.pid("apache"), signal.SIGUSR1)
        with load(busy, threads=6) as (taken, refused):
            until = time.monotonic() + 8
            wait(lambda: time.monotonic() > until and len(taken) >= 40, what="events taken")
        assert set(refused) <= {503, "RemoteDisconnected", "ConnectionResetError", "ConnectionRefusedError"}
        each_is_answered_once(busy, taken)
    finally:
        conf.write_text(kept)
        os.kill(app.pid("apache"), signal.SIGUSR1)
        wait(app.is_healthy, what="health")
