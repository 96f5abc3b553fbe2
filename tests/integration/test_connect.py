# SPDX-License-Identifier: MIT
"""A real account by the environment alone: connected, checked, subscribed, answering, no click."""

import os
import re
import signal
import threading
import time

import pytest

import simlib
from faultline import Faultline
from simlib import wait

KEYS = {"client_id": "shop-key", "client_secret": "shop-secret", "user_id": 200300400500, "name": "Мебель у моста"}
OTHER = {"client_id": "other-key", "client_secret": "other-secret", "user_id": 200300400777, "name": "Другой профиль"}
REPLY = "Да, в продаже."


@pytest.fixture
def avito():
    """Somebody else's Avito and model, on a port of their own."""
    sim = simlib.Sim(sample=False, repeats=True)
    sim.start()
    try:
        sim.control("POST", "accounts", KEYS)
        sim.control("POST", "items", {"account": KEYS["user_id"], "id": 7_000_000_001, "title": "Шкаф", "price": 9000,
                                      "status": "active"})
        sim.model({"reply": REPLY, "handoff": False, "confidence": 99}, repeat=True)
        yield sim
    finally:
        sim.stop()


def environment(avito, port):
    return {
        "AVITO_CLIENT_ID": KEYS["client_id"], "AVITO_CLIENT_SECRET": KEYS["client_secret"],
        "AVITO_API_BASE_URL": avito.base, "AVITO_AUTH_BASE_URL": avito.base,
        "OPENAI_API_KEY": "sk-test-canary-key", "OPENAI_BASE_URL": avito.base + "/v1", "OPENAI_MODEL": "some-model",
        "PUBLIC_URL": f"http://127.0.0.1:{port}", "ASSISTANT_MODE": "auto", "ASSISTANT_QUIET_SECONDS": "1",
        "ADMIN_PASSWORD": "correct horse battery",
    }


def said(avito, chat):
    return [m["text"] for m in avito.messages(chat) if m["via"] == "api"]


def subscriptions(avito):
    return avito.control("GET", "accounts")["accounts"][0]["subscriptions"]


def test_one_call_leads_to_answered_messages(avito, fresh):
    fresh.env = environment(avito, fresh.port)
    fresh.start()
    wait(lambda: subscriptions(avito), what="a subscription")
    assert subscriptions(avito)[0]["url"].startswith(f"http://127.0.0.1:{fresh.port}/webhooks/avito/") \
        if isinstance(subscriptions(avito)[0], dict) else True
    chat, _ = avito.write("Здравствуйте! Шкаф ещё продаётся?")
    assert wait(lambda: said(avito, chat), what="a reply") == [REPLY]
    assert avito.model_requests()[0]["model"] == "some-model"
    wait(lambda: fresh.sql("SELECT name, avito_user_id, status, webhook_state FROM account") == [
        [KEYS["name"], str(KEYS["user_id"]), "ok", "ours"]], what="the account as it is")
    assert fresh.cli("check").returncode == 0
    assert "sk-test-canary-key" not in "".join(
        path.read_text(errors="replace") for path in (fresh.var / "log").iterdir() if path.is_file())


def test_keys_avito_refuses_are_told_in_words(avito, fresh):
    fresh.env = {**environment(avito, fresh.port), "AVITO_CLIENT_SECRET": "wrong"}
    fresh.start()
    wait(lambda: fresh.sql("SELECT status, status_text FROM account") == [["needs_reauth", "keys"]], what="the refusal")
    assert fresh.cli("check", check=False).returncode == 3


def test_a_tariff_without_messenger_is_told_apart(avito, fresh):
    avito.faults(avito={"no_subscription_402": True})
    fresh.env = environment(avito, fresh.port)
    fresh.start()
    wait(lambda: fresh.sql("SELECT status, status_text FROM account") == [["no_access", "tariff"]], what="the tariff")


def test_a_foreign_webhook_is_left_alone_and_named(avito, fresh):
    token = avito.token(KEYS["client_id"], KEYS["client_secret"])
    foreign = "https://jivo.example.com/hook/17"
    assert avito.avito("POST", "/messenger/v3/webhook", {"url": foreign}, token=token).status == 200
    fresh.env = environment(avito, fresh.port)
    fresh.start()
    wait(lambda: fresh.sql("SELECT webhook_state, webhook_url FROM account") == [["foreign", foreign]], what="the finding")
    assert len(subscriptions(avito)) == 1
    chat, _ = avito.write("Шкаф ещё продаётся?")

    def looked_and_said():
        fresh.sql("UPDATE job SET run_at = 0 WHERE kind = 'sync' AND state = 0")
        return said(avito, chat)
    assert wait(looked_and_said, what="a reply, found by looking") == [REPLY]


@pytest.mark.parametrize("switch", [{"array_messages": True}, {"expired_status": 401}, {"token_ttl_s": 3}])
def test_the_doubtful_points_of_the_api_are_all_understood(avito, fresh, switch):
    avito.faults(avito=switch)
    fresh.env = environment(avito, fresh.port)
    fresh.start()
    wait(lambda: subscriptions(avito), what="a subscription")
    for _ in range(3):
        chat, _ = avito.write("Шкаф ещё продаётся?")
        assert wait(lambda: said(avito, chat), what="a reply") == [REPLY]
        avito.control("POST", "tokens/expire", {})
        time.sleep(1)


def test_old_chats_stay_unanswered_and_new_words_in_them_do_not(avito, fresh):
    avito.control("POST", "history", {"chats": 1000, "age_s": 86400, "account": KEYS["user_id"]})
    fresh.env = environment(avito, fresh.port)
    fresh.start()
    wait(lambda: int(fresh.sql("SELECT COUNT(*) FROM chat")[0][0]) >= 1000, 300, "a thousand chats")
    assert not [r for r in avito.requests(method="POST") if r["path"].endswith("/messages")]
    old = avito.chats()[500]["id"]
    avito.write("Так продаёте или нет?", chat_id=old)
    assert wait(lambda: said(avito, old), what="a reply") == [REPLY]


