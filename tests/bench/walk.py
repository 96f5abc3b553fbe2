# SPDX-License-Identifier: MIT
"""A walk over all pages and the life of some messages, to overhear what the programs ask the database."""

import re

from prilavok import TOP

REPLY = {"reply": "Да, ещё продаётся. Приезжайте смотреть.", "handoff": False, "confidence": 95}


def pages(program):
    """The paths of GET in the table of a program."""
    source = (TOP / f"cgi/{program}/routes.c").read_text()
    return re.findall(r'\{ GET,\s+"([^"]+)"', source)


def walk(shop, chat):
    """Asks for every page, with what a list can be asked for, and acts once on a chat."""
    admin = shop.app.login()
    numbers = {"chats": chat, "accounts": 1, "facts": 1, "holidays": 1}
    for path in pages("ui"):
        asked = re.sub(r"\{id\}", lambda found: str(numbers.get(found.string[:found.start()].split("/")[-2], 1)), path)
        assert admin.get(asked.replace("{message}", "1")).status < 500, asked
    for query in ("tab=all", "tab=bot", "tab=drafts", "tab=needs", "q=велосипед", "q=9000000", "q=анна&tab=bot"):
        assert admin.get("/ui/chats?" + query.replace("велосипед", "%D0%B2%D0%B5%D0%BB%D0%BE%D1%81%D0%B8%D0%BF%D0%B5%D0%B4")
                         .replace("анна", "%D0%B0%D0%BD%D0%BD%D0%B0")).status == 200
    for action, form in (("keep", {"text": "Сейчас"}), ("take", {}), ("reply", {"text": "Сейчас отвечу сам."}),
                         ("give-back", {}), ("answer-now", {}), ("dismiss", {})):
        assert admin.post(f"/ui/chats/{chat}/{action}", form=form).status < 500, action


def live_path(shop):
    """Replies, a hand-off, drafts, a look at all chats and at the account."""
    shop.project(mode="auto", quiet_ms=0, schedule="always")
    shop.model(REPLY, repeat=True)
    chat, _ = shop.write("Ещё продаёте? Мой номер 8 912 345-67-89")
    shop.reply(chat)
    shop.write("Позовите человека", chat_id=chat, **{"as": "colleague"})
    shop.model({**REPLY, "handoff": True}, repeat=True)
    other, _ = shop.write("Позовите человека")
    shop.needs_person(other)
    shop.project(mode="draft")
    shop.model(REPLY, repeat=True)
    drafted, _ = shop.write("А доставка есть?")
    shop.app.wait(lambda: shop.turns(drafted), what="a turn")
    shop.look("sync")
    shop.look("connect")
    shop.settle()
    return shop.app.sql(f"SELECT id FROM chat WHERE avito_chat_id = '{other}'")[0][0]


def everything(shop):
    """All of it, with the addresses that monitors ask for."""
    walk(shop, live_path(shop))
    for path in ("/health", "/readyz", "/metrics", "/info", "/"):
        shop.app.get(path)
    shop.settle()
