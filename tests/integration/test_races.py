# SPDX-License-Identifier: MIT
"""Things that happen at once or in the wrong order: no buyer is lost, nothing is said twice."""

import time

import pytest

from live import SEND
from test_reply import GOOD, shop, write_twice  # noqa: F401 (a fixture)

CHAT = "/messenger/v2/accounts/*/chats/*"
MESSAGES = "/messenger/v3/accounts/*/chats/*/messages/"
READ = "/messenger/v1/accounts/*/chats/*/read"
REFUSED = {"status": 400, "body": {"error": {"code": 400, "message": "no"}}}
LONG = " ".join(f"Предложение номер {n} рассказывает про диван и его обивку." for n in range(1, 26))


def route(path, **what):
    return {"path": path, "method": "POST", **what}


def test_an_odd_type_does_not_stop_the_queue(shop):
    shop.faults(webhook={"lose": 1.0})
    chat, _ = shop.write("Раз")
    odd = shop.event(chat, shop.messages(chat)[0])
    odd["payload"]["value"]["type"] = "a" + "щ" * 20
    shop.deliver(odd)
    shop.faults()
    shop.model(GOOD)
    other, _ = shop.write("Ещё продаёте?")
    assert shop.reply(other) == [GOOD["reply"]]


@pytest.mark.parametrize("created", [2**62, -5, 2**63 - 1])
def test_an_impossible_time_does_not_hide_later_words(shop, created):
    shop.faults(webhook={"lose": 1.0})
    chat, _ = shop.write("Раз")
    odd = shop.event(chat, shop.messages(chat)[0])
    odd["payload"]["value"].update(id="0123456789abcdef", created=created)
    shop.model(GOOD, repeat=True)
    shop.deliver(odd)
    shop.settle()
    shop.faults()
    shop.model({"reply": "Ответ на второе."}, repeat=True)
    shop.app.sql("UPDATE chat SET owner = 'bot', needs_person = 0")
    shop.write("Второй вопрос: ещё продаёте?", chat_id=chat)
    shop.app.wait(lambda: "Ответ на второе." in shop.texts(chat))


def test_words_that_come_while_the_answer_is_sent_are_answered(shop):
    shop.faults(routes=[route(SEND, delay_ms=5000, times=1)])
    shop.model({"reply": "Ответ на первое."}, {"reply": "Ответ на второе."})
    chat = write_twice(shop, shop.sends)
    shop.app.wait(lambda: len(shop.texts(chat)) == 2, what="both answers")
    assert shop.texts(chat) == ["Ответ на первое.", "Ответ на второе."]


def test_words_that_come_before_the_answer_could_be_sent_get_one_answer_for_all(shop):
    shop.faults(routes=[route(SEND, status=429, headers={"Retry-After": "3"}, times=1)])
    shop.model({"reply": "Ответ на первое."}, {"reply": "Ответ на оба вопроса."})
    chat = write_twice(shop, shop.sends)
    assert shop.reply(chat) == ["Ответ на оба вопроса."]
    shop.settle()
    assert shop.texts(chat) == ["Ответ на оба вопроса."]
    assert [row[1] for row in shop.outbox(chat)] == ["dropped", "sent"]


def in_doubt(shop):
    """A chat with an answer at Avito of which nobody can tell us, whose buyer writes again."""
    shop.faults(routes=[route(SEND, lost_answer=True, times=1), {"path": MESSAGES, "method": "GET", "status": 400}],
                webhook={"lose": {"every": 2}})
    shop.model({"reply": "Ответ на первое."}, {"reply": "Ответ на второе."})
    chat = write_twice(shop, lambda: shop.app.sql("SELECT COUNT(*) FROM outbox WHERE state = 'unknown'") == [["1"]])
    shop.app.wait(lambda: len(found := shop.turns(chat)) == 2 and found[1][0], what="the second turn")
    return chat


