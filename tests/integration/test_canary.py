# SPDX-License-Identifier: MIT
"""Planted keys, tokens, passwords, telephones and texts: nothing that is looked at by others holds them, whatever
fails and however talkative the failure is.  And nothing that comes with a message is fetched from within."""

import hashlib
import http.server
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import threading
import time
import urllib.parse

import pytest

import routes
from desk import words
from prilavok import Instance
from simlib import PATIENCE, USER, free_port, wait

# Each can be told from everything else, in any case and encoding.
CLIENT_ID, CLIENT_SECRET = "canaryclientid7Q2", "canary-client-secret-9f3Kx71Lq"
TOKEN, MODEL_KEY = "canary-access-token-5tR8vB2nM4", "sk-canary-model-key-3hJ6wQ9zY1"
PASSWORD, WRONG_PASSWORD = "canary password of the owner", "canary password mistyped"
PHONE, PHONE_DIGITS = "+7 916 555-04-17", "9165550417"
TEXT, ANSWER, NAME = "Канареечныйвопрос", "Канареечныйответ", "Канарейкина"
KEPT_SECRET = [CLIENT_SECRET, TOKEN, MODEL_KEY, PASSWORD, WRONG_PASSWORD]
PERSONAL = [PHONE, PHONE_DIGITS, "555-04-17", TEXT, ANSWER, NAME]
CHAT, BUYER = "u2i-canary~chat", 555000111


class Echo(http.server.ThreadingHTTPServer):
    """Avito and a model that work, or fail and repeat all they were told."""

    daemon_threads, request_queue_size = True, 128

    def __init__(self):
        self.failing, self.calls = None, []
        super().__init__(("127.0.0.1", free_port()), EchoHandler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, *_):
        pass


