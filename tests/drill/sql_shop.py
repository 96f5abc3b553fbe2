# SPDX-License-Identifier: MIT
"""An installation that is driven by steps, which may be repeated for ever: each does one thing as a buyer, a
seller or an administrator would, and sees to it that it was done once.

A statement may fail in the middle of a step.  Nobody sees that, but for one case: when the answer to a write
was lost, the page says that it is unknown whether it was done.  Then a step does what the page says: it looks,
and repeats only what is not there."""

import time
import urllib.parse

from live import Live
from prilavok import wait

REPLY = {"reply": "Да, ещё продаётся. Приезжайте смотреть.", "handoff": False, "confidence": 95}
MORE = {"reply": "Доставим, договоримся о времени.", "handoff": False, "confidence": 95}
CALL = {"reply": "", "handoff": True, "handoff_reason": "торг", "confidence": 90}
UNKNOWN = ["Неизвестно, получилось ли", "it is not known whether", "2013"]
LOST = (2013, 12013)
LONG = 150  # s
SCRIPT = {"HX-Request": "true"}

STEPS = {}


def step(function):
    STEPS[function.__name__.replace("_", " ")] = function
    return function


class Shop(Live):
    """An installation that is driven, and who is signed in there."""

    def __init__(self, app):
        super().__init__(app)
        self.fault = None  # what statements meet now
        self.turn = 0
        self.sign_in()
        self.app.sql("UPDATE project SET mode = 'auto', quiet_ms = 0, quiet_max_ms = 1000, schedule = 'always'")
        self.model(REPLY, repeat=True)
        self.calm()
        self.answered(self.question()[0])

    def sign_in(self):
        self.admin = self.app.session()
        self.ask("/ui/login", {"login": "admin", "password": self.app.password})
        self.ask("/ui/me")

    def calm(self, **faults):
        """Avito as it should be; what was not acknowledged comes again."""
        self.faults(**{"webhook": {"retry": {"times": 200, "pause_ms": 300}}, **faults})

    def known(self):
        """All statements met so far, and how they begin."""
        return {name: words for said in self.said.values() for name, words in said.items()}

    def name(self, word):
        self.turn += 1
        return f"{word} {self.turn}"

    def number(self, query):
        rows = self.app.sql(query)
        return int(rows[0][0] or 0) if rows else 0

    def ask(self, path, form=None, done=None, session=None, status=(200, 204, 303), **more):
        """A GET, or with form a POST.  done: tells whether it was done, for a page that does not know it."""
        session = session or self.admin
        path = urllib.parse.quote(path, safe="/?&=%")
        for _ in range(200):
            answer = session.get(path, **more) if form is None else session.post(path, form=form, **more)
            if answer.status in status:
                assert path == "/ui/me" or (answer.headers["Location"] or "").split("?")[0] != "/ui/login" or \
                    session is not self.admin, f"{path} wants a login"
                break
            if answer.status == 429:  # a login too soon after one whose fate is unknown
                time.sleep(0.5)
                continue
            assert answer.status in (500, 503) and self.fault in LOST, (path, answer.status, answer.text)
            assert form is not None, f"{path} only reads: {answer.text}"
            assert any(words in answer.text for words in UNKNOWN), answer.text
            if done is not None and done():
                break
        assert answer.status in status or (done is not None and done()), (path, answer.status, answer.text)
        if done is not None:
            assert done(), f"{path} was not done"
        return answer

    def once(self, query):
        """A condition: the rows that the query counts are one, and never more."""
        def is_one():
            count = self.number(query)
            assert count <= 1, f"doubled: {query}"
            return count == 1
        return is_one

    def command(self, *args, done=None, code=0, **more):
        """A call of the command line; like ask."""
        for _ in range(12):
            made = self.app.cli(*args, check=False, **more)
            if made.returncode == code:
                break
            assert made.returncode == 1 and self.fault in LOST, (args, made.stdout, made.stderr)
            if done is not None and done():
                break
        assert made.returncode == code or (done is not None and done()), (args, made.stdout, made.stderr)
        assert done is None or done(), args
        return made

    def chat_row(self, chat):
        """Our number of a chat of Avito whose listing is known."""
        query = f"SELECT id FROM chat WHERE avito_chat_id = '{chat}' AND enriched_at > 0"
        return wait(lambda: self.number(query), LONG, f"the chat {chat}")

    def question(self, text="Здравствуйте! Ещё продаёте?", **more):
        """A buyer's words, of which the bot makes something; (chat, our number)."""
        chat, _ = self.write(text, **more)
        return chat, self.chat_row(chat)

    def answered(self, chat, words=None):
        """Until the shop has said its words, once, and knows it."""
        words = words or [REPLY["reply"]]

        def is_answered():
            said = self.texts(chat)
            assert len(said) <= len(words), f"{chat} was told twice: {said}"
            states = {row[1] for row in self.outbox(chat)}
            if states & {"unknown", "sending"}:
                self.hurry(chat)
            return said == words and states == {"sent"}
        wait(is_answered, LONG, f"the answer to {chat}: {words}")

    def hurry(self, chat):
        """The looks for a doubtful send come at once, and not after 3, 15 and 45 s."""
        self.app.sql("UPDATE outbox o JOIN chat c ON c.id = o.chat_id SET o.check_at = 1"
                     f" WHERE c.avito_chat_id = '{chat}' AND o.state = 'unknown'")
        self.app.sql("UPDATE job j JOIN chat c ON c.id = j.chat_id SET j.run_at = 1"
                     f" WHERE c.avito_chat_id = '{chat}' AND j.kind = 'send' AND j.state = 0 AND j.run_at > 1")

    def mode(self, name, **more):
        self.project(mode=name, **more)

    def silent(self, text="Здравствуйте!"):
        """A chat to which only a person writes."""
        self.mode("off")
        chat, number = self.question(text)
        self.needs_person(chat)
        self.mode("auto")
        return chat, number