def test_words_that_come_while_an_answer_is_in_doubt_wait_until_it_is_not(shop):
    chat = in_doubt(shop)
    shop.faults()
    shop.app.wait(lambda: len(shop.texts(chat)) == 2, what="both answers")
    shop.settle()
    assert shop.texts(chat) == ["Ответ на первое.", "Ответ на второе."]
    asked = shop.model_requests()[-1]["messages"][-1]["content"]
    assert "гарантия" in asked and "доставка" not in asked, "what was answered is not asked again"
    assert shop.turns(chat) == [["reply", ""], ["reply", ""]]
    assert shop.row(chat)[:3] == ["bot", "", "0"]


def test_words_that_came_while_an_answer_was_in_doubt_are_answered_when_it_is_given_up(shop):
    chat = in_doubt(shop)
    shop.app.sql("UPDATE outbox SET started_at = started_at - 660000 WHERE state = 'unknown'")  # the patience with the looks ends
    shop.app.wait(lambda: len(shop.texts(chat)) == 2, what="both answers")
    assert [row[1] for row in shop.outbox(chat)] == ["held", "sent"]
    assert shop.row(chat)[:4] == ["bot", "", "1", "held"]


def test_words_that_are_told_late_are_answered(shop):
    shop.faults(webhook={"lose": 1.0})
    shop.model({"reply": "Ответ на первое."}, {"reply": "Ответ на второе."})
    chat, _ = shop.write("Сколько стоит доставка?")
    first, = shop.messages(chat)
    shop.write("И ещё: есть ли гарантия?", chat_id=chat)
    second = shop.messages(chat)[1]
    shop.app.wait(lambda: time.time() >= second["created"] + 1)  # the answer is younger than both
    shop.deliver(shop.event(chat, first))
    assert shop.reply(chat) == ["Ответ на первое."]
    shop.settle()
    shop.deliver(shop.event(chat, second))
    shop.app.wait(lambda: len(shop.texts(chat)) == 2, what="both answers")
    assert shop.model_requests()[-1]["messages"][-1]["content"].endswith("есть ли гарантия?")


def test_words_older_than_the_newest_known_are_answered(shop):
    # Nor does the chat's history tell of the first words.
    shop.faults(webhook={"lose": 1.0}, routes=[{"path": MESSAGES, "method": "GET", "status": 404}])
    shop.model({"reply": "Ответ на второе."}, {"reply": "Ответ на первое."})
    chat, _ = shop.write("Сколько стоит доставка?")
    shop.write("И ещё: есть ли гарантия?", chat_id=chat)
    first, second = shop.messages(chat)
    first["created"] -= 2
    shop.deliver(shop.event(chat, second))
    assert shop.reply(chat) == ["Ответ на второе."]
    shop.settle()
    shop.deliver(shop.event(chat, first))
    shop.app.wait(lambda: len(shop.texts(chat)) == 2, what="both answers")


def test_a_colleague_told_late_pauses_the_bot_and_answers_nothing_newer(shop):
    shop.model(GOOD, repeat=True)
    chat, _ = shop.write("Здравствуйте, вы где находитесь?")
    shop.reply(chat)
    shop.settle()
    shop.project(quiet_ms=15000, quiet_max_ms=60000)
    shop.faults(webhook={"lose": 1.0})
    shop.write("Сейчас уточню", chat_id=chat, **{"as": "colleague"})
    colleague = shop.messages(chat)[-1]
    shop.app.wait(lambda: time.time() >= colleague["created"] + 1)
    shop.write("А доставка есть?", chat_id=chat)
    shop.deliver(shop.event(chat, shop.messages(chat)[-1]))
    shop.app.wait(lambda: shop.heard(chat) == 2)
    shop.deliver(shop.event(chat, colleague))
    assert shop.needs_person(chat) == "colleague"
    shop.settle()
    assert shop.row(chat)[:2] == ["human", "colleague"]
    assert shop.texts(chat) == [GOOD["reply"]]


