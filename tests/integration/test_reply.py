# SPDX-License-Identifier: MIT
"""The main job: a buyer's message in, one reply out, and a person wherever there is none."""

import concurrent.futures
import time

import pytest

from live import Live, SEND
from simlib import PATIENCE

GOOD = {"reply": "Да, в продаже. Приезжайте смотреть.", "handoff": False, "confidence": 95}
HANDOFF = "Передал ваш вопрос продавцу"


@pytest.fixture
def shop(app):
    live = Live(app)
    live.fresh()
    live.project(mode="auto", quiet_ms=300, quiet_max_ms=8000, schedule="always", doubtful="resend",
                 takeover_ms=3600000, reply_max_age_ms=3600000, allowed_contacts="")
    app.sql("UPDATE provider SET open_until = 0, failures = 0, ladder = 0, timeout_ms = 45000")
    yield live
    live.fresh()


def test_one_message_gets_one_reply(shop):
    shop.model(GOOD)
    chat, message = shop.write("Здравствуйте, ещё продаёте?")
    assert shop.reply(chat) == [GOOD["reply"]]
    shop.settle()
    assert shop.texts(chat) == [GOOD["reply"]]
    assert shop.turns(chat) == [["reply", ""]]
    assert shop.outbox(chat) == [["reply", "sent", "1", "0"]]
    assert shop.row(chat)[:3] == ["bot", "", "0"]
    assert all(m["is_read"] for m in shop.messages(chat) if m["id"] == message)


def test_the_prompt_has_listing_facts_and_the_newest_words_last(shop):
    shop.model(GOOD)
    chat, _ = shop.write("Какая гарантия на диван?")
    shop.reply(chat)
    messages = shop.model_requests()[-1]["messages"]
    assert messages[0]["role"] == "system"
    assert "Осло" in messages[0]["content"] and "18 месяцев" in messages[0]["content"]
    assert messages[-1] == {"role": "user", "content": "Какая гарантия на диван?"}


LONG = "Расскажу по порядку. " * 230


@pytest.mark.parametrize("texts", [[LONG * 2 + "А какая гарантия на диван?"],
                                   [LONG, LONG, "А какая гарантия на диван?"]], ids=["message", "burst"])
def test_however_much_a_buyer_writes_it_is_answered(shop, texts):
    """More than 16 KB of words; the facts are found for the newest."""
    shop.project(quiet_ms=3000, quiet_max_ms=20000)
    shop.model(GOOD, repeat=True)
    shop.faults(webhook={"lose": 1.0})
    chat, _ = shop.write("Здравствуйте")
    sent = [shop.write("…", chat_id=chat)[1] for _ in texts]
    known = {message["id"]: message for message in shop.messages(chat)}
    for message, text in zip(sent, texts):
        shop.deliver(shop.event(chat, {**known[message], "content": {"text": text}}))
    shop.reply(chat)
    shop.settle()
    assert shop.row(chat)[:3] == ["bot", "", "0"]
    messages = shop.model_requests()[-1]["messages"]
    assert messages[-1]["content"].endswith("А какая гарантия на диван?")
    assert "18 месяцев" in messages[0]["content"]


def test_four_messages_in_a_burst_get_one_reply_that_has_seen_all(shop):
    shop.project(quiet_ms=25000, quiet_max_ms=120000)
    shop.model(GOOD, repeat=True)
    chat, _ = shop.write("Здравствуйте")
    for text in ["а диван раскладывается", "и доставка сколько", "и когда можно забрать?"]:
        time.sleep(0.3)
        shop.write(text, chat_id=chat)
    shop.reply(chat)
    shop.settle()
    assert len(shop.texts(chat)) == 1
    asked = shop.model_requests()
    assert len(asked) == 1
    for text in ["Здравствуйте", "раскладывается", "доставка", "забрать"]:
        assert text in asked[0]["messages"][-1]["content"]