class EchoHandler(http.server.BaseHTTPRequestHandler):
    protocol_version, disable_nagle_algorithm = "HTTP/1.1", True

    def do(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode(errors="replace")
        path = self.path.split("?")[0]
        self.server.calls.append((self.command, path))
        status, answer = 200, self.answer(path)
        if self.server.failing and path not in ("/token",) or self.server.failing == 400:
            status = self.server.failing
            told = f"{self.command} {self.path} {dict(self.headers)} {body} {CLIENT_SECRET} {TOKEN} {MODEL_KEY}"
            answer = {"error": {"message": told, "code": told, "type": told}, "message": told, "error_description": told,
                      "result": {"message": told, "status": False}}
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Echo", f"{TOKEN} {CLIENT_SECRET}")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = do

    def answer(self, path):
        now = int(time.time())
        last = {"id": "canary-message-0", "author_id": BUYER, "created": now, "direction": "in", "type": "text",
                "content": {"text": f"{TEXT} {PHONE}"}}
        if path == "/token":
            return {"access_token": TOKEN, "expires_in": 86400, "token_type": "Bearer"}
        if path == "/core/v1/accounts/self":
            return {"id": USER, "name": "Мебель", "email": "", "phone": PHONE, "profile_url": ""}
        if path.endswith("/chat/completions"):
            reply = json.dumps({"reply": ANSWER, "handoff": False, "confidence": 95, "handoff_reason": ""})
            return {"choices": [{"message": {"role": "assistant", "content": reply}, "finish_reason": "stop"}],
                    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}
        if path.endswith("/messages") and self.command == "POST":
            return {"id": f"sent-{len(self.server.calls)}", "created": now, "direction": "out", "type": "text",
                    "content": {"text": ANSWER}}
        if path.endswith("/messages/"):
            return {"messages": [last]}
        if "/chats/" in path:
            return {"id": urllib.parse.unquote(path.split("/")[-1]), "created": now, "updated": now,
                    "users": [{"id": BUYER, "name": NAME}, {"id": USER, "name": "Мебель"}], "last_message": last,
                    "context": {"type": "item", "value": {"id": 77, "title": "Диван", "price_string": "1 ₽",
                                                          "status_id": 10, "url": "https://avito.ru/77"}}}
        return {"chats": [], "subscriptions": [], "ok": True, "success": True, "data": []}

    def log_message(self, *_):
        pass


class Cage:
    def __init__(self):
        self.echo = Echo()
        self.app = Instance("canary", env={
            "LOG_LEVEL": "DEBUG", "AVITO_CLIENT_ID": CLIENT_ID, "AVITO_CLIENT_SECRET": CLIENT_SECRET,
            "AVITO_API_BASE_URL": self.echo.url, "AVITO_AUTH_BASE_URL": self.echo.url, "OPENAI_API_KEY": MODEL_KEY,
            "OPENAI_BASE_URL": self.echo.url, "OPENAI_MODEL": "canary-model", "ASSISTANT_MODE": "auto",
            "ADMIN_PASSWORD": PASSWORD})
        soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))  # as where somebody wants core files
        try:
            self.app.start()
        finally:
            resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))
        self.app.password = PASSWORD
        wait(lambda: self.app.sql("SELECT status FROM account") == [["ok"]], what="a connected account")
        self.app.sql("UPDATE project SET quiet_ms = 200, quiet_max_ms = 1000")
        self.webhook_token = self.app.sql("SELECT webhook_token FROM account")[0][0]
        self.owner = self.app.login()
        self.number = 0

    def hear(self):
        """A buyer's message, taken in."""
        self.number += 1
        answer = self.app.post("/webhooks/avito/" + self.webhook_token, data={
            "id": "event", "version": "v3.0.0", "timestamp": int(time.time()), "payload": {"type": "message", "value": {
                "id": f"canary-message-{self.number}", "chat_id": CHAT, "user_id": USER, "author_id": BUYER,
                "created": int(time.time()), "type": "text", "chat_type": "u2i", "item_id": 77,
                "content": {"text": f"{TEXT} {PHONE}"}}}})
        assert answer.status in (200, 503)
        return answer.status == 200

    def tried(self):
        """How often failing calls have been made."""
        return len(self.echo.calls)

    def secrets(self):
        return KEPT_SECRET + [self.owner.cookies["prilavok"], self.owner.cookies["prilavok_device"],
                              self.app._setting("PRILAVOK_SECRET_KEY"), self.app._setting("DATABASE_URL")]


@pytest.fixture(scope="module")
def cage():
    made = Cage.__new__(Cage)
    try:
        made.__init__()
        live(made)
        yield made
    finally:
        if hasattr(made, "app"):
            made.app.remove()
        made.echo.shutdown()


def live(cage):
    """Everything that talks about secrets: the live path when it works, and each way it fails."""
    app, echo = cage.app, cage.echo
    wait(cage.hear, what="an acknowledgement")
    wait(lambda: any(path.endswith("/chat/completions") for _, path in echo.calls), what="the model asked")
    wait(lambda: any(method == "POST" and "/messages" in path for method, path in echo.calls), what="a reply")
    app.post("/ui/login", form={"login": "admin", "password": WRONG_PASSWORD})
    app.post("/ui/login", form={"login": WRONG_PASSWORD, "password": PHONE})
    chat = app.sql("SELECT MIN(id) FROM chat")[0][0]
    for status in [401, 403, 500, 400]:
        echo.failing = status
        before = cage.tried()
        wait(cage.hear, what="an acknowledgement")
        cage.owner.post("/ui/accounts/1/check")
        cage.owner.post(f"/ui/chats/{chat}/reply", form={"nonce": f"canary-nonce-{status}", "text": f"{ANSWER} {PHONE}"})
        answerer = app.sql("SELECT MIN(id) FROM provider")[0][0]
        cage.owner.post("/ui/assistant/answerers/check", form={"project": "1", "answerer": answerer})
        wait(lambda: cage.tried() > before + 2, what="calls that fail")
    # What a client gets wrong is repeated to nobody either.
    app.get(f"/ui/chats?q={PHONE_DIGITS}")
    app.get(f"/nowhere/{TOKEN}?key={MODEL_KEY}", headers={"Authorization": "Bearer " + TOKEN, "X-API-Key": MODEL_KEY})
    app.post("/webhooks/avito/" + TOKEN, body=TEXT.encode())
    app.post("/webhooks/avito/" + cage.webhook_token, body=f"{{{TEXT} {PHONE}".encode())
    cage.owner.post("/ui/accounts", form={"project": "1", "name": "", "client_id": CLIENT_ID,
                                          "client_secret": CLIENT_SECRET})
    cage.owner.post("/ui/accounts/1/keys", form={"client_id": "", "client_secret": CLIENT_SECRET})
    app.sql("ALTER TABLE composer_draft RENAME TO away")  # a statement with a text in it fails
    cage.owner.post(f"/ui/chats/{chat}/keep", form={"nonce": "canary-nonce", "text": f"{TEXT} {PHONE}"})
    app.sql("ALTER TABLE away RENAME TO composer_draft")


