# SPDX-License-Identifier: MIT
"""What hostile clients send, byte for byte: the cases of tests/unit/json_cases.h, and requests that no
client of ours makes."""

import ast
import pathlib
import re
import socket

from simlib import PATIENCE

_CASE = re.compile(r'^(CASE|LONG)\((\w+), (.*)\)$', re.MULTILINE)


def json_cases():
    """(is it JSON for us, name, bytes) of every case."""
    header = pathlib.Path(__file__).parents[1] / "unit" / "json_cases.h"
    for macro, kind, rest in _CASE.findall(header.read_text()):
        # The texts of C are those of Python's bytes: only octal and simple escapes stand there.
        name, *parts = ast.literal_eval("(b" + rest.replace(', "', ', b"') + ",)")
        if macro == "LONG":
            head, one, times, middle, other, times_other, tail = parts
            parts = [head + one * times + middle + other * times_other + tail]
        yield kind in ("yes", "taken"), name.decode(), parts[0]


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def statuses(port, request, hang_up=False):
    """The statuses of all answers to these bytes, until the server closes; [] when it does only that.  hang_up:
    nothing more will come, and the server may know; but then it need not finish what it is doing."""
    answer = b""
    with connect(port) as stream:
        try:
            stream.sendall(request)
            if hang_up:
                stream.shutdown(socket.SHUT_WR)
            while piece := stream.recv(65536):
                answer += piece
        except ConnectionError:  # closed before it had all: what it said may still be read
            answer += _rest(stream)
    return [int(status) for status in re.findall(rb"^HTTP/1\.[01] (\d{3})\b", answer, re.MULTILINE)]


def _rest(stream):
    try:
        return stream.recv(65536)
    except ConnectionError:
        return b""


def head(method, path, *lines, version="1.1", close=True):
    lines = [f"{method} {path} HTTP/{version}", "Host: shop.example", *lines]
    if close:
        lines.append("Connection: close")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n"


def chunks(*pieces):
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def bad_chunks(path):
    """Bodies whose chunks are wrong: (name, bytes, are they the beginning of something)."""
    start = head("POST", path, "Transfer-Encoding: chunked")
    for size in [b"zz", b"-1", b"0x5", b"+5", b"5g", b"", b"ffffffffffffffff", b"8000000000000000",
                 b"7fffffffffffffff", b"10000000000000000", b"5" * 100]:
        yield f"a chunk of {size[:20].decode()} bytes", start + size + b"\r\nhello\r\n0\r\n\r\n", size[:1] == b"7"
    yield "a chunk longer than told", start + b"2\r\nhello\r\n0\r\n\r\n", False
    yield "a chunk that is not there", start + b"ffff\r\nhello", True
    yield "no last chunk", start + b"5\r\nhello\r\n", True
    yield "no end behind the last chunk", start + b"5\r\nhello\r\n0\r\n", True
    yield "no chunk at all", start, True
    yield "a NUL in the size", start + b"5\0\r\nhello\r\n0\r\n\r\n", False
    yield "100,000 chunks of a byte", start + b"1\r\n \r\n" * 100000 + b"0\r\n\r\n", False


def smuggled(path, event):
    """Requests that mean one thing to one server and another to the next; behind each stands one that
    must not be carried out: (name, bytes)."""
    behind = head("POST", path, f"Content-Length: {len(event)}") + event
    chunked = chunks(b"{}")
    for encoding in ["Transfer-Encoding: xchunked", "Transfer-Encoding : chunked",
                     "Transfer-Encoding: identity, chunked",
                     "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "Transfer-Encoding:\x0bchunked",
                     "X: y\rTransfer-Encoding: chunked", "Transfer-Encoding: chunked, chunked",
                     "Transfer-Encoding: \"chunked\"", "Transfer-Encoding: chunked\0", "Transfer-Encoding: chunked"]:
        lines = [encoding, "Content-Length: 7"]
        yield " + ".join(lines), head("POST", path, *reversed(lines), close=False) + chunked + behind
        yield " + ".join(lines), head("POST", path, *lines, close=False) + chunked + behind
    for lengths in [("2", "3"), ("3", "2"), ("2, 3",), ("+2",), ("-2",), ("0x2",), ("2 2",), ("2,",),
                    ("99999999999999999999",), ("18446744073709551618",), ("2\x0b",), ("2\0",), ("two",)]:
        lines = [f"Content-Length: {length}" for length in lengths]
        yield " + ".join(lines), head("POST", path, *lines, close=False) + b"{}" + behind


