#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The installation the browser tests look at.  A call is a line {"do": NAME, "with": [...], "more": {...}} on
stdin, the answer a line on stdout.  It ends with its input, so nothing is left when the caller dies."""

import itertools
import json
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

from live import SEND, Live  # noqa: E402
from prilavok import Instance  # noqa: E402

# The words of a shop as it might be; the pictures in the README are taken of it.
PASSWORD = "a password of the tests"
PEOPLE = {"anna": ("owner", "ru"), "kate": ("owner", "en"), "boris": ("operator", "ru"), "vera": ("viewer", "ru")}


class Shop(Live):
    """What the tests may call by name."""

    def begin(self):
        self.sessions = {}
        self.buyers = itertools.count(700001)  # a simulator that is emptied counts anew
        for login, (role, lang) in PEOPLE.items():
            self.person(login, role, lang)
        return {"url": f"http://127.0.0.1:{self.app.port}", "password": PASSWORD, "ids": self.story()}

    def person(self, login, role="owner", lang="ru"):
        """Somebody new, signed in: the cookies of the session."""
        self.app.cli("user", "add", login, "--role", role, "--password-stdin", input=PASSWORD)
        session = self.app.login(login, PASSWORD)
        if lang != "ru":
            session.post("/ui/me/lang", form={"lang": lang})
        self.sessions[login] = session
        return session.cookies

    def cookies(self, login):
        return self.sessions[login].cookies

    def fresh(self):
        """At rest, with a quick bot that answers alone."""
        self.settle(120)
        super().fresh()
        self.model()
        self.project(mode="auto", quiet_ms=200, quiet_max_ms=8000, schedule="always", off_hours="away",
                     takeover_ms=3600000, reply_max_age_ms=3600000, zone="Europe/Moscow")
        self.app.sql("UPDATE provider SET open_until = 0, failures = 0, ladder = 0; DELETE FROM project_hours")

    def settle(self, timeout=120):
        super().settle(timeout)

    def id(self, chat):
        """Our number of a chat of Avito, once all is known of it."""
        query = f"SELECT id FROM chat WHERE avito_chat_id = '{chat}' AND enriched_at > 0"
        return self.app.wait(lambda: self.app.sql(query), 60, "the chat")[0][0]

    def chat(self, text, **more):
        """A new chat with a buyer's words: its number here and at Avito, once the bot has done with it."""
        chat = self.begun(text, **more)
        self.settle()
        return chat

    def begun(self, text, **more):
        """A new chat of which nobody waits for the end."""
        avito, _ = self.write(text, buyer_id=next(self.buyers), **more)
        return {"id": self.id(avito), "avito": avito}

    def said(self, avito, words):
        """Until the buyer has these words of ours."""
        self.app.wait(lambda: words in self.texts(avito), 60, f"{words} at Avito")

    def calls(self):
        """From now on the model calls for a person."""
        self.model({"reply": "", "handoff": True, "handoff_reason": "торг", "confidence": 90}, repeat=True)

    def refuse(self, status):
        """From now on Avito answers what we send with this status; 0: it takes it."""
        route = {"path": SEND, "method": "POST", "status": status, "body": {"error": {"code": status, "message": "no"}}}
        self.faults(routes=[route] if status else [])

    def until(self, query, rows):
        """Until a query has these rows."""
        self.app.wait(lambda: self.app.sql(query) == rows, 60, query)

    def sql(self, query):
        return self.app.sql(query)

    def act(self, login, path, form):
        """A form somebody sends; what it led to."""
        answer = self.sessions[login].post(path, form=form)
        assert answer.status == 303, f"{path}: {answer.status}"

    def say(self, avito, text=None, **more):
        """One more message in a chat, once the bot has done with it."""
        self.write(text, chat_id=avito, **more)
        self.settle()

    def answers(self, *replies):
        """What the model says next; the last one again and again."""
        self.model(*[{"reply": reply, "handoff": False, "confidence": 95} for reply in replies], repeat=True)

    def story(self):
        """A day of a furniture shop, one chat of each kind: {name: number}."""
        self.fresh()
        sofa, chair, bed, pouf, table = range(4341000111, 4341000116)  # the sample shop's
        chats = {}

        self.answers("Добрый день, Олег! Да, пуф «Лунд» есть в наличии, внутри ящик для хранения. Можно забрать"
                     " сегодня на Лесной, 7 до 21:00.", "Отлично, ждём вас в субботу, работаем с 9 до 21.")
        chats["bot"] = self.chat("Здравствуйте, пуф ещё есть?", buyer_name="Олег", item_id=pouf)
        self.say(chats["bot"]["avito"], "Отлично, в субботу подъеду")

        self.answers("Здравствуйте, Игорь! Стол из массива дуба, столешница 90×60 см.")
        chats["kinds"] = self.chat("Здравствуйте, стол из массива?", buyer_name="Игорь П.", item_id=table)
        kinds = chats["kinds"]["avito"]
        self.say(kinds, type="image")
        self.say(kinds, type="voice")
        self.say(kinds, "Москва, Лесная улица, 7", type="location")
        self.say(kinds, "https://example.com/stol", type="link")
        self.say(kinds, type="item")
        self.say(kinds, type="call")
        self.say(kinds, type="file")
        self.say(kinds, **{"as": "avito"})
        self.say(kinds, "Игорь, это Сергей со склада: стол отложили", **{"as": "colleague"})
        _, gone = self.write("Ой, не туда", chat_id=kinds)
        self.settle()
        self.control("POST", "delete", {"chat_id": kinds, "message_id": gone})
        self.settle()

        self.answers("Да, доставка по городу 500 ₽, привезём завтра.")
        chats["mine"] = self.chat("Доставляете в Мытищи?", buyer_name="Анна К.", item_id=bed)
        self.act("anna", f"/ui/chats/{chats['mine']['id']}/take", {})
        self.act("anna", f"/ui/chats/{chats['mine']['id']}/reply", {
            "nonce": "5f3c0a9d1e2b4c6d", "text": "В Мытищи доставим за 900 ₽, в пятницу с 12 до 18. Удобно?"})
        self.settle()

        self.project(mode="draft")
        self.answers("Здравствуйте, Ирина! Обивка из велюра, съёмная, её можно чистить пеной.")
        chats["draft"] = self.chat("А обивку можно снять и постирать?", buyer_name="Ирина", item_id=chair)
        self.project(mode="auto")

        self.answers("Здравствуйте, Марина! Да, диван «Осло» в продаже, цена 15 000 ₽. Забрать можно на Лесной, 7,"
                     " ежедневно с 9 до 21.", "Раскладывается, спальное место 140×200 см. Доставка по городу 500 ₽.")
        chats["needs"] = self.chat("Здравствуйте! Диван ещё в продаже?", buyer_name="Марина", item_id=sofa)
        self.say(chats["needs"]["avito"], "А раскладывается? И доставка сколько?")
        self.calls()
        self.say(chats["needs"]["avito"], "А можно за 12, если заберу сегодня?")
        self.answers("Да, в продаже.")
        self.act("anna", "/ui/assistant/holidays", {"project": "1", "from": "31.12", "to": "8.1", "name": "Каникулы"})
        return {**{name: chat["id"] for name, chat in chats.items()}, "sim": chats["kinds"]["avito"],
                "fact": self.sql("SELECT MIN(id) FROM fact")[0][0],
                "holiday": self.sql("SELECT MIN(id) FROM project_holiday")[0][0]}


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller's business, whose end is ours
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with Instance("browser") as app:
        app.start()
        shop = Shop(app)
        for line in sys.stdin:
            call = json.loads(line)
            try:
                answer = {"ok": getattr(shop, call["do"])(*call.get("with", []), **call.get("more", {}))}
            except Exception as problem:  # pylint: disable=broad-except
                answer = {"error": f"{call['do']}: {type(problem).__name__}: {problem}"}
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
