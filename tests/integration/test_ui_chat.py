# SPDX-License-Identifier: MIT
"""The inbox and a chat on the live path: what they show, and what each button does."""

import html
import re

import pytest

from desk import (CALL, GOOD, NAUGHTY, desk, field, people, problem, shop, without_list,  # noqa: F401 (fixtures)
                  words)
from live import SEND
from simlib import wait

# --- the inbox


def test_the_inbox_has_the_chat_in_words(shop):
    shop.model(GOOD)
    chat, _ = shop.write("Диван ещё продаётся?", buyer_name="Марина")
    shop.reply(chat)
    shop.settle()
    text = shop.row_of(chat, "bot")
    assert "Марина" in text and "Диван угловой «Осло», серый · 15 000 ₽" in text
    assert "Бот: " + GOOD["reply"] in text
    assert shop.row_of(chat, "all") == text
    assert shop.row_of(chat, "needs") is None and shop.row_of(chat, "drafts") is None


def test_a_chat_that_needs_a_person_says_why(shop):
    shop.model(CALL)
    chat, _ = shop.write("Отдадите за полцены?")
    shop.settle()
    text = shop.row_of(chat, "needs")
    assert "бот не знает, что ответить" in text and "ведёт человек" not in text and "только что" in text
    assert "Бот остановился: бот не знает, что ответить" in words(shop.chat(chat))
    shop.on(chat, "dismiss")
    assert shop.row_of(chat, "needs") is None
    assert "Бот остановился" not in words(shop.chat(chat))


def test_names_and_words_are_shown_and_never_run(shop):
    shop.model({**GOOD, "reply": "Да"})
    chat, _ = shop.write(NAUGHTY, buyer_name=NAUGHTY)
    shop.settle()
    for text in [shop.page("/ui/chats?tab=all"), shop.chat(chat)]:
        assert "<script>alert" not in text and "'<b>" not in html.unescape(re.sub(r"&[#\w]+;", "", text))
        assert words(text).count(" ".join(NAUGHTY.split())) >= 1 or html.unescape(text).count(NAUGHTY) >= 1
    assert html.unescape(shop.chat(chat)).count(NAUGHTY) >= 2


def test_a_long_list_continues_where_it_ended(shop):
    shop.app.sql("INSERT INTO chat (account_id, avito_chat_id, last_message_at, enriched_at, created_at)"
                 " SELECT 1, CONCAT('long-', seq), 1000 + FLOOR(seq / 3), 1, 1 FROM seq_1_to_120")
    seen, path = [], "/ui/chats?tab=all"
    try:
        while path:
            text = shop.page(path)
            seen += re.findall(r'<a class="row[^"]*" id="c(\d+)"', text)
            more = re.search(r'<a class="more" href="([^"]*)"', text)
            path = more and html.unescape(more[1])
        known = [row[0] for row in shop.app.sql("SELECT id FROM chat ORDER BY last_message_at DESC, id DESC")]
        assert seen == known and len(seen) > 120
    finally:
        shop.app.sql("DELETE FROM chat WHERE avito_chat_id LIKE 'long-%'")


def test_news_come_only_when_there_are_some(shop):
    chat, _ = shop.write("Здравствуйте")
    shop.settle()
    for path in ["/ui/chats/news?tab=all&after=", f"/ui/chats/{shop.id(chat)}/news?after="]:
        def ask(version):
            return shop.admin.get(path + version)

        def version_of(answer):
            return re.search(r'data-version="([^"]*)"', answer.text)[1]

        def is_quiet():  # minutes pass, and so do late echoes
            version = version_of(ask("0"))
            answer = ask(version)
            return answer.status == 204 and answer.body == b"" and version

        version = wait(is_quiet, what="quiet")
        shop.write("Вы тут?", chat_id=chat)
        fresh = wait(lambda: (answer := ask(version)).status == 200 and answer, what="news")
        assert "Вы тут?" in fresh.text and version_of(fresh) != version
        shop.settle()