def test_a_chatterbox_meets_the_ceiling(shop):
    shop.project(quiet_ms=2000, quiet_max_ms=3000)
    shop.model(GOOD, repeat=True)
    chat, _ = shop.write("первое")
    began = time.monotonic()
    while not shop.texts(chat) and time.monotonic() - began < PATIENCE:
        time.sleep(0.8)
        shop.write("ещё кое-что", chat_id=chat)
    assert shop.texts(chat), "the bot waited for a silence that never came"


def test_the_same_event_in_parallel_and_again_later_gets_one_reply(shop):
    shop.faults(webhook={"lose": 1.0})
    shop.model(GOOD, repeat=True)
    chat, _ = shop.write("Торг уместен?")
    event = shop.event(chat, shop.messages(chat)[0])
    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _: shop.deliver(event), range(5)))
    shop.reply(chat)
    shop.settle()
    shop.deliver(event)
    shop.settle()
    assert shop.texts(chat) == [GOOD["reply"]]


def test_an_echo_before_the_send_call_returns_is_no_takeover(shop):
    shop.faults(webhook={"before_answer": True}, routes=[{"path": SEND, "method": "POST", "delay_ms": 300}])
    shop.model(GOOD)
    chat, _ = shop.write("Добрый день, актуально?")
    shop.reply(chat)
    shop.settle()
    assert shop.texts(chat) == [GOOD["reply"]]
    assert shop.row(chat)[0] == "bot"
    assert shop.outbox(chat) == [["reply", "sent", "1", "0"]]


def test_a_colleague_before_generation_silences_the_bot(shop):
    shop.project(quiet_ms=15000, quiet_max_ms=60000)
    shop.model(GOOD, repeat=True)
    chat, _ = shop.write("Какие размеры у дивана?")
    shop.write("Сейчас измерю", chat_id=chat, **{"as": "colleague"})
    shop.app.wait(lambda: shop.row(chat) and shop.row(chat)[:2] == ["human", "colleague"])
    shop.project(quiet_ms=300)
    shop.settle()
    shop.write("Жду", chat_id=chat)
    shop.settle()
    assert shop.texts(chat) == [] and shop.model_requests() == []
    until = shop.app.sql(f"SELECT owner_until FROM chat WHERE avito_chat_id = '{chat}'")[0][0]
    assert int(until) > time.time() * 1000 + 3000000
    assert shop.needs_person(chat) == "colleague"


def test_a_colleague_during_generation_silences_the_bot(shop):
    shop.model({**GOOD, "delay_ms": 10000})
    chat, _ = shop.write("Какие размеры у дивана?")
    shop.app.wait(shop.model_requests)
    shop.write("Уже отвечаю сам", chat_id=chat, **{"as": "colleague"})
    shop.settle()
    assert shop.texts(chat) == []
    assert shop.row(chat)[:2] == ["human", "colleague"]


def test_a_colleague_after_the_reply_pauses_the_bot(shop):
    shop.model(GOOD, repeat=True)
    chat, _ = shop.write("Ещё продаёте?")
    shop.reply(chat)
    shop.write("Добавлю от себя: скидок нет", chat_id=chat, **{"as": "colleague"})
    shop.app.wait(lambda: shop.row(chat)[0] == "human")
    shop.write("Понял, а цвет какой?", chat_id=chat)
    shop.settle()
    assert shop.texts(chat) == [GOOD["reply"]]


def write_twice(shop, moment):
    """A chat whose buyer writes again once moment() is true."""
    chat, _ = shop.write("Сколько стоит доставка?")
    shop.app.wait(moment)
    shop.write("И ещё: есть ли гарантия?", chat_id=chat)
    return chat


def test_newer_words_during_generation_drop_the_old_answer(shop):
    shop.model({"reply": "Ответ на старый вопрос.", "delay_ms": 10000}, {"reply": "Ответ на оба вопроса."})
    chat = write_twice(shop, shop.model_requests)
    assert shop.reply(chat) == ["Ответ на оба вопроса."]
    shop.settle()
    assert shop.texts(chat) == ["Ответ на оба вопроса."]
    assert [turn[0] for turn in shop.turns(chat)] == ["superseded", "reply"]