def test_a_stop_in_the_middle_of_work_is_graceful(avito, fresh):
    fresh.env = environment(avito, fresh.port)
    fresh.start()
    wait(lambda: subscriptions(avito), what="a subscription")
    avito.model({"reply": REPLY, "delay_ms": 3000}, repeat=True)
    chats = [avito.write(f"Вопрос {n}: продаёте?")[0] for n in range(10)]
    wait(avito.model_requests, what="a question to the model")
    os.kill(fresh.pid("worker"), signal.SIGTERM)
    wait(lambda: "worker.stop" in fresh.log("worker"), what="the end of the worker")
    for chat in chats:
        wait(lambda: said(avito, chat), what="a reply")
    time.sleep(2)
    assert all(said(avito, chat) == [REPLY] for chat in chats)


# --- other keys are entered while Avito answers for the old ones


class Gate(Faultline):
    """On the way to Avito: the answers to the requests whose path (and body) matches wait until it opens."""

    def __init__(self, avito):
        self.gates = []  # pattern, who waits, open
        super().__init__(lambda: ("127.0.0.1", avito.port), self.judge)

    def hold(self, pattern):
        self.gates.append((re.compile(pattern), [], threading.Event()))
        return self.gates[-1]

    def judge(self, request):
        said = f"{request.method} {request.path} {(request.body or b'').decode()}"
        for pattern, waiting, opened in self.gates:
            if pattern.search(said):
                waiting.append(said)
                return lambda exchange, opened=opened: (exchange.forward(), opened.wait(simlib.PATIENCE),
                                                        exchange.put(exchange.answer.wire()))
        return None

    def close(self):
        for _, _, opened in self.gates:
            opened.set()
        super().close()


@pytest.fixture
def gate(avito, fresh):
    """An installation whose Avito stands behind a gate and knows two profiles."""
    avito.control("POST", "accounts", OTHER)
    with Gate(avito) as gate:
        fresh.env = {**environment(avito, fresh.port), "AVITO_API_BASE_URL": gate.base, "AVITO_AUTH_BASE_URL": gate.base}
        yield gate


def enter_other_keys(fresh):
    answer = fresh.login(password="correct horse battery").post("/ui/accounts/1/keys", form={
        "client_id": OTHER["client_id"], "client_secret": OTHER["client_secret"]})
    assert answer.status == 303, answer.text


def is_other(fresh):
    return fresh.sql("SELECT client_id, avito_user_id, status FROM account") == [
        [OTHER["client_id"], str(OTHER["user_id"]), "ok"]]


def test_a_token_of_keys_that_were_replaced_meanwhile_is_not_kept(gate, fresh):
    _, waiting, opened = gate.hold("^POST /token .*client_id=" + KEYS["client_id"])
    fresh.start()
    wait(lambda: waiting, what="a question for a token")
    enter_other_keys(fresh)
    opened.set()
    wait(lambda: is_other(fresh), what="the other profile")


def test_a_refusal_of_keys_that_were_replaced_meanwhile_is_not_told(gate, avito, fresh):
    _, waiting, opened = gate.hold("^POST /token .*client_id=" + KEYS["client_id"])
    fresh.env["AVITO_CLIENT_SECRET"] = "wrong"
    fresh.start()
    wait(lambda: waiting, what="a question for a token")
    second = gate.hold("^POST /token .*client_id=" + OTHER["client_id"])
    enter_other_keys(fresh)
    opened.set()
    wait(lambda: second[1], what="a question with the new keys")
    assert fresh.sql("SELECT status FROM account") == [["new"]]
    second[2].set()
    wait(lambda: is_other(fresh), what="the other profile")


def test_who_the_old_keys_belong_to_is_not_written_down_with_new_ones(gate, avito, fresh):
    _, waiting, opened = gate.hold("^GET /core/v1/accounts/self")
    fresh.start()
    wait(lambda: waiting, what="a question for the profile")
    second = gate.hold("^POST /token .*client_id=" + OTHER["client_id"])
    enter_other_keys(fresh)
    opened.set()
    wait(lambda: second[1] and fresh.sql("SELECT COUNT(*) FROM job WHERE kind = 'connect' AND needs_token = 1") == [["1"]],
         what="a check that waits for the new token")
    assert fresh.sql("SELECT status, IFNULL(avito_user_id, 0) FROM account") == [["new", "0"]]
    assert subscriptions(avito) == [], "the webhook of the old profile is none of ours any more"
    second[2].set()
    wait(lambda: is_other(fresh), what="the other profile")


def test_a_profile_whose_tokens_are_all_refused_says_so_until_they_are_not(avito, fresh):
    fresh.env = environment(avito, fresh.port)
    avito.faults(routes=[{"path": "/core/**", "status": 403,
                          "body": {"result": {"message": "invalid access token", "status": False}}}])
    fresh.start()
    wait(lambda: fresh.sql("SELECT status, status_text FROM account") == [["no_access", "refused_at_once"]],
         what="the refusals in a row")
    page = fresh.login(password="correct horse battery").get("/ui/accounts/1").text
    assert page.count("тут же его отклоняет") >= 2, "the state and the check of the keys say so"
    assert fresh.cli("check", check=False).returncode == 3
    avito.faults()
    wait(lambda: fresh.sql("SELECT status, webhook_state FROM account") == [["ok", "ours"]], 300, "a profile that is well")
    wait(lambda: fresh.sql("SELECT cause FROM account_check WHERE name = 'keys'") == [[""]], what="good keys")
