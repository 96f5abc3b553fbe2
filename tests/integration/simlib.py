# SPDX-License-Identifier: MIT
"""The simulator for tests: start and stop it, drive its control interface, receive webhooks."""

import functools
import http.client
import http.server
import json
import os
import pathlib
import queue
import random
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.parse

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
USER = 141906442
# Another build, for sanitizers say, is named in the environment.
BUILD = os.path.abspath(os.environ.get("PRILAVOK_BUILD") or os.path.join(TOP, "build"))


def program(name):
    """The path of a built program."""
    return os.path.join(BUILD, name)


@functools.cache
def is_watched():
    """Whether it is built with a sanitizer, under which programs are slow and keep what was freed."""
    with open(program("webhook.fcgi"), "rb") as file:
        return re.search(rb"__[at]san_init", file.read()) is not None


# How long a test waits for what must come, in seconds.  It costs nothing when all is well, and a machine
# may be slow or busy: no test may fail for that.
PATIENCE = 90

# Names that say that a port is taken by a test of any process on this machine, until it ends: they are
# sockets without a file, so that nothing is left behind.
_ports = []


def may(*command):
    """Whether this machine lets us run something under this command: unshare asks for what containers refuse."""
    return subprocess.run([*command, "true"], stderr=subprocess.DEVNULL).returncode == 0


def free_port():
    """Below the range of which the kernel gives ports to connections."""
    while True:
        port = random.randrange(10000, 20000)
        lock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            lock.bind(f"\0prilavok-test-port-{port}")
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            lock.close()
            continue
        _ports.append(lock)
        return port


def wait(condition, timeout=PATIENCE, what="the condition"):
    """The first true value of condition(); AssertionError after timeout seconds, but not before PATIENCE."""
    end = time.monotonic() + max(timeout, PATIENCE)
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"{what} has not come true within {max(timeout, PATIENCE)} s"
        time.sleep(0.02)


def freeze(pid):
    """SIGSTOP, until every thread stands still: the signal alone is acted on when the program gets to run."""
    def stands_still():
        try:
            stats = [task.joinpath("stat").read_text() for task in pathlib.Path(f"/proc/{pid}/task").iterdir()]
        except OSError:  # a thread has ended meanwhile
            return False
        return all(stat.rpartition(")")[2].split()[0] == "T" for stat in stats)
    os.kill(pid, signal.SIGSTOP)
    wait(stands_still, what="a standstill")


def quickest(measure, limit, tries=20):
    """The seconds measure() tells, as soon as they are within the limit, else the least of several tries:
    what a busy machine delays once is quick another time, and what is slow by itself is always slow."""
    least = measure()
    while tries > 1 and least >= limit:
        least = min(least, measure())
        tries -= 1
    return least


def wait_for(check):
    """What check() gives as soon as it is true."""
    return wait(check)


