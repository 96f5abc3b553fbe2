# SPDX-License-Identifier: MIT
"""Every function that talks HTTP meets every fault, for as long as it asks and once.  Each fault has one
documented meaning; reads are repeated, sends are not; and nothing takes longer than it may."""

import concurrent.futures
import contextlib
import json
import re
import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
import time

import pytest

import simlib
from faultline import AFTER, BEFORE, FAULTS, Faultline, reply
from prilavok import TOP

MESSAGE = {"id": "m-1", "author_id": 7, "created": 1800000000, "type": "text", "direction": "in",
           "content": {"text": "Ещё продаёте?"}}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64

# The functions: what kind of call each makes, and a good answer.
CALLS = {
    "avito_token": ("grant", {"access_token": "tok", "expires_in": 86400}),
    "avito_self": ("read", {"id": 100, "name": "Мебель на Мира"}),
    "avito_get_chats": ("read", {"chats": [{"id": "u2i-1"}], "meta": {"has_more": False}}),
    "avito_get_chat": ("read", {"id": "u2i-1", "users": []}),
    "avito_get_messages": ("list", {"messages": [MESSAGE], "meta": {"has_more": False}}),
    "avito_subscriptions": ("read", {"subscriptions": [{"url": "https://a.example/"}]}),
    "avito_read_chat": ("setting", {"ok": True}),
    "avito_subscribe": ("setting", {"ok": True}),
    "avito_unsubscribe": ("setting", {"ok": True}),
    "avito_send_text": ("send", {"id": "m-2", "created": 1800000000, "type": "text", "direction": "out"}),
    "llm_ask": ("model", {"choices": [{"message": {"content": "Да"}, "finish_reason": "stop"}]}),
    "llm_models": ("models", {"data": [{"id": "m"}]}),
    "picture_fetch": ("picture", PNG),
    "reach_ourselves": ("reach", {"prilavok": "proof"}),
}

# --- what each fault means

SLOW = {"hang before", "hang after", "hang during", "slow drip"}
LOST = SLOW | {"cut before", "reset before", "not http", "half a head", "cut after", "reset after", "cut during",
               "reset during", "bad chunks", "12 MB"}
EMPTY = {"empty 200", "204"}
NO_JSON = {"html 200", "html after", "truncated json", "invalid utf-8", "a nul", "a number", "null", "too deep"}
OTHER = "an array of an array"


def status_of(fault):
    """The status a fault is about, 0 for none."""
    found = re.match(r"[345]\d\d", fault)
    return int(found[0]) if found else 0


def avito_meaning(fault, kind):
    """avito.last.outcome, and whether asking again may help."""
    status = status_of(fault)
    if fault in LOST:
        return "lost", True
    if fault == "5 MB" or (fault in EMPTY and kind == "setting") or (fault == OTHER and kind in ("setting", "list")):
        return "ok", False
    if fault in EMPTY | NO_JSON:
        return "server", True
    if fault == OTHER:
        return "server", False
    if fault == "403 html":
        return "blocked", False
    named = {401: "token", 402: "tariff", 403: "forbidden", 404: "not_found", 429: "rate", 408: "server", 302: "server"}
    outcome = named.get(status, "server" if status >= 500 else "rejected")
    if kind == "grant" and status == 401:  # a new token is no cure for /token itself
        outcome = "rejected"
    return outcome, outcome in ("rate", "server")


def of_avito(fault, kind):
    """What the function says, and how often it asks."""
    outcome, passing = avito_meaning(fault, kind)
    codes = {"ok": "ok", "token": "denied", "tariff": "denied", "forbidden": "denied", "not_found": "not_found",
             "blocked": "busy", "rate": "limited", "rejected": "denied" if kind == "grant" else "invalid"}
    doubt = "uncertain" if kind in ("send", "setting") else "upstream"
    return f"{codes.get(outcome, doubt)} {outcome}", 3 if passing and kind != "send" else 1


def of_model(fault):
    status = status_of(fault)
    if fault in SLOW:
        return "failed timeout", 1  # all its time is spent
    if fault in LOST | {"5 MB"} or status >= 500 or status == 408:
        return "failed overloaded", 2
    if fault in EMPTY | NO_JSON | {OTHER}:
        return "failed not_json", 2
    if fault in ("302", "403 html"):
        return "failed not_json", 1
    if fault == "429 for 2 s":
        return "failed rate", 2
    return "failed " + {401: "auth", 402: "no_money", 403: "auth", 404: "retired", 429: "rate"}.get(
        status, "bad_request"), 1