def test_a_long_answer_whose_first_part_is_refused_leaves_the_chat_alive(shop):
    shop.faults(routes=[route(SEND, **REFUSED, times=1)])
    shop.model({"reply": LONG}, GOOD)
    chat, _ = shop.write("Расскажите всё про диван.")
    assert shop.needs_person(chat) == "failed"
    shop.settle()
    assert [row[1] for row in shop.outbox(chat)] == ["failed", "dropped"]
    shop.write("А коротко: ещё продаёте?", chat_id=chat)
    assert shop.reply(chat) == [GOOD["reply"]]


def test_a_job_nobody_runs_is_taken_up_again(shop):
    shop.model(GOOD)
    shop.project(quiet_ms=3600000, quiet_max_ms=3600000)
    chat, _ = shop.write("Ещё продаёте?")
    # The turn alone is left, far from being due, so that no job of the chat runs when its row is changed.
    its = f"chat_id = (SELECT id FROM chat WHERE avito_chat_id = '{chat}')"
    shop.app.wait(lambda: shop.app.sql(f"SELECT kind, state FROM job WHERE {its}") == [["turn", "0"]])
    # What is left when a claim was committed and its answer lost, or an end could not be written.
    shop.app.sql("UPDATE job SET state = 1, attempt = attempt + 1, running_chat = chat_id,"
                 " worker = (SELECT id FROM worker ORDER BY seen_at DESC LIMIT 1),"
                 f" lease_until = UNIX_TIMESTAMP(NOW(3)) * 1000 + 20000 WHERE {its}")
    assert shop.reply(chat) == [GOOD["reply"]]


def test_a_dropped_answer_is_given_when_the_chat_is_handed_back(shop):
    admin = shop.app.login()
    shop.faults(routes=[route(SEND, status=429, headers={"Retry-After": "20"}, times=1)])
    shop.model({"reply": "Первый ответ."}, {"reply": "Второй ответ."})
    chat, _ = shop.write("Ещё продаёте?")
    shop.app.wait(lambda: shop.sends())
    number = shop.app.sql(f"SELECT id FROM chat WHERE avito_chat_id = '{chat}'")[0][0]
    assert admin.post(f"/ui/chats/{number}/take", form={}).status == 303
    shop.app.wait(lambda: shop.outbox(chat)[0][1] == "dropped")
    assert admin.post(f"/ui/chats/{number}/give-back", form={}).status == 303
    assert shop.reply(chat) == ["Второй ответ."]


def test_a_chat_that_cannot_be_marked_read_troubles_nobody(shop):
    shop.faults(routes=[route(READ, **REFUSED)])
    shop.model(GOOD)
    chat, _ = shop.write("Ещё продаёте?")
    shop.reply(chat)
    shop.settle()
    assert shop.row(chat)[2] == "0"
    assert shop.app.sql("SELECT COUNT(*) FROM job WHERE state = 2") == [["0"]]


def test_a_buyer_who_writes_in_a_chat_that_was_gone_reaches_somebody(shop):
    shop.model(GOOD, repeat=True)
    shop.faults(routes=[{"path": CHAT, "method": "GET", "status": 404, "body": {"error": {"code": 404}}}])
    chat, _ = shop.write("Ещё продаёте?")
    shop.app.wait(lambda: shop.texts(chat) or (shop.row(chat) and shop.row(chat)[2] == "1"))
    shop.settle()
    shop.faults()
    shop.app.sql("UPDATE chat SET dead = 1, needs_person = 0")
    shop.write("Вы тут?", chat_id=chat)
    shop.app.wait(lambda: len(shop.texts(chat)) > 0)


def test_an_event_before_the_account_is_known_does_no_harm(shop):
    shop.model(GOOD)
    pid = shop.app.pid("worker")
    shop.app.sql("UPDATE account SET avito_user_id = NULL, connected_at = 0")
    chat, _ = shop.write("Ещё продаёте?")
    shop.app.wait(lambda: shop.outbox(chat), what="an answer that waits for the account")
    time.sleep(2)
    assert shop.app.pid("worker") == pid, "the worker died over it"
    shop.look("connect")
    assert shop.reply(chat) == [GOOD["reply"]]