def found(secrets, text):
    """Those that are in a text, also in other cases and encodings."""
    text = text.lower()
    forms = {secret: {secret, urllib.parse.quote(secret, safe=""), urllib.parse.quote_plus(secret),
                      json.dumps(secret)[1:-1], secret.encode().hex()} for secret in secrets}
    return [secret for secret, ways in forms.items() if any(way.lower() in text for way in ways)]


def test_no_log_has_secrets_telephones_or_texts(cage):
    looked_at = 0
    for log in (cage.app.var / "log").glob("*.log*"):
        text = log.read_text(errors="replace")
        looked_at += len(text)
        assert found(cage.secrets() + PERSONAL + [cage.webhook_token, TOKEN], text) == [], log.name
    assert looked_at > 10000  # there is something to look at


def test_no_page_and_no_answer_has_secrets(cage):
    chat = cage.app.sql("SELECT MIN(id) FROM chat")[0][0]
    seen = 0
    for route in routes.read():
        if route.method != "GET" or "{token}" in route.path:
            continue
        path = route.path.replace("/chats/{id}", f"/chats/{chat}").replace("/accounts/{id}", "/accounts/1")
        path = re.sub(r"\{\w+\}", "1", path)
        for session in [cage.owner, cage.app.session()]:
            answer = session.get(path)
            assert answer.status < 500, path
            seen += answer.status == 200
            # The session's own cookie may come back in Set-Cookie, never in a body.
            assert found(cage.secrets(), answer.body.decode(errors="replace")) == [], path
    assert seen > 40
    for path in ["/metrics", "/health", "/readyz", "/info", "/"]:
        assert found(PERSONAL + [cage.webhook_token], cage.app.get(path).text) == [], path
    assert TEXT in words(cage.owner.get(f"/ui/chats/{chat}").text)  # where it belongs


@pytest.mark.parametrize("args", [
    ["account", "list"], ["account", "list", "--json"], ["project", "list", "--json"], ["user", "list", "--json"],
    ["check"], ["check", "--json"],
], ids=" ".join)
def test_the_command_line_tells_no_secrets(cage, args):
    done = cage.app.cli(*args, check=False)
    assert found(cage.secrets() + PERSONAL, done.stdout + done.stderr) == []


def dump(app):
    """Every column of every table, bytes as hex digits."""
    columns = {}
    for table, name, kind in app.sql("SELECT table_name, column_name, data_type FROM information_schema.columns"
                                     " WHERE table_schema = DATABASE()"):
        columns.setdefault(table, []).append(f"HEX(`{name}`)" if "binary" in kind or "blob" in kind else f"`{name}`")
    return "\n".join(str(app.sql(f"SELECT {', '.join(names)} FROM `{table}`")) for table, names in columns.items())