def of_models(fault):
    return "uncertain" if fault in LOST | {"5 MB"} else "upstream", 1


def of_picture(fault):
    if fault == "truncated json":
        return "ok", 1  # a picture cut short is the browser's business
    whole = fault in (NO_JSON | EMPTY | {OTHER}) - {"204"}
    return "not_found" if whole else "upstream", 1


def of_reach(fault):
    if fault in SLOW:
        return "failed timeout", 1
    if fault in LOST | {"5 MB"}:
        return "failed cut", 1
    return "failed server" if status_of(fault) >= 500 else "failed stranger", 1


def meaning(fault, call):
    """What the call says while the fault lasts, and after how many requests."""
    kind = CALLS[call][0]
    others = {"model": of_model, "models": of_models, "picture": of_picture, "reach": of_reach}
    return others[kind](fault) if kind in others else of_avito(fault, kind)


def expected(fault, call, how):
    """The same for a fault that lasts, and for one that passes, which only what may be repeated survives."""
    said, times = meaning(fault, call)
    if how == "always" or times == 1:
        return said, times
    return "ok ok", 2


# --- the line and the calls

PATIENT_MS = 90000
FEW = threading.Semaphore(2)  # of those that move much


def quick_ms():
    """For calls that shall run out of time, all but the first within it."""
    return 10000 if simlib.is_watched() else 2000


def run(call, base, timeout_ms=PATIENT_MS, before=()):
    done = subprocess.run([*before, simlib.program("tests/integration/remote_calls"), call, base, str(timeout_ms)], text=True,
                          stdout=subprocess.PIPE, timeout=3 * simlib.PATIENCE, check=True)
    return done.stdout.strip()


class Line(Faultline):
    """/FAULT/CALL/always/… and /FAULT/CALL/once/…: spoils what comes there."""

    def __init__(self):
        self.counts, self.lock = {}, threading.Lock()
        super().__init__(choose=self.spoil, answer=self.good)

    @staticmethod
    def place(request):
        _, fault, call, how, *_ = request.path.split("/")
        return list(FAULTS)[int(fault)], call, how

    def url(self, fault, call, how):
        return f"{self.base}/{list(FAULTS).index(fault)}/{call}/{how}"

    def spoil(self, request):
        fault, _, how = place = self.place(request)
        with self.lock:
            self.counts[place] = self.counts.get(place, 0) + 1
            return fault if how == "always" or self.counts[place] == 1 else None

    def good(self, request):
        body = CALLS[self.place(request)[1]][1]
        return reply(200, body if isinstance(body, bytes) else json.dumps(body).encode())


def settled(measure, wanted, tries=5):
    """What measure() gives, of several tries: some calls have a limit of seconds, which a busy machine may
    spend once, but what is wrong is wrong always."""
    got = measure()
    while got != wanted and tries > 1:
        with FEW:
            got = measure()
        tries -= 1
    return got


@pytest.fixture(scope="module")
def met():
    """What came of every call under every fault, as (words, number of requests)."""
    places = [(fault, call, how) for fault in FAULTS for call in CALLS for how in ("always", "once")]

    def one(place):
        fault, call, _ = place

        def try_it():
            line.counts.pop(place, None)
            said = run(call, line.url(*place), quick_ms() if fault in SLOW else PATIENT_MS)
            return said, line.counts.get(place, 0)
        with FEW if fault in ("5 MB", "12 MB", "too deep") else threading.Lock():
            return settled(try_it, expected(*place))
    with Line() as line, concurrent.futures.ThreadPoolExecutor(40) as pool:
        yield dict(zip(places, pool.map(one, places)))


def test_there_are_faults_enough():
    assert len(FAULTS) >= 20 and not set(BEFORE) & set(AFTER)


@pytest.mark.parametrize("how", ["always", "once"])
@pytest.mark.parametrize("call", CALLS)
def test_a_fault_has_its_documented_meaning(met, call, how):
    assert {fault: met[fault, call, how] for fault in FAULTS} == {fault: expected(fault, call, how) for fault in FAULTS}


# --- what comes before any byte leaves

UNREACHED = {"grant": "busy unreachable", "read": "busy unreachable", "list": "busy unreachable",
             "setting": "busy unreachable", "send": "busy unreachable", "models": "busy", "picture": "upstream"}