def test_trouble_with_an_account_stands_above_the_inbox(shop):
    app = shop.app
    assert "data-part=\"troubles\"" in shop.page("/ui/chats")
    app.sql("UPDATE account SET status = 'no_access', status_text = 'tariff',"
            " status_at = UNIX_TIMESTAMP(NOW(3)) * 1000 - 180000")
    text = words(shop.page("/ui/chats"))
    assert "Тариф не даёт доступа к сообщениям проверено 3 мин назад" in text and "Подключите на Авито тариф" in text
    app.sql("UPDATE account SET status = 'ok', status_text = '', webhook_state = 'foreign'")
    assert "Вебхук занят другой программой" in words(shop.page("/ui/chats"))
    shop.act("/ui/accounts/1/check")
    app.wait(lambda: app.sql("SELECT status, webhook_state FROM account") == [["ok", "ours"]], what="a check")
    assert "Вебхук" not in words(shop.page("/ui/chats"))


# --- one chat


def test_every_kind_of_message_is_shown(shop):
    chat, _ = shop.write("Смотрите")
    for kind, content in [
            ("image", {"image": {"sizes": {"1280x960": "https://img.example/1.jpg", "140x105": "https://img.example/2"}}}),
            ("location", {"location": {"lat": 55.599799, "lon": 37.603954, "text": "Варшавское шоссе"}}),
            ("item", {"item": {"title": "Кресло", "item_url": "javascript:alert(1)", "price_string": "7 000 ₽"}}),
            ("link", {"link": {"text": "habr.com", "url": "https://habr.com/ru/"}}),
            ("call", {"call": {"status": "missed"}}), ("voice", {"voice": {"voice_id": "x"}}), ("video", {}), ("file", {})]:
        shop.write(chat_id=chat, type=kind, content=content)
    shop.settle()
    text = shop.chat(chat)
    seen = words(text)
    for part in ["Фото Открыть фото", "Место на карте Варшавское шоссе Показать на карте", "Кресло 7 000 ₽", "habr.com",
                 "Пропущенный звонок", "Голосовое сообщение", "Видео", "Файл", "сегодня"]:
        assert part in seen, part
    assert "javascript:" not in text
    assert '<a href="https://img.example/1.jpg" rel="noreferrer noopener"' in text
    assert "pt=37.603954,55.599799" in text


def test_authors_are_told_apart(shop):
    shop.model(GOOD)
    chat, _ = shop.write("Диван в наличии?")
    shop.reply(chat)
    shop.on(chat, "reply", nonce="abcdefgh1", text="Это Анна")
    wait(lambda: len(shop.texts(chat)) == 2, what="the person's words")
    shop.write("Это Олег с телефона", chat_id=chat, **{"as": "colleague"})
    shop.settle()
    text = shop.chat(chat)
    for author, said in [("buyer", "Диван в наличии?"), ("bot", GOOD["reply"]), ("person", "Это Анна"),
                         ("colleague", "Это Олег с телефона")]:
        assert re.search(rf'<div class="b {author}" id="m\d+"><p class="text">{re.escape(said)}</p>', text), author
    assert "· admin" in words(text) and "из приложения Авито" in words(text)


def test_the_reasons_stand_under_the_answer(shop):
    shop.model(GOOD)
    chat, _ = shop.write("Диван в наличии?")
    shop.reply(chat)
    shop.settle()
    text = shop.chat(chat)
    lines = [words(line) for line in re.findall(r'<li class="\w+">(.*?)</li>', text)]
    assert "Сообщение свежее, на него ещё не отвечали" in lines[:2]
    assert "Чат ведёт бот" in lines and any(line.startswith("Проверки ответа пройдены: ") for line in lines)
    assert lines[-1] == "Уверенность 95 %: можно отправлять"
    assert text.index(GOOD["reply"]) < text.index('<details class="why"')


def test_silence_has_its_reasons_too(shop):
    shop.project(mode="off")
    chat, _ = shop.write("Ау?")
    shop.settle()
    text = words(shop.chat(chat))
    assert "бот промолчал: ассистент выключен" in text and "Ассистент выключен в настройках: отвечаете вы." in text