def test_tokens_refused_at_once_are_asked_for_ever_more_rarely(shop):
    shop.model(GOOD)
    since = shop.last_request()
    shop.faults(routes=[route(SEND, status=401, body={"error": {"code": 401, "message": "Unauthorized"}})])
    chat, _ = shop.write("Ещё продаёте?")
    asked = shop.app.wait(lambda: len(found := shop.requests(since, path="^/token")) >= 4 and found)
    shop.faults()
    times = [request["at_ms"] for request in asked]
    pauses = [later - earlier for earlier, later in zip(times, times[1:])]
    assert all(pause >= 1900 * 2 ** nth for nth, pause in enumerate(pauses)), pauses
    assert shop.reply(chat) == [GOOD["reply"]]
    shop.connected()
    assert shop.app.sql("SELECT refusals FROM token") == [["0"]], "a token that served begins a new row"


def test_a_token_that_sends_is_not_given_up_for_a_chat_that_cannot_be_marked_read(shop):
    shop.model(GOOD)
    since = shop.last_request()
    shop.faults(routes=[route(READ, status=401, body={"error": {"code": 401, "message": "Unauthorized"}})])
    chat, _ = shop.write("Ещё продаёте?")
    assert shop.reply(chat) == [GOOD["reply"]]
    tried = "SELECT COUNT(*) FROM job WHERE kind = 'send'"
    shop.app.wait(lambda: shop.requests(since, path="/read$") and shop.app.sql(tried) == [["0"]], what="the end of the tries")
    shop.settle()
    assert shop.requests(since, path="^/token") == []
    assert 1 <= len(shop.requests(since, path="/read$")) <= 4


def test_an_echo_belongs_to_what_is_being_sent_not_to_what_is_held(shop):
    shop.model({"reply": "Первый ответ."}, {"reply": "Да, приезжайте смотреть."})
    chat, _ = shop.write("Ещё продаёте?")
    shop.reply(chat)
    shop.settle()
    shop.app.sql("UPDATE outbox SET state = 'held', avito_id = NULL, text = 'Да, приезжайте смотреть.'"
                 " ORDER BY id DESC LIMIT 1")
    shop.faults(routes=[route(SEND, lost_answer=True, times=1)])
    shop.write("А посмотреть можно?", chat_id=chat)
    shop.app.wait(lambda: len(shop.texts(chat)) == 2)
    shop.settle()
    assert [row[1] for row in shop.outbox(chat)] == ["held", "sent"]
    assert shop.row(chat)[0] == "bot"


def test_a_clock_ahead_of_avitos_doubles_nothing(shop):
    # As if our clock were a minute ahead: the row began later than Avito says its message was written.
    # Looks fail until the row says so.
    shop.faults(routes=[route(SEND, status=500, accept=True, times=1),
                        {"path": MESSAGES, "method": "GET", "status": 400}], webhook={"lose": {"every": 2}})
    shop.model(GOOD)
    chat, _ = shop.write("Ещё продаёте?")
    shop.app.wait(lambda: shop.outbox(chat) and shop.outbox(chat)[0][1] == "unknown")
    shop.app.sql("UPDATE outbox SET started_at = started_at + 60000 WHERE state = 'unknown'")
    shop.faults()
    shop.app.wait(lambda: shop.outbox(chat)[0][1] == "sent")
    shop.settle()
    assert shop.texts(chat) == [GOOD["reply"]]


def test_a_look_that_is_told_to_slow_down_stops_and_waits(shop):
    since = shop.last_request()
    shop.faults(webhook={"lose": 1.0}, routes=[{"path": MESSAGES, "method": "GET", "status": 429,
                                                "headers": {"Retry-After": "900"}}])
    for n in range(5):
        shop.write(f"Вопрос {n}: ещё продаёте?")
    shop.look()
    shop.app.wait(lambda: shop.requests(since, path="/messages/"))
    shop.settle()
    assert len(shop.requests(since, path="/messages/")) == 1
    rows = shop.app.sql("SELECT run_at - UNIX_TIMESTAMP(NOW(3)) * 1000 FROM job WHERE kind = 'sync'")
    assert 600000 < float(rows[0][0]) <= 900000


