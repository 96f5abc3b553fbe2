# SPDX-License-Identifier: MIT
"""A bad line: a proxy in front of a server of ours that spoils single exchanges, in every way a network, a
server or what stands between them can."""

import http.client
import json
import select
import socket
import struct
import threading
import time

PAGE = "<!DOCTYPE html><html><body><h1>Доступ ограничен: проблема с IP</h1></body></html>".encode()
ERROR = b'{"error":{"code":%d,"message":"no"}}'
MANY = 5 << 20


class Request:
    """number: which one on its connection, from 1; it was a kept connection when more than 1."""

    def __init__(self, method, path, headers, body, number):
        self.method, self.path, self.headers, self.body, self.number = method, path, headers, body, number


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def wire(self, length=None):
        head = f"HTTP/1.1 {self.status} Said\r\n" + "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        return f"{head}Content-Length: {len(self.body) if length is None else length}\r\n\r\n".encode() + self.body


def reply(status, body=b"", **headers):
    kind = [("Content-Type", "text/html" if body == PAGE else "application/json")] if body else []
    return Reply(status, kind + [(name.replace("_", "-"), value) for name, value in headers.items()], body)


class Exchange:
    """One request, and the means to spoil its answer."""

    def __init__(self, line, peer, request):
        self.line, self.peer, self.request, self.answer = line, peer, request, None

    def forward(self):
        """The upstream's answer, of the first call; it has taken the request when this returns."""
        self.answer = self.answer or self._forward()
        return self.answer

    def _forward(self):
        if self.line.answer:
            return self.line.answer(self.request)
        host, port = self.line.upstream()
        connection = http.client.HTTPConnection(host, port, timeout=120)
        kept = {name: value for name, value in self.request.headers
                if name.lower() not in ("host", "connection", "content-length", "expect")}
        try:
            connection.request(self.request.method, self.request.path, self.request.body or None, kept)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        drop = ("connection", "content-length", "transfer-encoding", "keep-alive")
        return Reply(answer.status, [pair for pair in answer.getheaders() if pair[0].lower() not in drop], body)

    def put(self, data):
        self.peer.sendall(data)

    def reset(self):
        self.peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def hang(self):
        """Until the client goes away or the line ends."""
        while not self.line.ended and not select.select([self.peer], [], [], 0.1)[0]:
            pass

    def drip(self, data):
        """A byte now and then."""
        for at in range(len(data)):
            if self.line.ended or select.select([self.peer], [], [], 0.2)[0]:
                return
            self.put(data[at:at + 1])


def instead(answer):
    """Another answer; upstream is not asked."""
    return lambda x: x.put(answer.wire())


def although(answer):
    """Another answer although upstream took the request."""
    def spoil(x):
        x.forward()
        x.put(answer.wire())
    return spoil