def test_unknown_checks_are_shown_by_their_names(shop):
    shop.project(mode="off")
    chat, _ = shop.write("Ау?")
    shop.settle()
    shop.app.sql("""UPDATE turn SET reason = 'odd_reason', trace =
        '[{"check":"quantum","result":"stop","detail":"a <b>"},{"check":"x..y","result":"","detail":""},7,{}]'""")
    text = shop.chat(chat)
    assert "quantum: stop a &lt;b&gt;" in text and "odd_reason" in text
    shop.app.sql("UPDATE turn SET trace = 'not json'")
    shop.chat(chat)


def test_a_reply_goes_out_once_however_often_it_is_sent(shop):
    shop.project(mode="off")
    chat, _ = shop.write("Диван в наличии?")
    shop.settle()
    nonce = field(shop.chat(chat), "nonce")
    assert len(nonce) >= 16 and nonce != field(shop.chat(chat), "nonce")
    for _ in range(3):
        assert shop.on(chat, "reply", nonce=nonce, text="Да\r\nконечно").headers["Location"] == \
            f"/ui/chats/{shop.id(chat)}"
    shop.settle()
    assert shop.texts(chat) == ["Да\nконечно"]
    assert shop.row(chat)[:3] == ["human", "operator", "0"]
    assert "Бот молчит ещё 1 ч" in words(shop.chat(chat)).replace("\u00a0", " ")


def waits(shop, chat):
    """Since when the buyer waits and whether a person should look, who has the chat and until when."""
    return shop.app.sql("SELECT waiting_since, needs_person, owner, owner_until FROM chat"
                        f" WHERE avito_chat_id = '{chat}'")[0]


def lost_answer(shop):
    """A chat whose buyer wrote again after a reply, and the nonce of that reply: nobody has heard that it was taken."""
    shop.project(mode="off")
    chat, _ = shop.write("Диван в наличии?")
    shop.settle()
    nonce = field(shop.chat(chat), "nonce")
    shop.on(chat, "reply", nonce=nonce, text="Да\r\nконечно")
    assert shop.reply(chat) == ["Да\nконечно"]
    shop.settle()
    shop.write("А доставка есть?", chat_id=chat)
    shop.needs_person(chat)
    shop.settle()
    return chat, nonce


def test_a_reply_sent_again_answers_nothing_new(shop):
    chat, nonce = lost_answer(shop)
    before = waits(shop, chat)
    assert before[0] != "0" and before[1] == "1"
    shop.on(chat, "reply", nonce=nonce, text="Да\r\nконечно ")
    shop.settle()
    assert waits(shop, chat) == before and shop.texts(chat) == ["Да\nконечно"]
    assert shop.row_of(chat, "needs") and field(shop.chat(chat), "text") == ""


@pytest.mark.parametrize("text", ["Да", "Да\nконечно, и доставим", "Да\nконечно. " * 100],
                         ids=["shorter", "longer", "of two parts"])
def test_other_words_under_a_used_nonce_are_kept_for_the_next(shop, text):
    chat, nonce = lost_answer(shop)
    before = waits(shop, chat)
    answer = shop.on(chat, "reply", 409, nonce=nonce, text=text)
    assert "Прежний ответ уже принят" in problem(answer) and f'href="/ui/chats/{shop.id(chat)}' in answer.text
    shop.settle()
    assert waits(shop, chat) == before and shop.texts(chat) == ["Да\nконечно"]
    page = shop.chat(chat)
    assert field(page, "text") == text
    shop.on(chat, "reply", 400, nonce=nonce, text=" ")
    shop.on(chat, "reply", nonce=field(page, "nonce"), text=field(page, "text"))
    wait(lambda: len(shop.texts(chat)) > 1, what="the other words")
    shop.settle()
    assert " ".join(" ".join(shop.texts(chat)[1:]).split()) == " ".join(text.split())
    assert waits(shop, chat)[:2] == ["0", "0"] and field(shop.chat(chat), "text") == ""