def check_unreached(base, causes, calls=CALLS):
    """No request leaves: sure for a send; the model and the address tell why."""
    wanted = {call: UNREACHED.get(CALLS[call][0]) or f"failed {causes[CALLS[call][0]]}" for call in calls}
    with concurrent.futures.ThreadPoolExecutor(14) as pool:
        got = dict(zip(calls, pool.map(lambda call: settled(lambda: run(call, base), wanted[call]), calls)))
    assert got == wanted


def test_a_name_nobody_knows():
    check_unreached("http://nobody.invalid", {"model": "dns", "reach": "dns"})


def test_a_refused_connection():
    check_unreached(f"http://127.0.0.1:{simlib.free_port()}", {"model": "connect", "reach": "refused"})


def test_a_server_without_tls():
    class Plain(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.recv(1)
            self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            self.request.shutdown(socket.SHUT_WR)
            with contextlib.suppress(OSError):
                while self.request.recv(4096):  # or what is said is lost in a reset
                    pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Plain) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        check_unreached("https://127.0.0.1:%d" % server.server_address[1], {"model": "tls", "reach": "tls"})
        server.shutdown()


def certificate(place):
    """Makes place/certificate.pem for 127.0.0.1; a server's context with it."""
    key, file = place / "key.pem", place / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2", "-keyout", key,
                    "-out", file], check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return context


def test_a_certificate_nobody_signed(tmp_path):
    with Faultline(answer=lambda request: reply(200), context=certificate(tmp_path)) as line:
        check_unreached(line.base.replace("http:", "https:"), {"model": "tls", "reach": "tls"})


NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"]


@pytest.mark.skipif(not simlib.may(*NAMESPACE), reason="no name spaces here")
@pytest.mark.parametrize("store", ["folder", "file"])
def test_a_certificate_the_system_trusts(tmp_path, store):
    """By its hash in the folder, where the file of all is not even opened; or in that file, without hashes."""
    context, trusted = certificate(tmp_path), tmp_path / "certs"
    trusted.mkdir()
    shutil.copy(tmp_path / "certificate.pem", trusted / ("ours.pem" if store == "folder" else "ca-certificates.crt"))
    if store == "folder":
        (trusted / "ca-certificates.crt").write_text("nothing to be trusted")
        subprocess.run(["openssl", "rehash", trusted], check=True, stderr=subprocess.DEVNULL)
        assert list(trusted.glob("*.0"))
    answer = json.dumps(CALLS["avito_self"][1]).encode()
    with Faultline(answer=lambda request: reply(200, answer), context=context) as line:
        url = line.base.replace("http:", "https:")
        within = ["sh", "-c", 'mount --bind "$0" /etc/ssl/certs && exec "$@"', trusted]
        assert run("avito_self", url, before=[*NAMESPACE, *within]) == "ok ok"
        assert run("avito_self", url.replace("127.0.0.1", "localhost"), before=[*NAMESPACE, *within]) == "busy unreachable"


def test_a_handshake_that_never_ends():
    began = time.monotonic()
    with Faultline(answer=lambda request: reply(200)) as line:
        assert run("avito_send_text", line.base.replace("http:", "https:"), quick_ms()).startswith("busy")
    assert time.monotonic() - began < simlib.PATIENCE


# --- nothing that talks is left out

def bodies(path):
    """The functions of a C source by name."""
    return dict(re.findall(r"^(\w+)\([^;{]*?\)\n\{\n(.*?)^\}", path.read_text(), re.DOTALL | re.MULTILINE))


def test_every_call_of_the_sources_is_in_the_table():
    sources = {path: bodies(path) for part in ("lib", "cgi") for path in TOP.glob(f"{part}/**/*.c")}
    talk, public = {"http_do", "avito_call"}, set()
    # What calls what talks, talks; within lib/remote, whose functions are what the rest of us calls.
    while True:
        found = {name for path, functions in sources.items() if "/lib/remote/" in str(path)
                 for name, body in functions.items() if re.search(rf"\b({'|'.join(talk)})\(", body)} - talk
        if not found:
            break
        talk |= found
    for header in TOP.glob("lib/remote/*.h"):
        public |= {name for name in talk if re.search(rf"\b{name}\(", header.read_text())}
    assert public - {"avito_call"} == set(CALLS)
    outside = [str(path) for path, functions in sources.items() if "/lib/remote/" not in str(path)
               and "/lib/io/" not in str(path) for body in functions.values() if "http_do(" in body]
    assert not outside