# --- words of which Avito's webhook never told: it is not repeated


def lose(shop, text, chat, **more):
    """Somebody writes, and we are not told."""
    shop.faults(webhook={"lose": 1.0})
    shop.write(text, chat_id=chat, **more)
    shop.faults()


def answered_chat(shop):
    """A chat whose buyer was answered, and which has been looked at since."""
    chat, _ = shop.write("Здравствуйте, ещё продаёте?")
    shop.reply(chat)
    shop.settle()
    shop.looked()
    return chat


def test_words_lost_while_the_model_thinks_are_answered_after_the_next_look(shop):
    shop.model({"reply": "Ответ на первое.", "delay_ms": 5000}, {"reply": "Ответ на второе."})
    chat, _ = shop.write("Сколько стоит доставка?")
    shop.app.wait(shop.model_requests)
    shop.faults(webhook={"lose": 1.0})
    shop.write("И ещё: есть ли гарантия?", chat_id=chat)
    shop.reply(chat)
    shop.app.wait(lambda: all(message["is_read"] for message in shop.messages(chat)), what="a chat marked read")
    shop.settle()
    assert (shop.heard(chat), shop.texts(chat)) == (1, ["Ответ на первое."])
    shop.looked()
    shop.app.wait(lambda: len(shop.texts(chat)) == 2, what="both answers")
    assert shop.model_requests()[-1]["messages"][-1]["content"].endswith("есть ли гарантия?")
    shop.settle()
    assert shop.texts(chat) == ["Ответ на первое.", "Ответ на второе."]
    assert shop.row(chat)[:3] == ["bot", "", "0"]


def test_words_the_seller_read_in_the_app_are_answered_all_the_same(shop):
    shop.model(GOOD, {"reply": "Да, доставим."})
    chat = answered_chat(shop)
    lose(shop, "А доставка есть?", chat)
    shop.read_in_the_app(chat)
    shop.looked()
    shop.app.wait(lambda: shop.texts(chat) == [GOOD["reply"], "Да, доставим."], what="the answer")


def test_words_lost_before_others_that_came_are_heard_with_them(shop):
    shop.model(GOOD, {"reply": "Ответ на оба вопроса."})
    chat = answered_chat(shop)
    shop.project(quiet_ms=3600000, quiet_max_ms=3600000)
    lose(shop, "Сколько стоит доставка?", chat)
    shop.write("И ещё: есть ли гарантия?", chat_id=chat)
    shop.app.wait(lambda: shop.heard(chat) == 2)
    shop.read_in_the_app(chat)
    shop.looked()
    assert shop.heard(chat) == 3
    shop.app.sql("UPDATE job SET run_at = 0 WHERE kind = 'turn'")
    shop.app.wait(lambda: shop.texts(chat) == [GOOD["reply"], "Ответ на оба вопроса."], what="the answer")
    asked = shop.model_requests()[-1]["messages"][-1]["content"]
    assert "доставка" in asked and "гарантия" in asked


def test_words_lost_before_others_that_were_answered_get_an_answer_too(shop):
    shop.model(GOOD, {"reply": "Да, гарантия есть."}, {"reply": "Доставка 500 рублей."})
    chat = answered_chat(shop)
    lose(shop, "Сколько стоит доставка?", chat)
    shop.write("И ещё: есть ли гарантия?", chat_id=chat)
    shop.app.wait(lambda: len(shop.texts(chat)) == 2, what="an answer to what came")
    shop.settle()
    shop.looked()
    shop.app.wait(lambda: len(shop.texts(chat)) == 3, what="an answer to what was lost")
    asked = shop.model_requests()[-1]["messages"][-1]["content"]
    assert "доставка" in asked and "гарантия" not in asked, "what was answered is not asked again"