def test_a_nonce_is_of_one_chat(shop):
    chat, nonce = lost_answer(shop)
    other, _ = shop.write("А стул?", buyer_id=778)
    shop.needs_person(other)
    shop.settle()
    shop.on(other, "reply", 409, nonce=nonce, text="Да\nконечно")
    assert field(shop.chat(other), "text") == "Да\nконечно" and waits(shop, other)[1] == "1"


@pytest.mark.parametrize("text, status", [("", 400), (" \n\t ", 400), ("я" * 4000, 303), ("я" * 4001, 400), ("a\0b", 400)])
def test_a_reply_has_words_and_bounds(shop, text, status):
    shop.project(mode="off")
    chat, _ = shop.write("Диван в наличии?")
    answer = shop.on(chat, "reply", status, nonce="abcdefgh2", text=text)
    if text.strip() == "" and text != "":
        assert problem(answer) == "Напишите ответ" and f'href="/ui/chats/{shop.id(chat)}"' in answer.text


def test_what_did_not_go_out_is_shown_with_its_reason(shop):
    chat, _ = shop.write("Диван в наличии?")
    shop.reply(chat)
    shop.settle()
    shop.faults(routes=[{"path": "/messenger/v1/accounts/*/chats/*/messages", "method": "POST", "status": 404,
                         "body": {"error": {"code": 404, "message": "not found"}}}])
    shop.on(chat, "reply", nonce="abcdefgh3", text="Пропало")
    shop.settle()
    text = words(shop.chat(chat))
    assert "Пропало не отправлено: чат удалён, или покупатель вас заблокировал" in text
    assert "Ответить нельзя" in text and 'name="nonce"' not in shop.chat(chat)


def unsent(shop):
    """A chat with the bot's answer that Avito refused, its page, and the number of the answer."""
    shop.faults(routes=[{"path": "/messenger/v1/accounts/*/chats/*/messages", "method": "POST", "status": 400,
                         "body": {"error": {"code": 400, "message": "no"}}}])
    shop.model(GOOD)
    chat, _ = shop.write("Диван в наличии?")
    assert shop.needs_person(chat) == "failed"
    shop.settle()
    text = shop.chat(chat)
    assert "Отправить ещё раз Не отправлять" in words(text)
    return chat, field(text, "unsent")


def test_what_was_not_sent_is_sent_after_all(shop):
    chat, number = unsent(shop)
    shop.faults()
    shop.on(chat, "unsent/again", unsent=number)
    assert shop.reply(chat) == [GOOD["reply"]]
    shop.settle()
    text = words(shop.chat(chat))
    assert "отправил(а) admin" in text and "Отправить ещё раз" not in text and "Нужен человек" not in text
    for act in ["again", "drop"]:
        answer = shop.on(chat, f"unsent/{act}", 409, unsent=number)
        assert "Это сообщение уже отправлено" in problem(answer)
    assert shop.texts(chat) == [GOOD["reply"]]


def test_what_was_not_sent_may_stay_unsent(shop, people):
    chat, number = unsent(shop)
    path = f"/ui/chats/{shop.id(chat)}"
    assert "Не отправлять" not in words(shop.page(path, people["viewer"]))
    shop.act(path + "/unsent/drop", session=people["operator"], unsent=number)
    text = words(shop.chat(chat))
    assert "Не отправлять" not in text and "не отправлено" not in text
    assert shop.on(chat, "unsent/again", 409, unsent=number)
    other, _ = shop.write("А стул?", buyer_id=777)
    shop.act(f"/ui/chats/{shop.id(other)}/unsent/drop", 404, unsent=number)


def persons_unsent(shop):
    """A chat with a person's words that Avito refused, and the number of them."""
    shop.project(mode="off")
    chat, _ = shop.write("Диван в наличии?")
    shop.needs_person(chat)
    shop.faults(routes=[{"path": SEND, "method": "POST", "status": 400, "body": {"error": {"code": 400, "message": "no"}}}])
    shop.on(chat, "reply", nonce=field(shop.chat(chat), "nonce"), text="Да")
    wait(lambda: shop.row(chat)[2:] == ["1", "failed"], what="a failure")
    shop.settle()
    shop.faults()
    return chat, field(shop.chat(chat), "unsent")