def test_the_first_look_at_a_thousand_old_chats_answers_none(shop):
    shop.control("POST", "history", {"chats": 1000, "age_s": 86400})
    shop.app.sql("UPDATE account SET synced_at = 0")
    shop.look()
    shop.app.wait(lambda: shop.app.sql("SELECT synced_at > 0 FROM account") == [["1"]], 300, "the first look")
    shop.settle()
    assert int(shop.app.sql("SELECT COUNT(*) FROM chat WHERE last_message_at > 0")[0][0]) >= 1000
    assert shop.sends() == [] and shop.model_requests() == []


def test_a_lost_webhook_is_found_by_looking(shop):
    shop.faults(webhook={"lose": 1.0})
    shop.model(GOOD)
    chat, _ = shop.write("Самовывоз есть?")
    shop.look()
    assert shop.reply(chat) == [GOOD["reply"]]


def test_an_expired_token_is_refreshed_once_for_twenty_jobs(shop):
    shop.project(quiet_ms=1500)
    shop.model(GOOD, repeat=True)
    since = shop.last_request()
    chats = [shop.write(f"Вопрос номер {n}, ещё актуально?")[0] for n in range(20)]
    shop.control("POST", "tokens/expire", {})
    for chat in chats:
        shop.reply(chat)
    shop.settle()
    assert all(len(shop.texts(chat)) == 1 for chat in chats)
    assert len(shop.requests(since, method="POST", path="^/token")) == 1


REFUSED_REASONS = {
    "empty text": ({"content": ""}, "no_fact"),  # the model failed, the built-in answerer knows nothing
    "broken JSON": ({"content": '{"reply": "Да, прод'}, "model_malformed"),
    "5,000 characters": ({"reply": "Очень длинный ответ. " * 250}, "guard_too_long"),
    "a phone": ({"reply": "Звоните: 8 916 123-45-67"}, "guard_contact"),
    "a link": ({"reply": "Всё на https://divany.example.ru/akcia"}, "guard_link"),
    "JSON in the reply": ({"reply": '{"reply": "да"}'}, "guard_json"),
}


@pytest.mark.parametrize("name", REFUSED_REASONS)
def test_what_a_model_may_not_say_is_handed_to_a_person(shop, name):
    answer, reason = REFUSED_REASONS[name]
    shop.model(answer, repeat=True)
    chat, _ = shop.write("Расскажите подробнее, пожалуйста.")
    assert shop.needs_person(chat) == reason
    shop.settle()
    said = shop.texts(chat)
    assert len(said) == 1 and said[0].startswith(HANDOFF)
    assert shop.row(chat)[:2] == ["human", "handoff"]


def test_markdown_is_made_plain(shop):
    shop.model({"reply": "**Да**, в продаже.\n- самовывоз\n- доставка"})
    chat, _ = shop.write("Продаёте?")
    reply = shop.reply(chat)[0]
    assert "**" not in reply and "Да, в продаже." in reply


def test_a_long_answer_is_split_in_order(shop):
    sentences = [f"Предложение номер {n} рассказывает про диван и его обивку." for n in range(1, 26)]
    shop.model({"reply": " ".join(sentences)})
    chat, _ = shop.write("Расскажите всё про диван.")
    shop.reply(chat)
    shop.settle()
    parts = shop.texts(chat)
    assert len(parts) == 2 and all(len(part) <= 1000 for part in parts)
    assert " ".join(parts) == " ".join(sentences)
    assert shop.row(chat)[0] == "bot", "the echo of the second part looked like a colleague's"


FAILING_MODELS = {
    "429": {"status": 429, "body": {"error": {"message": "slow down", "code": "rate_limit_exceeded"}}},
    "500": {"status": 500, "body": {"error": {"message": "oops"}}},
    "a cut": {"cut": True},
    "a hang": {"hang": True},
}


