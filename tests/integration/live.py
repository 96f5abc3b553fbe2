# SPDX-License-Identifier: MIT
"""The live path: the simulator of a running installation, seen from outside."""

import json
import time

import simlib
from simlib import PATIENCE, wait

SEND = "/messenger/v1/accounts/*/chats/*/messages"


class Live(simlib.Sim):
    """The simulator behind an installation's web server, and what the installation did."""

    def __init__(self, app):
        super().__init__(port=app.port, repeats=True)
        self.app = app
        self.connected()

    def connected(self):
        """Until the account works and its webhook is ours: a start does not wait for that, and a test may
        have left it otherwise, with the next check far away."""
        def is_connected():
            if self.app.sql("SELECT status, webhook_state FROM account ORDER BY id LIMIT 1") == [["ok", "ours"]]:
                return True
            self.app.sql("UPDATE job SET run_at = 0 WHERE kind = 'connect' AND state = 0"
                         " AND run_at > UNIX_TIMESTAMP(NOW(3)) * 1000 + 20000")
            return False
        wait(is_connected, what="a connected account")

    def fresh(self):
        """An empty simulator that still knows the subscription, and an installation at rest that looks at
        chats and account only when it is told to: a look that happens to fall into a test finds what the
        test has hidden."""
        self.reset(keep=["subscriptions", "tokens"])
        self.settle()
        self.put_off()

    def put_off(self):
        """The next looks at chats and account, for a day."""
        self.app.sql("UPDATE job SET run_at = UNIX_TIMESTAMP(NOW(3)) * 1000 + 86400000"
                     " WHERE kind IN ('connect', 'sync') AND state = 0")

    def look(self, kind="sync"):
        """Has the chats looked at (sync), or the account (connect), now."""
        self.app.sql(f"UPDATE job SET run_at = 0 WHERE kind = '{kind}' AND state = 0")

    def looked(self):
        """The chats have been looked at, from the beginning to the end, and are not again by themselves."""
        query = "SELECT sync_ended_at FROM account ORDER BY id LIMIT 1"
        last = self.app.sql(query)
        self.look()
        wait(lambda: self.app.sql(query) != last and
             self.app.sql("SELECT COUNT(*) FROM job WHERE kind = 'sync' AND state = 1") == [["0"]], what="the end of a look")
        self.put_off()

    def read_in_the_app(self, chat_id):
        """The seller opens the chat in Avito's app: to Avito nothing of it is unread."""
        avito = simlib.Sim(port=int((self.app.var / "simulator.port").read_text()))
        assert avito.avito("POST", f"/messenger/v1/accounts/{simlib.USER}/chats/{chat_id}/read").status == 200

    def settle(self, timeout=180):
        """Until no event is on its way, and nothing is running or due within a minute but the looks that
        come by themselves."""
        query = ("SELECT COUNT(*) FROM job WHERE state = 1 OR (state = 0 AND run_at <"
                 " UNIX_TIMESTAMP(NOW(3)) * 1000 + IF(kind IN ('connect', 'sync'), 0, 60000))")

        def settled():
            before = self.webhooks()  # an event is acknowledged when its job is in the queue
            return before["pending"] == 0 and self.app.sql(query) == [["0"]] and self.webhooks() == before
        wait(settled, timeout, "an empty queue")

    def texts(self, chat_id):
        """What the shop said in the chat through the API, oldest first."""
        return [message["text"] for message in self.messages(chat_id) if message["via"] == "api"]

    def reply(self, chat_id, timeout=PATIENCE):
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

    def heard(self, chat_id):
        """How many messages of the buyer have come to us."""
        return int(self.app.sql("SELECT COUNT(*) FROM message m JOIN chat c ON c.id = m.chat_id"
                                f" WHERE c.avito_chat_id = '{chat_id}' AND m.author = 'buyer'")[0][0])

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

    def deliver(self, event):
        """Posts an event as Avito does: what is not acknowledged (503: the database had no time) comes again."""
        def is_taken():
            status = self.app.post(self.webhook_path(), data=event).status
            assert status in (200, 503), status
            return status == 200
        wait(is_taken, what="an acknowledgement")

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

    def needs_person(self, chat_id, timeout=PATIENCE):
        """The reason once a person is asked for."""
        def reason():
            row = self.row(chat_id)
            return row and row[2] == "1" and row[3]
        return wait(reason, timeout, "a person asked for")