def test_a_persons_words_sent_after_all_need_nobody(shop):
    chat, number = persons_unsent(shop)
    shop.on(chat, "unsent/again", unsent=number)
    assert shop.reply(chat) == ["Да"]
    assert waits(shop, chat)[:2] == ["0", "0"] and shop.row(chat)[3] == ""


def test_words_sent_after_all_do_not_answer_newer_ones(shop):
    chat, number = persons_unsent(shop)
    shop.write("А доставка есть?", chat_id=chat)
    wait(lambda: shop.turns(chat)[-1] == ["silent", "assistant_off"] and len(shop.turns(chat)) == 2, what="silence")
    shop.settle()
    assert shop.row(chat)[2:] == ["1", "failed"]
    shop.on(chat, "unsent/again", unsent=number)
    assert shop.reply(chat) == ["Да"]
    shop.settle()
    assert waits(shop, chat)[0] != "0" and shop.row(chat)[2:] == ["1", ""]
    assert "нужен человек" in shop.row_of(chat, "needs") and "ответ не отправлен" not in shop.row_of(chat, "needs")
    shop.on(chat, "dismiss")


def test_a_chat_is_taken_and_handed_back(shop):
    shop.model(GOOD)
    shop.project(quiet_ms=5000)
    chat, _ = shop.write("Диван в наличии?")
    shop.id(chat)
    shop.on(chat, "take")
    assert shop.row(chat)[:2] == ["human", "operator"]
    text = shop.chat(chat)
    assert "Бот молчит, пока чат ему не вернут" in words(text) and "/give-back" in text and "/take" not in text
    shop.on(chat, "give-back")
    assert shop.reply(chat) == [GOOD["reply"]]
    assert shop.row(chat)[0] == "bot"


def end_pause(shop):
    """The hour is over.  Nothing runs: the turn waits for the end of the pause."""
    shop.settle()
    shop.app.sql("UPDATE chat SET owner_until = 1 WHERE owner_until > 0")
    shop.app.sql("UPDATE job SET run_at = 0 WHERE kind = 'turn' AND state = 0")


@pytest.mark.parametrize("moment", ["the model thinks", "the answer waits"])
def test_a_buyer_who_waits_when_the_chat_is_taken_for_an_hour_is_not_forgotten(shop, moment):
    late = {"reply": "Да, диван ещё в наличии."}
    if moment == "the model thinks":
        shop.model({**GOOD, "delay_ms": 10000}, late)
        ready = shop.model_requests
    else:
        shop.faults(routes=[{"path": SEND, "method": "POST", "status": 429, "headers": {"Retry-After": "5"}, "times": 1}])
        shop.model(GOOD, late)
        ready = shop.sends
    chat, _ = shop.write("Диван в наличии?")
    shop.id(chat)
    shop.app.wait(ready)
    shop.on(chat, "take", **{"for": "hour"})
    assert shop.needs_person(chat) == "operator"
    end_pause(shop)
    assert shop.reply(chat) == [late["reply"]]
    shop.settle()
    assert shop.texts(chat) == [late["reply"]] and shop.row(chat)[0] == "bot"


def test_answer_now_ends_the_quiet_time(shop):
    shop.model(GOOD)
    shop.project(quiet_ms=600000, quiet_max_ms=600000)
    chat, _ = shop.write("Диван в наличии?")
    text = shop.chat(chat)
    assert re.search(r"Бот ответит через \d+ (мин|с)", words(text).replace("\u00a0", " ")) and "/answer-now" in text
    assert re.search(r'data-left="\d+" data-pattern="Бот ответит через \{\}', text)
    assert "бот ответит через" in shop.row_of(chat, "bot")
    shop.on(chat, "answer-now")
    assert shop.reply(chat) == [GOOD["reply"]]
    shop.settle()
    answer = shop.on(chat, "answer-now", 409)
    assert problem(answer) == "Бот сейчас не собирается отвечать в этом чате"