@pytest.mark.parametrize("name", FAILING_MODELS)
def test_a_model_that_fails_gives_way_to_the_builtin_answerer(shop, name):
    shop.app.sql("UPDATE provider SET timeout_ms = 3000 WHERE dialect = 'openai'")
    shop.model(FAILING_MODELS[name], repeat=True)
    chat, _ = shop.write("Есть гарантия?")
    assert shop.reply(chat) == ["Гарантия на мебель 18 месяцев."]
    shop.write("А можно украсить диван перьями страуса?", chat_id=chat)
    assert shop.needs_person(chat) == "no_fact"
    shop.settle()
    assert [line["check"] for line in shop.trace(chat)][-1] == "builtin"


def test_a_blocked_answer_goes_to_a_person(shop):
    shop.model({"content": "Не могу ответить.", "finish_reason": "content_filter"}, repeat=True)
    chat, _ = shop.write("Расскажите про диван.")
    assert shop.needs_person(chat) == "model_blocked"


def test_a_model_that_asks_for_a_person_gets_one(shop):
    shop.model({"reply": "Уточню.", "handoff": True, "handoff_reason": "нет факта"})
    chat, _ = shop.write("Можно в кредит?")
    assert shop.needs_person(chat) == "model_asks_person"
    shop.settle()
    assert shop.texts(chat) == ["Передал ваш вопрос продавцу, он ответит в ближайшее время."]
    shop.write("Алло?", chat_id=chat)
    shop.settle()
    assert len(shop.texts(chat)) == 1, "the bot went on talking after handing over"


def test_a_chat_that_is_gone_is_not_retried(shop):
    shop.faults(routes=[{"path": SEND, "method": "POST", "status": 404,
                         "body": {"error": {"code": 404, "message": "Not found"}}}])
    shop.model(GOOD)
    chat, _ = shop.write("Ещё продаёте?")
    assert shop.needs_person(chat) == "failed"
    shop.settle()
    assert len(shop.sends()) == 1
    assert shop.outbox(chat) == [["reply", "failed", "1", "0"]]


@pytest.mark.parametrize("kind", ["voice", "image", "file", "video"])
def test_what_cannot_be_read_is_for_a_person(shop, kind):
    chat, _ = shop.write(type=kind)
    assert shop.needs_person(chat) == kind
    assert shop.model_requests() == []


@pytest.mark.parametrize("kind", ["call", "appCall", "location", "item", "link", "unheard_of"])
def test_every_type_is_kept_and_none_breaks_anything(shop, kind):
    if kind == "unheard_of":
        shop.faults(webhook={"lose": 1.0})
        chat, _ = shop.write("привет")
        event = shop.event(chat, shop.messages(chat)[0])
        event["payload"]["value"].update(type="unheard_of", content={"new": {"x": 1}}, id="f" * 32)
        shop.deliver(event)
    else:
        chat, _ = shop.write(type=kind)
    query = ("SELECT m.type FROM message m JOIN chat c ON c.id = m.chat_id"
             f" WHERE c.avito_chat_id = '{chat}' AND m.author = 'buyer'")
    shop.app.wait(lambda: [kind] in shop.app.sql(query), what="the message in the thread")
    shop.settle()
    assert shop.app.sql("SELECT COUNT(*) FROM job WHERE state = 2") == [["0"]]


def test_an_answer_that_took_too_long_is_not_given(shop):
    shop.project(reply_max_age_ms=6000)
    shop.model({**GOOD, "delay_ms": 9000})
    chat, _ = shop.write("Ещё продаёте?")
    assert shop.needs_person(chat) == "old"
    shop.settle()
    assert shop.texts(chat) == [] and shop.outbox(chat) == []