def test_the_database_holds_secrets_sealed(cage):
    text = dump(cage.app)
    assert CLIENT_ID in text and TEXT in text and text.count("k1.") >= 3
    assert found(cage.secrets(), text) == []
    cookie = hashlib.blake2b(cage.owner.cookies["prilavok"].encode(), digest_size=32).hexdigest()
    assert cookie in text.lower()  # by its hash


def test_no_process_shows_secrets(cage):
    """Command lines are for everybody; of the environment only what was given in it, to its owner."""
    given = [CLIENT_SECRET, MODEL_KEY, PASSWORD]
    for place in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            line, environment = (place / "cmdline").read_text(errors="replace"), (place / "environ").read_text(
                errors="replace")
        except OSError:
            continue
        assert found(cage.secrets(), line) == [], line
        if str(cage.app.var) in environment:
            assert [secret for secret in found(cage.secrets(), environment) if secret not in given] == [], line


def test_a_program_that_crashes_leaves_no_core(cage):
    can = subprocess.run(["sh", "-c", "ulimit -c unlimited 2>/dev/null; sh -c 'kill -ABRT $$'; :"], cwd=cage.app.place,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=PATIENCE).stdout
    for made in cage.app.place.glob("core*"):
        made.unlink()
    for name in ["worker", "ui", "api", "webhook"]:
        if name not in cage.app.processes():
            continue  # mod_fcgid's
        pids = cage.app.processes()[name]
        where = {os.readlink(f"/proc/{pid}/cwd") for pid in pids}
        for pid in pids:
            # 1 is for the kernel no file, and no pipe to a program either.
            limits = pathlib.Path(f"/proc/{pid}/limits").read_text()
            assert re.search(r"Max core file size\s+([01])\s+\1\s", limits), (name, pid, can)
        os.kill(pids[-1], signal.SIGABRT)
        wait(lambda: not is_alive(pids[-1]), what="its end")
        for place in where:
            assert [file for file in pathlib.Path(place).glob("core*") if file.is_file()
                    and file.stat().st_mtime > time.time() - 300 and not file.suffix] == [], name
    wait(cage.app.is_healthy, what="health")


def is_alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_sealed_secret_opens_in_its_own_row_only(cage):
    """Moved to another row or changed in one place it is refused in words, and nothing is sent with it."""
    app, echo = cage.app, cage.echo
    echo.failing = None
    kept = app.sql("SELECT client_secret FROM account WHERE id = 1")[0][0]
    foreign = app.sql("SELECT api_key FROM provider WHERE api_key IS NOT NULL LIMIT 1")[0][0]
    token = app.sql("SELECT access FROM token LIMIT 1")[0][0]
    flipped = kept[:-3] + ("A" if kept[-3] != "A" else "B") + kept[-2:]
    try:
        for wrong in [foreign, token, flipped, kept[:-1], "", "k1.00000000.AAAA", CLIENT_SECRET]:
            app.sql(f"UPDATE account SET client_secret = '{wrong}' WHERE id = 1; UPDATE token SET expires_at = 0")
            before = [path for _, path in echo.calls].count("/token")
            cage.owner.post("/ui/accounts/1/check")
            wait(lambda: app.sql("SELECT COUNT(*) FROM job WHERE kind = 'connect' AND (state = 1 OR (state = 0 AND"
                                 " failures = 0 AND run_at < UNIX_TIMESTAMP(NOW(3)) * 1000))") == [["0"]], what="a look")
            assert [path for _, path in echo.calls].count("/token") == before, wrong[:12]
    finally:
        app.sql(f"UPDATE account SET client_secret = '{kept}' WHERE id = 1")
    for log in ["worker", "ui"]:
        assert found(cage.secrets(), app.log(log)) == []


# --- what comes with a message must not choose what this server asks for

