# SPDX-License-Identifier: MIT
"""A private installation for tests: the real programs, started by quickstart on free loopback ports."""

import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.parse

import simlib
from simlib import PATIENCE, free_port, wait

TOP = pathlib.Path(__file__).resolve().parents[2]
QUICKSTART = TOP / "quickstart"

# What a developer may have set for a real installation must not reach the tests.
KEYS = frozenset(re.findall(r'"([A-Z][A-Z0-9_]*)"', (TOP / "lib/base/conf.c").read_text())) | {"PRILAVOK_ENV"}


def clean_environment(extra=None):
    kept = {key: value for key, value in os.environ.items() if key not in KEYS}
    return {**kept, **(extra or {})}


def password_in(words):
    """The password that a start has made; None when there was one already."""
    found = re.search(r"^Prilavok is ready: .*, password (\S+)$", words, re.MULTILINE)
    return found and found[1]


class Response:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers  # email.message.Message: names in any case, get_all()
        self.body = body

    @property
    def text(self):
        return self.body.decode()

    def json(self):
        return json.loads(self.body)


class Session:
    """A browser's part of HTTP: cookies, and the CSRF token of the last page that had one.  Redirects are
    answers, not followed."""

    def __init__(self, port, headers=None):
        self.port = port
        self.headers = dict(headers or {})
        self.cookies = {}
        self.csrf = None

    def request(self, method, path, form=None, data=None, body=None, headers=None, timeout=PATIENCE):
        """form: a dict sent as a form (with the CSRF token once known); data: sent as JSON."""
        headers = {**self.headers, **(headers or {})}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            if self.csrf:
                form = {"csrf": self.csrf, **form}
            body = urllib.parse.urlencode(form)
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
            headers.setdefault("Origin", f"http://127.0.0.1:{self.port}")
        elif data is not None:
            body = json.dumps(data)
            headers.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            response = Response(answer.status, answer.headers, answer.read())
        finally:
            connection.close()
        self._keep_cookies(response)
        token = re.search(rb'name="csrf" value="([^"]+)"', response.body)
        if token:
            self.csrf = token[1].decode()
        return response

    def _keep_cookies(self, response):
        for line in response.headers.get_all("Set-Cookie", []):
            name, value = line.split(";")[0].split("=", 1)
            if value and "max-age=0" not in line.lower():
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, **more):
        return self.request("POST", path, **more)