class Answer:
    """Status, headers and body of an answer."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()
        self.text = self.body.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.text)


class Sim:
    """prilavok-sim on a port of its own."""

    def __init__(self, port=None, sample=True, repeats=False):
        """repeats: deliveries that fail come again, so that a receiver too slow for Avito's 2 s loses none."""
        self.port = port or free_port()
        self.base = "http://127.0.0.1:%d" % self.port
        self.sample = sample
        self.retry = {"retry": {"times": 100, "pause_ms": 200}} if repeats else {}
        self.process = None

    def start(self):
        command = [program("prilavok-sim"), "--port", str(self.port),
                   "--templates", os.path.join(TOP, "templates"),
                   "--static", os.path.join(TOP, "static")]
        if self.sample:
            command.append("--sample")
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE)
        self.log = []
        self.reader = threading.Thread(target=self.read_log, daemon=True)
        self.reader.start()
        wait_for(lambda: any("sim.start" in line for line in self.log) or self.process.poll())
        assert self.process.poll() is None, "".join(self.log)
        if self.retry:
            self.faults()
        return self

    def read_log(self):
        for line in self.process.stderr:
            self.log.append(line.decode())

    def stop(self):
        """Ends it and returns its exit status."""
        self.process.terminate()
        status = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        self.process.stderr.close()
        return status

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def call(self, method, path, body=None, headers=None, timeout=PATIENCE):
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = dict(headers or {})
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        if isinstance(body, str):
            body = body.encode()
        try:
            connection.request(method, path, body, headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    # The control interface.

    def refused(self, method, path, body, status=400):
        """The words with which a wrong call is refused."""
        answer = self.call(method, "/sim/v1/" + path, body)
        assert answer.status == status, answer.text
        assert set(answer.json()["error"]) == {"code", "message"}
        return answer.json()["error"]["message"]

    def control(self, method, path, body=None):
        answer = self.call(method, "/sim/v1/" + path, body)
        assert answer.status == 200, answer.text
        return answer.json()

    def write(self, text=None, **more):
        """A message; (chat_id, message_id)."""
        if text is not None:
            more["text"] = text
        answer = self.control("POST", "messages", more)
        return answer["chat_id"], answer["message_id"]

    def chats(self):
        return self.control("GET", "chats")["chats"]

    def messages(self, chat_id):
        return self.control("GET", "chats/" + urllib.parse.quote(chat_id))["messages"]

    def requests(self, since=0, method=None, path=None):
        """Calls received, all or those whose method is this and whose path matches the pattern."""
        found = self.control("GET", "requests?since=%d" % since)["requests"]
        return [r for r in found if (method is None or r["method"] == method) and
                (path is None or re.search(path, r["path"]))]

    def last_request(self):
        return self.control("GET", "requests?since=%d" % 2**62)["last"]

    def faults(self, **document):
        if self.retry:
            document["webhook"] = {**self.retry, **document.get("webhook", {})}
        self.control("PUT", "faults", document)

    def webhooks(self):
        """pending: deliveries still to come or on their way; events: how many there have been."""
        return self.control("GET", "webhooks")

    def model(self, *answers, **more):
        """Scripts the model; without arguments back to its own answers."""
        if answers:
            more["answers"] = list(answers)
        self.control("PUT", "model", more)

    def model_requests(self, since=0):
        return self.control("GET", "model?since=%d" % since)["requests"]

    def reset(self, **more):
        self.control("POST", "reset", more)
        if self.retry:
            self.faults()

    # Avito as a client sees it.

    def token(self, client_id="sim-client", client_secret="sim-secret"):
        form = urllib.parse.urlencode({"grant_type": "client_credentials",
                                       "client_id": client_id, "client_secret": client_secret})
        answer = self.call("POST", "/token", form,
                           {"Content-Type": "application/x-www-form-urlencoded"})
        assert answer.status == 200, answer.text
        return answer.json()["access_token"]

    def avito(self, method, path, body=None, token=None, timeout=PATIENCE):
        return self.call(method, path, body,
                         {"Authorization": "Bearer " + (token or self.token())}, timeout)


class Receiver:
    """An HTTP server that takes webhooks in.  answer(body) may give a status, or sleep."""

    def __init__(self, answer=None):
        self.posts = queue.Queue()
        self.bodies = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status = (answer(body) if answer else None) or 200
                post = {"body": body, "headers": self.headers, "at": time.monotonic()}
                receiver.bodies.append(body)
                receiver.posts.put(post)
                self.send_response(status)
                self.send_header("Content-Length", "11")
                self.end_headers()
                self.wfile.write(b'{"ok":true}')

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 128
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d/hook" % self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def post(self):
        """The next delivery: body, headers, at."""
        return self.posts.get(timeout=PATIENCE)

    def get(self):
        """The next delivery, parsed."""
        return json.loads(self.post()["body"])

    def value(self):
        return self.get()["payload"]["value"]

    def values(self):
        """All that has come so far."""
        return [json.loads(body)["payload"]["value"] for body in list(self.bodies)]

    def none_comes(self, seconds=0.4):
        try:
            self.posts.get(timeout=seconds)
            return False
        except queue.Empty:
            return True

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