INSIDE = [
    "127.0.0.1", "127.1", "127.0.1", "0", "0.0.0.0", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "2130706433",
    "127.0.0.1.", "127.000.000.001", "localhost", "LOCALHOST", "localhost.", "localhost.localdomain", "ip6-localhost",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]",
    "[2002:7f00:1::]", "[fe80::1%25lo]", "127.0.0.1.nip.io", "%31%32%37.0.0.1", "①②⑦.0.0.1", "127。0。0。1",
    "img.k.avito.ru@127.0.0.1", "img.k.avito.ru:x@127.0.0.1", "127.0.0.1#img.k.avito.ru", "127.0.0.1?img.k.avito.ru",
    "127.0.0.1\\@img.k.avito.ru", "127.0.0.1\\.avito.ru", "127.0.0.1 .avito.ru", "avito.ru.127.0.0.1.nip.io",
    "127.0.0.1%00.avito.ru", "127.0.0.1\\n.avito.ru", "xn--avito.ru@127.0.0.1", "0300.0250.1.1", "10.0.0.1", "192.168.0.1",
    "169.254.169.254", "metadata.google.internal", "[fd00:ec2::254]",
]
SCHEMES = ["gopher", "dict", "ftp", "file", "ldap", "tftp", "telnet", "smb", "ws", "HTTP", "jar", "data"]


@pytest.mark.parametrize("what", ["picture", "listing"])
def test_no_address_within_is_ever_asked(cage, what):
    """A listener on this host counts who comes."""
    app, asked = cage.app, []

    class Inside(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def get_request(self):
            pair = super().get_request()
            asked.append(pair[1])
            return pair

    server = Server(("0.0.0.0", free_port()), Inside)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    port = server.server_port
    urls = [f"{scheme}://{host}:{port}/latest/meta-data/x.png" for host in INSIDE for scheme in ("http", "https")]
    urls += [f"{scheme}://127.0.0.1:{port}/x.png" for scheme in SCHEMES]
    urls += [f"//127.0.0.1:{port}/x.png", f"/\\127.0.0.1:{port}/x.png", f"https:127.0.0.1:{port}/x.png",
             f"https:///127.0.0.1:{port}/x.png", f"  http://127.0.0.1:{port}/x.png", f"https://img.k.avito.ru:{port}/x.png",
             f"https://img.k.avito.ru.:{port}/x.png", "https://img.k.avito.ru:22/x.png"]
    assert len(urls) >= 100
    if what == "listing":
        urls = urls[::3]  # the same way through the same code
    chat, account = app.sql("SELECT MIN(id), MIN(account_id) FROM chat")[0]
    listing = app.sql("SELECT IFNULL(MIN(id), 0) FROM listing")[0][0]
    try:
        for url in urls:
            quoted = url.replace("\\n", "\n").replace("\\", "\\\\").replace("'", "''")
            if what == "picture":
                content = json.dumps({"image": {"sizes": {"640x480": url}}}, ensure_ascii=False)
                content = content.replace("\\", "\\\\").replace("'", "''")
                app.sql("INSERT INTO message (account_id, chat_id, avito_id, author, author_id, type, text, content,"
                        f" created_at, received_at) VALUES ({account}, {chat}, 'ssrf', 'buyer', 1, 'image', '',"
                        f" '{content}', 1, 1)")
                number = app.sql("SELECT MAX(id) FROM message WHERE avito_id = 'ssrf'")[0][0]
                path = f"/ui/chats/{chat}/pictures/{number}"
            else:
                app.sql(f"UPDATE listing SET image_url = '{quoted}'; UPDATE chat SET listing_id = {listing}")
                path = f"/ui/chats/{chat}/listing-picture"
            answer = cage.owner.get(path)
            assert answer.status in (404, 502), (url, answer.status)
            app.sql("DELETE FROM message WHERE avito_id = 'ssrf'")
        assert asked == []
    finally:
        server.shutdown()
        server.server_close()