def test_a_draft_is_sent_as_it_is(shop):
    shop.project(mode="draft")
    shop.model(GOOD)
    chat, _ = shop.write("Диван в наличии?")
    shop.settle()
    assert "черновик" in shop.row_of(chat, "drafts") and shop.texts(chat) == []
    text = shop.chat(chat)
    form = {"draft": field(text, "draft"), "text": html.unescape(re.search(
        r'<textarea id="draft"[^>]*>\n([^<]*)', text)[1])}
    assert form["text"] == GOOD["reply"]
    shop.on(chat, "draft", **form)
    assert shop.reply(chat) == [GOOD["reply"]]
    shop.settle()
    assert "черновик бота, отправил(а) admin" in words(shop.chat(chat))
    for action in ["draft", "draft/drop"]:
        answer = shop.on(chat, action, 409, **form)
        assert problem(answer) == "Черновик уже отправлен, или покупатель написал снова"
    assert shop.texts(chat) == [GOOD["reply"]]


def test_a_draft_is_sent_in_other_words(shop):
    shop.project(mode="draft")
    shop.model(GOOD)
    chat, _ = shop.write("Диван в наличии?")
    shop.settle()
    shop.on(chat, "draft", draft=field(shop.chat(chat), "draft"), text="Есть, но один")
    assert shop.reply(chat) == ["Есть, но один"]


def test_a_dropped_draft_leaves_the_buyer_to_a_person(shop):
    shop.project(mode="draft")
    shop.model(GOOD)
    chat, _ = shop.write("Диван в наличии?")
    shop.settle()
    shop.on(chat, "draft/drop", draft=field(shop.chat(chat), "draft"), text="")
    shop.settle()
    assert shop.texts(chat) == []
    text = words(shop.chat(chat))
    assert "черновик отброшен, ответа нет" in text and "Черновик ответа" not in text


def test_a_draft_is_stale_once_the_buyer_writes_again(shop):
    shop.project(mode="draft")
    shop.model(GOOD, repeat=True)
    chat, _ = shop.write("Диван в наличии?")
    shop.settle()
    old = field(shop.chat(chat), "draft")
    shop.write("И доставка нужна", chat_id=chat)
    shop.settle()
    assert shop.on(chat, "draft", 409, draft=old, text="Да").status == 409
    assert field(shop.chat(chat), "draft") != old


def test_earlier_messages_are_a_page_back(shop):
    shop.project(mode="off")
    chat, _ = shop.write("первое слово")
    number = shop.id(chat)
    shop.app.sql(f"""INSERT INTO message (account_id, chat_id, avito_id, author, author_id, type, text, content,
        created_at, received_at) SELECT 1, {number}, CONCAT('old-{number}-', seq), 'buyer', 5, 'text',
        CONCAT('старое ', seq), '{{}}', 1700000000000 + seq * 1000, 1 FROM seq_1_to_100""")
    shop.app.sql(f"""INSERT INTO outbox (account_id, chat_id, kind, nonce, text, state, created_at, expires_at)
        VALUES (1, {number}, 'person', 'old-{number}', 'не ушло', 'failed', 1699999970000, 1)""")
    text = shop.page(f"/ui/chats/{number}")
    assert "старое 100" in text and "старое 41<" not in text and "15 ноября 2023" in text
    assert "не ушло" not in text
    earlier = html.unescape(re.search(r'<a class="more earlier" href="([^"]*)"', text)[1])
    text = without_list(shop.page(earlier))
    assert "старое 41<" in text and "старое 42<" not in text and "первое слово" not in text
    assert text.index("не ушло") < text.index("старое 1<")
    shop.app.sql(f"DELETE FROM outbox WHERE nonce = 'old-{number}'")
    assert "data-news" not in text and 'name="nonce"' not in text