def oversize(path):
    """(name, bytes) of what is too large."""
    yield "a body of 64 KB and one", head("POST", path, "Content-Length: 65537") + b" " * 65537
    yield "10 GB announced", head("POST", path, "Content-Length: 10000000000") + b"{}"
    yield "70 KB in chunks", head("POST", path, "Transfer-Encoding: chunked") + chunks(*[b" " * 1000] * 70)
    yield "one chunk of 70 KB", head("POST", path, "Transfer-Encoding: chunked") + chunks(b" " * 70000)
    yield "a form of 1.1 MB", head("POST", "/ui/login", "Content-Length: 1100000",
                                   "Content-Type: application/x-www-form-urlencoded") + b"a" * 1100000
    yield "an API call of 1.1 MB", head("POST", "/api/chats", "Content-Length: 1100000") + b"a" * 1100000
    yield "a table of 6 MB", head("POST", "/ui/assistant/facts/import", "Content-Length: 6000000",
                                  "Content-Type: multipart/form-data; boundary=x") + b"a" * 6000000


def malformed_heads(path):
    """(name, bytes, are they the beginning of something) of heads that a server must refuse or drop."""
    long = "x" * 100000
    yield "2,000 headers", head("GET", "/health", *[f"X-{n}: {'y' * 40}" for n in range(2000)]), False
    yield "a header of 100 KB", head("GET", "/health", f"X: {long}"), False
    yield "cookies of 100 KB", head("GET", "/ui/login", f"Cookie: prilavok={long}"), False
    yield "a path of 100 KB", head("GET", "/" + long), False
    yield "a query of 100 KB", head("GET", "/health?" + long), False
    yield "a method of 100 KB", head(long, "/health"), False
    yield "a name of 100 KB", head("GET", "/health", f"{long}: x"), False
    yield "a header without a colon", head("GET", "/health", "nothing"), False
    yield "a NUL in a header", head("GET", "/health", "X: a\0b"), False
    yield "a NUL in the path", head("GET", "/hea\0lth"), False
    yield "a blank in the path", head("GET", "/health x"), False
    yield "no version", b"GET /health\r\n\r\n", False
    yield "a version to come", head("GET", "/health", version="9.9"), False
    yield "a version in words", head("GET", "/health", version="x"), False
    yield "no host", b"GET /health HTTP/1.1\r\nConnection: close\r\n\r\n", False
    yield "two hosts", head("GET", "/health", "Host: other.example"), False
    yield "no path", b"GET  HTTP/1.1\r\nHost: x\r\n\r\n", False
    yield "a method in lower case", head("get", "/health"), False
    yield "rubbish", bytes(range(256)) * 40 + b"\r\n\r\n", False
    yield "the beginning of TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500, True
    yield "the beginning of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", False
    yield "a half line", b"POST " + path.encode(), True
    # This one is allowed to.
    yield "a chunk with 100 KB behind its size", (head("POST", path, "Transfer-Encoding: chunked")
                                                  + b"2;" + long.encode() + b"\r\n{}\r\n0\r\n\r\n"), False
    for up in ["/static/../../../../etc/passwd", "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
               "/static/..%2f..%2fetc/passwd", "/../../etc/passwd", "/static//../.././etc/passwd",
               "/static/%00", "/%", "/%zz", "/static/.hidden",
               "/webhooks/avito/../../ui/me", "http://other.example/etc", "//other.example/"]:
        yield up, head("GET", up), False
