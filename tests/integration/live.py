# SPDX-License-Identifier: MIT
"""The live path: the simulator of a running installation, seen from outside."""

import json
import time

import simlib
from prilavok import wait

SEND = "/messenger/v1/accounts/*/chats/*/messages"


class Live(simlib.Sim):
    """The simulator behind an installation's web server, and what the installation did."""

    def __init__(self, app):
        super().__init__(port=app.port)
        self.app = app

    def fresh(self):
        """An empty simulator that still knows the subscription, and an installation at rest."""
        self.reset(keep=["subscriptions", "tokens"])
        self.settle()

    def settle(self, timeout=30):
        """Until nothing is running or due within a minute but what comes back by itself.  Events may
        still be on their way to us, so the queue must stay empty for a while."""
        query = ("SELECT COUNT(*) FROM job WHERE kind NOT IN ('connect', 'sync') AND state < 2"
                 " AND run_at < UNIX_TIMESTAMP(NOW(3)) * 1000 + 60000")
        empty_since = None

        def settled():
            nonlocal empty_since
            if self.app.sql(query) != [["0"]]:
                empty_since = None
                return False
            empty_since = empty_since or time.monotonic()
            return time.monotonic() - empty_since > 0.3
        wait(settled, timeout, "an empty queue")

    def texts(self, chat_id):
        """What the shop said in the chat through the API, oldest first."""
        return [message["text"] for message in self.messages(chat_id) if message["via"] == "api"]

    def reply(self, chat_id, timeout=15):
        """The shop's words once there are some."""
        return wait(lambda: self.texts(chat_id), timeout, "a reply")

    def sends(self, since=0):
        """Calls of the send method."""
        return [r for r in self.requests(since, method="POST")
                if r["path"].endswith("/messages") and "/accounts/" in r["path"]]

    def row(self, chat_id):
        """owner, owner_reason, needs_person, need_reason of our chat."""
        rows = self.app.sql("SELECT owner, owner_reason, needs_person, need_reason FROM chat"
                            f" WHERE avito_chat_id = '{chat_id}'")
        return rows[0] if rows else None

    def turns(self, chat_id):
        """result, reason of the chat's turns, oldest first."""
        return self.app.sql("SELECT t.result, t.reason FROM turn t JOIN chat c ON c.id = t.chat_id"
                            f" WHERE c.avito_chat_id = '{chat_id}' ORDER BY t.id")

    def trace(self, chat_id):
        """The newest turn's trace."""
        rows = self.app.sql("SELECT t.trace FROM turn t JOIN chat c ON c.id = t.chat_id"
                            f" WHERE c.avito_chat_id = '{chat_id}' ORDER BY t.id DESC LIMIT 1")
        return json.loads(rows[0][0])

    def outbox(self, chat_id):
        """kind, state, attempts, resent of what was to be sent, oldest first."""
        return self.app.sql("SELECT o.kind, o.state, o.attempts, o.resent FROM outbox o"
                            " JOIN chat c ON c.id = o.chat_id"
                            f" WHERE c.avito_chat_id = '{chat_id}' ORDER BY o.id")

    def project(self, **values):
        """Changes settings of the project."""
        pairs = ", ".join(f"{name} = '{value}'" for name, value in values.items())
        self.app.sql(f"UPDATE project SET {pairs}")

    def webhook_path(self):
        token = self.app.sql("SELECT webhook_token FROM account ORDER BY id LIMIT 1")[0][0]
        return f"/webhooks/avito/{token}"

    def event(self, chat_id, message):
        """The event Avito would send for a message of a chat."""
        head = self.control("GET", f"chats/{chat_id}")
        return {"id": "5e3f2810-9c4b-4182-91e6-a3c495807212", "version": "v3.0.0",
                "timestamp": int(time.time()),
                "payload": {"type": "message", "value": {
                    "id": message["id"], "chat_id": chat_id, "user_id": simlib.USER,
                    "author_id": message["author_id"], "created": message["created"],
                    "type": message["type"], "chat_type": "u2i", "content": message["content"],
                    "item_id": head["item_id"]}}}

    def needs_person(self, chat_id, timeout=15):
        """The reason once a person is asked for."""
        def reason():
            row = self.row(chat_id)
            return row and row[2] == "1" and row[3]
        return wait(reason, timeout, "a person asked for")