def test_an_answer_that_waits_for_a_token_is_too_late_an_age_after_the_question(shop):
    age = 40
    shop.project(reply_max_age_ms=age * 1000)
    shop.model({**GOOD, "delay_ms": 15000})
    chat, _ = shop.write("Ещё продаёте?")
    asked = shop.messages(chat)[0]["created"]
    shop.app.wait(shop.model_requests)
    shop.control("POST", "tokens/expire", {})
    shop.faults(routes=[{"path": "/token", "method": "POST", "status": 500}])
    shop.app.wait(lambda: shop.row(chat)[3] == "old" or shop.sends())
    shop.app.wait(lambda: time.time() > asked + age + 2)  # the answer itself is younger than that
    shop.faults()
    assert shop.needs_person(chat) in ("expired", "old")
    shop.settle()
    assert shop.texts(chat) == []


def test_avitos_own_words_are_not_answered(shop):
    shop.model(GOOD, repeat=True)
    chat, _ = shop.write("Ещё продаёте?")
    shop.reply(chat)
    shop.write("Покупатель принял предложение", chat_id=chat, **{"as": "avito"})
    shop.settle()
    assert len(shop.texts(chat)) == 1 and shop.row(chat)[0] == "bot"


def test_avitos_words_during_generation_do_not_lose_the_reply(shop):
    shop.model({**GOOD, "delay_ms": 5000})
    chat, _ = shop.write("Ещё продаёте?")
    shop.app.wait(shop.model_requests)
    shop.write("Оцените продавца", chat_id=chat, **{"as": "avito"})
    assert shop.reply(chat) == [GOOD["reply"]]


def test_off_means_silent_and_a_person(shop):
    shop.project(mode="off")
    chat, _ = shop.write("Ещё продаёте?")
    assert shop.needs_person(chat) == "assistant_off"
    assert shop.texts(chat) == [] and shop.model_requests() == []


def test_draft_mode_waits_for_a_person(shop):
    shop.project(mode="draft")
    shop.model(GOOD)
    chat, _ = shop.write("Ещё продаёте?")
    assert shop.needs_person(chat) == "draft"
    drafts = shop.app.sql("SELECT d.text, d.state FROM draft d JOIN chat c ON c.id = d.chat_id"
                          f" WHERE c.avito_chat_id = '{chat}'")
    assert drafts == [[GOOD["reply"], "open"]] and shop.texts(chat) == []


def test_an_unsure_answer_is_a_draft_when_only_sure_ones_go_out(shop):
    shop.project(mode="confident", confidence=80)
    shop.model({**GOOD, "confidence": 60}, {**GOOD, "confidence": 90})
    chat, _ = shop.write("Ещё продаёте?")
    assert shop.needs_person(chat) == "draft"
    other, _ = shop.write("Ещё продаёте диван?")
    assert shop.reply(other) == [GOOD["reply"]]


def closed_now(app):
    """Hours of which now is none: a single minute at the other end of the week."""
    app.sql("DELETE FROM project_hours; INSERT INTO project_hours (project_id, weekday, from_min, to_min)"
            " SELECT id, 1 + (WEEKDAY(UTC_TIMESTAMP() + INTERVAL 3 HOUR) + 3) % 7, 600, 601 FROM project")


def test_out_of_hours_the_away_text_goes_out_once(shop):
    closed_now(shop.app)
    shop.project(schedule="hours", off_hours="away", zone="Europe/Moscow")
    chat, _ = shop.write("Ещё продаёте?")
    away = shop.reply(chat)
    assert len(away) == 1 and away[0].startswith("Здравствуйте! Сейчас мы не работаем")
    shop.write("Ау?", chat_id=chat)
    shop.settle()
    assert shop.texts(chat) == away
    assert shop.row(chat)[2] == "1"
    assert shop.row(chat)[0] == "bot"


def test_out_of_hours_silent_says_nothing(shop):
    closed_now(shop.app)
    shop.project(schedule="hours", off_hours="silent", zone="Europe/Moscow")
    chat, _ = shop.write("Ещё продаёте?")
    assert shop.needs_person(chat) == "closed"
    assert shop.texts(chat) == []