def test_words_lost_before_a_persons_are_shown_to_a_person(shop):
    shop.model(GOOD, repeat=True)
    chat = answered_chat(shop)
    lose(shop, "Сколько стоит доставка?", chat)
    lost = shop.messages(chat)[-1]
    shop.app.wait(lambda: time.time() >= lost["created"] + 1)  # what the person writes is younger
    shop.write("Добавлю: гарантия есть", chat_id=chat, **{"as": "colleague"})
    shop.app.wait(lambda: shop.row(chat)[:2] == ["human", "colleague"])
    shop.looked()
    assert shop.needs_person(chat) == "old"
    shop.settle()
    assert (shop.heard(chat), shop.texts(chat)) == (2, [GOOD["reply"]])


def test_a_colleague_who_was_lost_stops_the_bot(shop):
    shop.model(GOOD, repeat=True)
    chat = answered_chat(shop)
    lose(shop, "Дальше отвечаю сам", chat, **{"as": "colleague"})
    shop.looked()
    assert shop.row(chat)[:2] == ["human", "colleague"]


@pytest.mark.parametrize("quiet_ms", [0, 2000], ids=["turn", "enrich"])
def test_words_lost_before_the_first_that_came_are_answered_with_them_once(shop, quiet_ms):
    """The chat's history is read by the turn itself where it is due at once."""
    shop.model(GOOD, repeat=True)
    shop.project(quiet_ms=quiet_ms, quiet_max_ms=quiet_ms)
    shop.faults(webhook={"lose": 1.0})
    chat, _ = shop.write("Сколько стоит доставка?")
    first, = shop.messages(chat)
    shop.app.wait(lambda: time.time() >= first["created"] + 1)
    shop.write("И ещё: есть ли гарантия?", chat_id=chat)
    shop.deliver(shop.event(chat, shop.messages(chat)[1]))
    shop.reply(chat)
    shop.settle()
    assert shop.texts(chat) == [GOOD["reply"]]
    asked = shop.model_requests()[-1]["messages"][-1]["content"]
    assert "доставка" in asked and "гарантия" in asked
    assert shop.row(chat)[:3] == ["bot", "", "0"]
    assert shop.app.sql(f"SELECT waiting_since FROM chat WHERE avito_chat_id = '{chat}'") == [["0"]]


def test_words_lost_before_a_message_of_avito_made_the_chat_known_are_answered(shop):
    shop.model(GOOD, repeat=True)
    shop.faults(webhook={"lose": 1.0})
    chat, _ = shop.write("Сколько стоит доставка?")
    lost, = shop.messages(chat)
    shop.app.wait(lambda: time.time() >= lost["created"] + 1)
    shop.deliver(shop.event(chat, {"id": "0f" * 16, "author_id": 1, "created": lost["created"] + 1, "type": "system",
                                   "content": {"text": "Покупатель оставил телефон"}}))
    assert shop.reply(chat) == [GOOD["reply"]]
    assert "доставка" in shop.model_requests()[-1]["messages"][-1]["content"]


def test_of_more_lost_words_than_a_page_has_none_is_missed(shop):
    shop.model(GOOD, repeat=True)
    chat = answered_chat(shop)
    shop.project(mode="off")
    shop.faults(webhook={"lose": 1.0})
    shop.write("Вопрос {n}", chat_id=chat, count=120)
    shop.read_in_the_app(chat)
    shop.looked()
    assert shop.heard(chat) == 121


def test_a_look_asks_for_two_lists_and_once_for_what_is_new(shop):
    shop.model(GOOD, repeat=True)
    answered_chat(shop)
    other = answered_chat(shop)
    shop.project(mode="off")
    for news in [], [other], []:
        for chat in news:
            shop.write("Спасибо", chat_id=chat)
            shop.needs_person(chat)
            shop.settle()
        since = shop.last_request()
        shop.looked()
        assert len(shop.requests(since, method="GET", path="/chats$")) == 2
        asked = shop.requests(since, method="GET", path="/messages/")
        assert [request["path"].split("/")[-3] for request in asked] == news
