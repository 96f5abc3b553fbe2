# SPDX-License-Identifier: MIT
"""Sends nobody can be sure of: looked up, never blindly repeated."""

import time

import pytest

from live import SEND
from test_reply import GOOD, shop  # noqa: F401 (a fixture)


def fault(shop, **what):
    shop.faults(routes=[{"path": SEND, "method": "POST", **what}])


ARRIVED = {
    "the answer is lost": {"lost_answer": True, "times": 1},
    "an error although it arrived": {"status": 500, "accept": True, "times": 1},
    "an unusable answer": {"truncate": True, "times": 1},
}


@pytest.mark.parametrize("name", ARRIVED)
def test_a_send_that_arrived_is_found_and_not_repeated(shop, name):
    shop.faults(routes=[{"path": SEND, "method": "POST", **ARRIVED[name]}], webhook={"lose": {"every": 2}})
    shop.model(GOOD)
    chat, _ = shop.write("Ещё продаёте?")
    shop.reply(chat)
    shop.app.wait(lambda: shop.outbox(chat)[0][1] == "sent", what="the row sent")
    shop.settle()
    assert shop.texts(chat) == [GOOD["reply"]] and len(shop.sends()) == 1
    assert shop.outbox(chat) == [["reply", "sent", "1", "0"]]


def test_a_send_that_did_not_arrive_is_repeated_once_after_the_looks(shop):
    fault(shop, cut="before", times=1)
    shop.model(GOOD)
    chat, _ = shop.write("Ещё продаёте?")
    assert shop.reply(chat, 180) == [GOOD["reply"]]
    first, second = shop.sends()
    assert second["at_ms"] - first["at_ms"] > 10000, "it was repeated before the looks"
    shop.settle()
    assert shop.outbox(chat) == [["reply", "sent", "2", "1"]]


def test_the_strict_policy_holds_what_nobody_can_confirm(shop):
    shop.project(doubtful="hold")
    fault(shop, status=500)
    shop.model(GOOD)
    chat, _ = shop.write("Ещё продаёте?")
    assert shop.needs_person(chat, 180) == "held"
    assert shop.outbox(chat)[0][1] == "held" and len(shop.sends()) == 1


def test_a_doubtful_send_in_a_chat_that_is_gone_is_held_at_the_first_look(shop):
    gone = {"status": 404, "body": {"error": {"code": 404, "message": "not found"}}}
    look = "/messenger/v3/accounts/*/chats/*/messages/"
    shop.faults(routes=[{"path": SEND, "method": "POST", **ARRIVED["the answer is lost"]},
                        {"path": look, "method": "GET", **gone}], webhook={"lose": {"every": 2}})
    shop.model(GOOD)
    chat, _ = shop.write("Актуально?")
    shop.app.wait(lambda: shop.outbox(chat) and shop.outbox(chat)[0][1] == "held", what="a held send")
    assert shop.needs_person(chat) == "held"
    shop.settle()


def test_429_waits_as_long_as_avito_says(shop):
    fault(shop, status=429, headers={"Retry-After": "3"}, times=1)
    shop.model(GOOD)
    chat, _ = shop.write("Ещё продаёте?")
    assert shop.reply(chat) == [GOOD["reply"]]
    first, second = shop.sends()
    assert second["at_ms"] - first["at_ms"] >= 3000


def test_a_refused_token_costs_one_refresh_and_no_message(shop):
    shop.model({**GOOD, "delay_ms": 10000})
    since = shop.last_request()
    chat, _ = shop.write("Ещё продаёте?")
    shop.app.wait(shop.model_requests)
    shop.control("POST", "tokens/expire", {})
    assert shop.reply(chat) == [GOOD["reply"]]
    shop.settle()
    assert [r["status"] for r in shop.sends(since)] == [403, 200]
    assert len(shop.requests(since, method="POST", path="^/token")) == 1


def test_refused_keys_are_told_and_not_asked_again_and_again(shop):
    shop.model(GOOD)
    shop.faults(routes=[{"path": "/token", "method": "POST", "status": 401,
                         "body": {"error": "invalid_client", "error_description": "no"}}])
    since = shop.last_request()
    shop.control("POST", "tokens/expire", {})
    chat, _ = shop.write("Ещё продаёте?")
    shop.app.wait(lambda: shop.app.sql("SELECT status FROM account") == [["needs_reauth"]])
    time.sleep(3)
    assert len(shop.requests(since, path="^/token")) == 1
    shop.faults()
    shop.look("connect")
    assert shop.reply(chat) == [GOOD["reply"]]


def test_two_equal_texts_are_each_linked_to_their_own_message(shop):
    shop.model({"reply": "Да."}, {"reply": "Да."}, repeat=True)
    first, _ = shop.write("Ещё продаёте?")
    shop.reply(first)
    second, _ = shop.write("Ещё продаёте?")
    shop.reply(second)
    shop.settle()
    ids = shop.app.sql("SELECT avito_id FROM outbox WHERE state = 'sent' ORDER BY id DESC LIMIT 2")
    assert len({row[0] for row in ids}) == 2


def test_a_worker_killed_while_sending_neither_loses_nor_doubles(shop):
    fault(shop, delay_ms=8000, times=1)
    shop.model(GOOD)
    chat, _ = shop.write("Ещё продаёте?")
    shop.app.wait(shop.sends)
    assert shop.outbox(chat)[0][1] == "sending"
    shop.app.kill("worker")
    shop.reply(chat, 180)
    shop.settle()
    assert shop.texts(chat) == [GOOD["reply"]]
    assert shop.outbox(chat)[0][1] == "sent"


def test_a_worker_killed_while_the_model_thinks_still_answers_once(shop):
    shop.model({**GOOD, "delay_ms": 8000}, GOOD)
    chat, _ = shop.write("Ещё продаёте?")
    shop.app.wait(shop.model_requests)
    shop.app.kill("worker")
    assert shop.reply(chat) == [GOOD["reply"]]
    shop.settle()
    assert len(shop.texts(chat)) == 1


def test_a_job_that_kills_its_worker_three_times_is_put_aside_and_told(shop):
    shop.model({"hang": True}, repeat=True)
    chat, _ = shop.write("Ещё продаёте?")
    for n in range(1, 4):
        shop.app.wait(lambda: len(shop.model_requests()) >= n, what=f"start {n}")
        shop.app.kill("worker")
    assert shop.needs_person(chat) == "stuck"
    shop.model(GOOD)
    other, _ = shop.write("А стул продаёте?")
    assert shop.reply(other) == [GOOD["reply"]]
    assert shop.app.sql("SELECT kind, state FROM job WHERE state = 2") == [["turn", "2"]]
    shop.model(GOOD)
    shop.write("Ау?", chat_id=chat)  # new words give the chat a new chance
    assert shop.reply(chat) == [GOOD["reply"]]