def half(x, data):
    x.put(data[:len(data) // 2])


def spoil_body(change):
    """The true answer with another body."""
    def spoil(x):
        true = x.forward()
        true.body = change(true.body)
        x.put(true.wire())
    return spoil


def chain(*steps):
    def spoil(x):
        for step in steps:
            step(x)
    return spoil


def broken_off(end):
    """Half of the true answer, and then end(x)."""
    def spoil(x):
        half(x, x.forward().wire())
        end(x)
    return spoil


def nothing(_):
    """The connection is closed."""


def padded(body):
    """The same JSON, 5 MB long."""
    return b" " * MANY + body


# What happens to one exchange.  The request never took effect upstream in the first group, it did in the
# second, if there was anything to do; each ends with the connection closed.
BEFORE = {
    "cut before": nothing,
    "reset before": Exchange.reset,
    "hang before": Exchange.hang,
    "not http": lambda x: x.put(b"220 mail.example ESMTP\r\n"),
    "half a head": lambda x: x.put(b"HTTP/1.1 200 OK\r\nContent-Le"),
    "html 200": instead(reply(200, PAGE)),
    "empty 200": instead(reply(200)),
    "204": instead(reply(204)),
    "302": instead(reply(302, b"", Location="/login")),
    "400": instead(reply(400, ERROR % 400)),
    "401": instead(reply(401, ERROR % 401)),
    "402": instead(reply(402, ERROR % 402)),
    "403": instead(reply(403, ERROR % 403)),
    "403 html": instead(reply(403, PAGE)),
    "404": instead(reply(404, ERROR % 404)),
    "408": instead(reply(408, ERROR % 408)),
    "418": instead(reply(418, ERROR % 418)),
    "429": instead(reply(429, ERROR % 429)),
    "429 for 2 s": instead(reply(429, ERROR % 429, Retry_After="2")),
    "500": instead(reply(500, ERROR % 500)),
    "502 html": instead(reply(502, PAGE)),
    "503 for 1 s": instead(reply(503, b"", Retry_After="1")),
    "504": instead(reply(504, PAGE)),
    "599": instead(reply(599)),
}
AFTER = {
    "cut after": chain(Exchange.forward, nothing),
    "reset after": chain(Exchange.forward, Exchange.reset),
    "hang after": chain(Exchange.forward, Exchange.hang),
    "500 after": although(reply(500, ERROR % 500)),
    "502 html after": although(reply(502, PAGE)),
    "html after": although(reply(200, PAGE)),
    "cut during": broken_off(nothing),
    "reset during": broken_off(Exchange.reset),
    "hang during": broken_off(Exchange.hang),
    "slow drip": lambda x: x.drip(x.forward().wire()),
    "truncated json": spoil_body(lambda body: body[:len(body) // 2]),
    "invalid utf-8": spoil_body(lambda body: body[:1] + b'"x":"\xc3\x28\xff",' + body[1:]),
    "a nul": spoil_body(lambda body: body[:1] + b"\0" + body[1:]),
    "an array of an array": spoil_body(lambda body: b"[[]]"),
    "a number": spoil_body(lambda body: b"42"),
    "null": spoil_body(lambda body: b"null"),
    "too deep": spoil_body(lambda body: b"[" * 5000 + b"]" * 5000),
    "5 MB": spoil_body(padded),
    "12 MB": spoil_body(lambda body: b" " * (12 << 20) + body),
    "bad chunks": lambda x: x.put(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + x.forward().body),
}
FAULTS = {**BEFORE, **AFTER}


class Faultline:
    """Listens on the loopback and forwards to upstream(), an address asked for each time, or takes the Reply
    that answer(request) gives.  choose(request) gives the name of a fault, a function of the exchange, or None
    for a good line.  context: of TLS."""

    def __init__(self, upstream=None, choose=lambda request: None, answer=None, context=None):
        self.upstream, self.choose, self.answer, self.context = upstream, choose, answer, context
        self.log = []  # what was spoilt: (seconds, request, fault)
        self.ended = False
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listener.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self):
        self.ended = True
        self.listener.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _listen(self):
        while not self.ended:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer):
        try:
            if self.context:
                peer = self.context.wrap_socket(peer, server_side=True)
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with peer, peer.makefile("rb") as stream:
                number = 1
                while self._exchange(peer, stream, number):
                    number += 1
        except (OSError, http.client.HTTPException):
            pass  # the client or upstream is gone

    def _read(self, stream, number):
        line = stream.readline().decode("latin-1").split()
        if len(line) < 2:
            return None
        headers = []
        while (header := stream.readline().decode("latin-1").rstrip("\r\n")):
            name, _, value = header.partition(":")
            headers.append((name, value.strip()))
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        return Request(line[0], line[1], headers, stream.read(length), number)

    def _exchange(self, peer, stream, number):
        """True when the connection lives on."""
        request = self._read(stream, number)
        if request is None:
            return False
        exchange = Exchange(self, peer, request)
        fault = self.choose(request)
        if fault is None:
            exchange.put(exchange.forward().wire())
            return True
        self.log.append((time.monotonic(), request, fault))
        (FAULTS[fault] if isinstance(fault, str) else fault)(exchange)
        return False


def said(body):
    """The text of a send."""
    return json.loads(body)["message"]["text"]