def test_a_handoff_out_of_hours_says_when_somebody_answers(shop):
    closed_now(shop.app)
    shop.project(schedule="hours", off_hours="answer", zone="Europe/Moscow")
    shop.model({"reply": "Уточню.", "handoff": True})
    chat, _ = shop.write("Можно в кредит?")
    assert "в 10:00" in shop.reply(chat)[0]


def hours(app, *spans):
    """spans: (weekday, from_min, to_min)"""
    rows = ", ".join(f"((SELECT id FROM project), {day}, {start}, {end})" for day, start, end in spans)
    app.sql("DELETE FROM project_hours;"
            f" INSERT INTO project_hours (project_id, weekday, from_min, to_min) VALUES {rows}")


def test_hours_that_began_yesterday_are_open_after_midnight(shop):
    # Not while the days change.
    shop.app.wait(lambda: time.gmtime().tm_hour < 23 or time.gmtime().tm_min < 55, 600, "the next day")
    now = time.gmtime()
    minute, yesterday = now.tm_hour * 60 + now.tm_min, (now.tm_wday - 1) % 7 + 1
    shop.project(schedule="hours", off_hours="away", zone="UTC")
    shop.model(GOOD, repeat=True)
    hours(shop.app, (yesterday, 1380, min(1440 + minute + 5, 2880)))
    chat, _ = shop.write("Ещё продаёте?")
    assert shop.reply(chat) == [GOOD["reply"]]
    hours(shop.app, (yesterday, 1380, 1440 + max(minute - 5, 0)))
    other, _ = shop.write("Ещё продаёте?")
    assert shop.reply(other)[0].startswith("Здравствуйте! Сейчас мы не работаем")


def test_a_changed_zone_moves_the_hours_at_once(shop):
    now = time.gmtime()
    minute, today = now.tm_hour * 60 + now.tm_min, now.tm_wday + 1
    shop.project(schedule="hours", off_hours="away", zone="UTC")
    shop.model(GOOD, repeat=True)
    hours(shop.app, (today, max(minute - 30, 0), minute + 30))
    chat, _ = shop.write("Ещё продаёте?")
    assert shop.reply(chat) == [GOOD["reply"]]
    shop.project(zone="Asia/Kathmandu")  # 5:45 ahead
    other, _ = shop.write("Ещё продаёте?")
    assert shop.reply(other)[0].startswith("Здравствуйте! Сейчас мы не работаем")


def test_two_buyers_who_ask_the_same_each_get_their_own_decision(shop):
    shop.model({"reply": "Ответ первому."}, {"reply": "Ответ второму."})
    first, _ = shop.write("Ещё продаёте?")
    shop.reply(first)
    second, _ = shop.write("Ещё продаёте?")
    assert shop.reply(second) == ["Ответ второму."]


def test_an_event_of_another_account_changes_nothing(shop):
    shop.faults(webhook={"lose": 1.0})
    shop.model(GOOD, repeat=True)
    chat, _ = shop.write("Ещё продаёте?")
    event = shop.event(chat, shop.messages(chat)[0])
    event["payload"]["value"]["user_id"] = 999
    event["payload"]["value"]["author_id"] = 94235311
    shop.deliver(event)
    shop.settle()
    assert shop.row(chat) is None and shop.texts(chat) == []


def test_words_a_buyer_took_back_are_not_answered(shop):
    shop.project(quiet_ms=15000, quiet_max_ms=60000)
    shop.model(GOOD, repeat=True)
    chat, message = shop.write("Ещё продаёте?")
    shop.app.wait(lambda: shop.row(chat))
    shop.control("POST", "delete", {"chat_id": chat, "message_id": message})
    assert shop.needs_person(chat) == "nothing"
    shop.settle()
    assert shop.texts(chat) == [] and shop.model_requests() == []