class Instance:
    """An installation of its own.  start() returns when everything answers."""

    def __init__(self, name="prilavok", var=None, env=None):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-"))
        self.var = pathlib.Path(var) if var else self.place / "var"
        self.port = free_port()
        self.env = env or {}
        self.password = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()

    # --- the installation

    def quickstart(self, *args, timeout=300, env=None):
        """A call of quickstart for this installation: a CompletedProcess with the text of both outputs."""
        return subprocess.run(
            [QUICKSTART, *args, "--build", simlib.BUILD, "--var", self.var], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout, cwd="/",
            env=clean_environment({**self.env, **(env or {})}))

    def start(self, *args, env=None):
        web = os.environ.get("PRILAVOK_WEB", "nginx")
        done = self.quickstart("--detach", "--port", str(self.port), "--env", "/dev/null", "--web", web, *args, env=env)
        assert done.returncode == 0, done.stdout
        self.password = password_in(done.stdout) or self.password
        return done.stdout

    def stop(self):
        done = self.quickstart("stop")
        assert done.returncode == 0, done.stdout
        return done.stdout

    def remove(self):
        try:
            self.stop()
        finally:
            shutil.rmtree(self.place, ignore_errors=True)

    # --- its processes

    @property
    def run(self):
        return self._setting("PRILAVOK_RUN_DIR")

    def _setting(self, key):
        text = (self.var / "prilavok.env").read_text()
        return re.search(rf'^{key}="(.*)"$', text, re.MULTILINE)[1]

    def pid(self, name):
        """The process that quickstart started as name."""
        return int(pathlib.Path(self.run, f"{name}.pid").read_text().split()[0])

    def processes(self):
        """All of them by name: {"api": [parent, child, ...]}."""
        lines = self.quickstart("status").stdout.splitlines()[1:]
        return {line.split()[0]: [int(pid) for pid in line.split()[1:]] for line in lines}

    def kill(self, name, sig=signal.SIGKILL):
        """Ends the process called name; quickstart starts it again."""
        os.kill(self.pid(name), sig)

    def restart(self, name, sig=signal.SIGTERM):
        """Ends the process and waits for its successor."""
        old = self.pid(name)
        os.kill(old, sig)
        wait(lambda: self.pid(name) != old, what=f"a restart of {name}")
        wait(self.is_healthy, what="health")

    def is_healthy(self):
        try:
            return self.get("/health").status == 200
        except OSError:
            return False

    def log(self, name):
        """What a program has logged; where mod_fcgid started it, in Apache's log."""
        spawned = name in ("api", "ui", "webhook") and os.environ.get("PRILAVOK_WEB") == "apache-fcgid"
        text = (self.var / "log" / f"{'apache' if spawned else name}.log").read_text()
        if not spawned:
            return text
        return "".join(line for line in text.splitlines(True) if f'"program":"prilavok-{name}"' in line)

    # --- what tests do with it

    def cli(self, *args, check=True, input=None, env=None):
        """A call of the command line program."""
        done = subprocess.run(
            [simlib.program("prilavok"), *args], text=True, timeout=PATIENCE, input=input or "",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=clean_environment({**self.env, "PRILAVOK_ENV": str(self.var / "prilavok.env"), **(env or {})}))
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def sql(self, query):
        """The rows of the last result, each a list of texts (None for NULL).  A statement that clashed with
        one of the programs did nothing, and is repeated."""
        done = self._ask(query)
        while "ERROR 1213" in done.stderr and ";" not in query:
            done = self._ask(query)
        assert done.returncode == 0, done.stderr
        return [[_cell(cell) for cell in line.split("\t")] for line in done.stdout.splitlines()]

    def _ask(self, query):
        return subprocess.run(**self._client(), input=query, timeout=PATIENCE, stderr=subprocess.PIPE)

    def _client(self):
        return {"args": ["mariadb", "--no-defaults", "--batch", "--skip-column-names", "--unbuffered",
                         f"--socket={self.run}/mariadb.sock", "--user=prilavok", "--default-character-set=utf8mb4",
                         "prilavok"], "text": True, "stdout": subprocess.PIPE, "env": {**os.environ, "MYSQL_PWD":
                         re.search(r"://prilavok:(\w+)@", self._setting("DATABASE_URL"))[1]}}

    @contextlib.contextmanager
    def holding(self, statement):
        """Somebody else's transaction has done the statement, and is committed at the end of the block."""
        with subprocess.Popen(**self._client(), stdin=subprocess.PIPE) as other:
            other.stdin.write(f"BEGIN; {statement}; SELECT 'held';\n")
            other.stdin.flush()
            assert other.stdout.readline() == "held\n"
            yield
            other.stdin.write("COMMIT;\n")

    @property
    def sim(self):
        """The simulator, by way of the web server."""
        return simlib.Sim(port=self.port)

    def session(self, **headers):
        return Session(self.port, headers)

    def login(self, login="admin", password=None):
        """A session of somebody who has signed in to the dashboard."""
        session = self.session()
        answer = session.post("/ui/login", form={"login": login, "password": password or self.password})
        assert answer.status == 303, answer.text
        session.get("/ui/me")  # which has the token
        assert session.csrf
        return session

    def request(self, method, path, **more):
        return self.session().request(method, path, **more)

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, **more):
        return self.request("POST", path, **more)

    def wait(self, condition, timeout=PATIENCE, what="the condition"):
        return wait(condition, timeout, what)

    # --- when a test has failed

    STATE = {
        "accounts": "SELECT id, status, status_text, webhook_state, enabled, synced_at FROM account",
        "chats": "SELECT id, avito_chat_id, owner, owner_reason, needs_person, need_reason, dead, last_buyer_id,"
                 " waiting_since, answer_at FROM chat ORDER BY last_message_at DESC LIMIT 8",
        "jobs": "SELECT id, kind, name, chat_id, state, run_at - FLOOR(UNIX_TIMESTAMP(NOW(3)) * 1000) AS due_ms,"
                " attempt, starts, failures, needs_token, LEFT(error, 80) AS error FROM job"
                " ORDER BY run_at LIMIT 30",
        "outbox": "SELECT id, chat_id, kind, state, attempts, checks, resent, avito_id, LEFT(error, 60) AS error"
                  " FROM outbox ORDER BY id DESC LIMIT 10",
        "turns": "SELECT id, chat_id, message_id, result, reason, LEFT(trace, 300) AS trace FROM turn"
                 " ORDER BY id DESC LIMIT 8",
    }

    def state(self):
        """What a reader of a failure wants to know: the newest rows, and the ends of the logs."""
        parts = [f"{self.var} on port {self.port}"]
        for name, query in self.STATE.items():
            try:
                parts.append(f"--- {name}\n" + "\n".join(" | ".join(map(str, row)) for row in self.sql(query)))
            except Exception as trouble:  # the database may be what has failed
                parts.append(f"--- {name}: {trouble}")
        for log in sorted((self.var / "log").glob("*.log")):
            lines = log.read_text(errors="replace").splitlines()[-25:]
            if lines and log.stem not in ("mariadb", "install", "packages", "build"):
                parts.append(f"--- the end of {log.name}\n" + "\n".join(line[:400] for line in lines))
        return "\n".join(parts)


_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\0": "\0", "\\\\": "\\"}


def _cell(text):
    if text == "NULL":
        return None
    return re.sub(r"\\[nt0\\]", lambda found: _ESCAPES[found[0]], text)
