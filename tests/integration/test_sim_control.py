# SPDX-License-Identifier: MIT
"""The simulator's other side: control interface, webhooks, faults, page (prilavok-sim)."""

import concurrent.futures
import hashlib
import hmac
import http.client
import json
import socket
import time

import pytest

from simlib import PATIENCE, USER, Receiver, quickest, wait_for

SELF = "/core/v1/accounts/self"


def send(sim, chat_id, text="Да", timeout=PATIENCE):
    path = "/messenger/v1/accounts/%d/chats/%s/messages" % (USER, chat_id)
    return sim.avito("POST", path, {"message": {"text": text}, "type": "text"}, timeout=timeout)


# Writing and looking.

def test_a_buyer_keeps_the_chat_per_listing(sim):
    first, _ = sim.write("раз", buyer_id=500, item_id=4341000111)
    second, _ = sim.write("два", buyer_id=500, item_id=4341000111)
    other, _ = sim.write("три", buyer_id=500, item_id=4341000112)
    stranger, _ = sim.write("четыре")
    assert first == second and len({first, other, stranger}) == 3
    assert [m["text"] for m in sim.messages(first)] == ["раз", "два"]
    rows = {chat["id"]: chat for chat in sim.chats()}
    assert rows[first]["messages"] == 2 and rows[first]["buyer_id"] == 500
    assert rows[stranger]["buyer_id"] != 500 and rows[stranger]["item_id"] == 4341000111


def test_all_three_write(sim):
    chat_id, _ = sim.write("покупатель", buyer_id=500)
    sim.write("коллега", chat_id=chat_id, **{"as": "colleague"})
    sim.write("бот", chat_id=chat_id, **{"as": "avito"})
    send(sim, chat_id, "программа")
    got = [(m["author_id"], m["type"], m["text"], m["via"]) for m in sim.messages(chat_id)]
    assert got == [(500, "text", "покупатель", "app"), (USER, "text", "коллега", "app"),
                   (0, "system", "бот", "app"), (USER, "text", "программа", "api")]


@pytest.mark.parametrize("kind, key", [
    ("image", "image"), ("voice", "voice"), ("link", "link"), ("item", "item"),
    ("location", "location"), ("call", "call"), ("file", None), ("video", None), ("appCall", None)])
def test_every_type_can_be_written(sim, hook, kind, key):
    chat_id, message_id = sim.write(type=kind)
    value = hook.value()
    assert (value["id"], value["type"]) == (message_id, kind)
    assert list(value["content"]) == ([key] if key else [])
    assert sim.messages(chat_id)[0]["content"] == value["content"]


def test_given_content_is_kept_as_it_is(sim, hook):
    content = {"link": {"text": "a&b", "url": "http://x/?a&b", "preview": None}}
    sim.write(type="link", content=content)
    assert hook.value()["content"] == content
    assert b"\\u0026" in hook.bodies[0] and b"&" not in hook.bodies[0]


def test_wrong_wishes_are_refused_by_name(sim):
    assert "colour" in sim.refused("POST", "messages", {"text": "а", "colour": 1})
    assert "text" in sim.refused("POST", "messages", {})
    assert "text" in sim.refused("POST", "messages", {"text": 5})
    assert "as" in sim.refused("POST", "messages", {"text": "а", "as": "queen"})
    assert "type" in sim.refused("POST", "messages", {"text": "а", "type": "smell"})
    sim.refused("POST", "messages", {"text": "а", "item_id": 1}, 404)
    sim.refused("POST", "messages", {"text": "а", "chat_id": "u2i-x"}, 404)
    sim.refused("GET", "chats/u2i-x", None, 404)
    sim.refused("GET", "nothing", None, 404)
    sim.refused("GET", "requests?since=x", None)
    sim.refused("POST", "messages", "[1", 400)
    sim.refused("POST", "accounts", {"name": "x"})
    sim.refused("POST", "items", {"title": "x", "status": "sold"})
    sim.refused("POST", "reset", {"keep": ["money"]})


def test_requests_are_numbered_and_the_control_interface_is_not_among_them(sim):
    since = sim.last_request()
    sim.avito("GET", SELF)
    sim.call("GET", "/nowhere?a=b")
    found = sim.requests(since)
    assert [(r["method"], r["path"], r["status"]) for r in found] == [
        ("POST", "/token", 200), ("GET", SELF, 200), ("GET", "/nowhere", 404)]
    assert [r["n"] for r in found] == [since + 1, since + 2, since + 3]
    assert found[2]["query"] == "a=b" and abs(found[2]["at_ms"] - time.time() * 1000) < PATIENCE * 1000
    assert sim.requests(since + 3) == []


def test_reset_forgets_unless_told_to_keep(sim, hook):
    token = sim.token()
    chat_id, _ = sim.write("а")
    sim.faults(routes=[{"path": SELF, "status": 500}])
    sim.reset(keep=["tokens", "subscriptions"])
    assert sim.chats() == [] and sim.requests() == []
    assert sim.avito("GET", SELF, token=token).status == 200
    assert sim.control("GET", "accounts")["accounts"][0]["subscriptions"] == [hook.url]
    sim.reset()
    assert sim.avito("GET", SELF, token=token).json()["result"]["message"] == "invalid access token"
    assert sim.control("GET", "accounts")["accounts"][0]["subscriptions"] == []
    sim.reset(sample=False)
    assert sim.control("GET", "accounts") == {"accounts": []}


def test_history_is_old_silent_and_fast(sim, hook):
    def made_in():
        sim.reset(keep=["subscriptions"])
        sim.write("новое")
        assert hook.value()["content"]["text"] == "новое"
        began = time.monotonic()
        sim.control("POST", "history", {"chats": 1000, "age_s": 86400, "messages": 3})
        return time.monotonic() - began

    assert quickest(made_in, 2) < 2
    chats = sim.chats()
    assert len(chats) == 1001 and chats[0]["messages"] == 1
    assert all(chat["unread"] for chat in chats)
    assert abs(chats[1]["updated"] - (time.time() - 86400)) < 600
    assert hook.none_comes()


# Webhooks.

def test_a_webhook_has_the_captured_form(sim, hook):
    _, message_id = sim.write("Привет")
    post = hook.post()
    body = json.loads(post["body"])
    assert list(body) == ["id", "version", "timestamp", "payload"]
    assert body["version"] == "v3.0.0" and body["payload"]["type"] == "message"
    assert list(body["payload"]["value"]) == [
        "id", "chat_id", "user_id", "author_id", "created", "type", "chat_type", "content",
        "item_id", "published_at"]
    assert body["payload"]["value"]["id"] == message_id
    assert b": " not in post["body"].replace("Привет".encode(), b"")
    signature = post["headers"]["X-Avito-Messenger-Signature"]
    assert signature == hmac.new(b"prilavok-sim", post["body"], hashlib.sha256).hexdigest()
    assert post["headers"]["Content-Type"] == "application/json"


def test_own_sends_and_deletions_come_back(sim, hook):
    chat_id, first = sim.write("Привет", chat_type="u2u")
    assert hook.value()["item_id"] is None
    sent = send(sim, chat_id).json()["id"]
    echo = hook.value()
    assert (echo["id"], echo["author_id"]) == (sent, USER)
    sim.control("POST", "delete", {"chat_id": chat_id, "message_id": first})
    gone = hook.value()
    assert (gone["id"], gone["type"], gone["content"]) == (first, "deleted", {})


def test_every_subscriber_hears_in_order(sim, hook):
    with Receiver() as second:
        sim.avito("POST", "/messenger/v3/webhook", {"url": second.url})
        sim.write("{n}", count=30)
        for receiver in (hook, second):
            got = [receiver.value()["content"]["text"] for _ in range(30)]
            assert got == [str(n) for n in range(1, 31)]


def test_duplicates_losses_and_missing_times(sim, hook):
    sim.faults(webhook={"duplicate": 2, "published_at": False})
    sim.write("а")
    values = [hook.value() for _ in range(3)]
    assert len({v["id"] for v in values}) == 1 and "published_at" not in values[0]
    assert hook.none_comes()
    sim.faults(webhook={"lose": {"every": 3}})
    sim.write("{n}", count=6)
    assert [hook.value()["content"]["text"] for _ in range(4)] == ["1", "2", "4", "5"]
    sim.faults(webhook={"lose": 0.5})
    sim.write("{n}", count=10)
    wait_for(lambda: len(hook.bodies) == 3 + 4 + 5)
    sim.faults(webhook={"lose": 1})
    sim.write("а")
    time.sleep(0.3)
    assert len(hook.bodies) == 12


def test_what_is_still_to_come_is_told(sim, hook):
    before = sim.webhooks()
    assert before["pending"] == 0
    sim.write("а")
    hook.value()
    wait_for(lambda: sim.webhooks() == {"pending": 0, "events": before["events"] + 1})
    sim.faults(webhook={"delay_ms": 600000})
    sim.write("{n}", count=2)
    assert sim.webhooks() == {"pending": 2, "events": before["events"] + 3}
    sim.reset()
    assert sim.webhooks()["pending"] == 0


def test_delay_and_reordering(sim, hook):
    sim.faults(webhook={"delay_ms": 400})
    began = time.monotonic()
    sim.write("а")
    hook.value()
    assert 0.35 < time.monotonic() - began < PATIENCE
    sim.faults(webhook={"reorder": True})
    sim.write("{n}", count=4)
    assert [hook.value()["content"]["text"] for _ in range(4)] == ["2", "4", "1", "3"]


def test_failed_deliveries_are_repeated_only_when_asked(sim):
    failures = [500]
    with Receiver(lambda body: failures.pop() if failures else 200) as receiver:
        sim.avito("POST", "/messenger/v3/webhook", {"url": receiver.url})
        sim.write("а")
        receiver.get()
        assert receiver.none_comes()
        sim.faults(webhook={"retry": {"times": 2, "pause_ms": 100}})
        failures += [500] * 3
        sim.write("б")
        assert len({receiver.value()["id"] for _ in range(3)}) == 1
        assert receiver.none_comes()
        failures += [500]
        sim.write("в")
        receiver.get()
        receiver.get()
        assert receiver.none_comes()
        wait_for(lambda: sim.webhooks()["pending"] == 0)


def test_a_slow_receiver_has_failed_and_may_lose_its_subscription(sim):
    with Receiver(lambda body: time.sleep(2.5)) as receiver:
        sim.avito("POST", "/messenger/v3/webhook", {"url": receiver.url})
        sim.faults(webhook={"drop_after": 1})
        sim.write("а")
        wait_for(lambda: sim.control("GET", "accounts")["accounts"][0]["subscriptions"] == [])


def test_the_echo_may_come_before_the_answer(sim):
    with Receiver(lambda body: time.sleep(0.5)) as receiver:
        chat_id, _ = sim.write("а")
        sim.avito("POST", "/messenger/v3/webhook", {"url": receiver.url})
        sim.faults(webhook={"before_answer": True})
        began = time.monotonic()
        assert send(sim, chat_id).status == 200
        assert time.monotonic() - began >= 0.5 and len(receiver.bodies) == 1


def test_two_hundred_messages_a_second_with_webhooks(sim, hook):
    def write(n):
        sim.write("x", buyer_id=1000 + n % 50)

    def written_in():
        hook.bodies.clear()
        began = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(write, range(400)))
        wait_for(lambda: len(hook.bodies) >= 400)
        seconds = time.monotonic() - began
        assert len({v["id"] for v in hook.values()}) == 400
        return seconds

    assert quickest(written_in, 2, 20) < 2


# Faults by route.

def test_a_status_is_answered_instead_and_only_so_often(sim):
    sim.faults(routes=[{"method": "GET", "path": SELF, "status": 503, "body": {"a": 1},
                        "headers": {"Retry-After": "7"}, "times": 2, "skip": 1}])
    answers = [sim.avito("GET", SELF) for _ in range(4)]
    assert [a.status for a in answers] == [200, 503, 503, 200]
    assert answers[1].json() == {"a": 1} and answers[1].headers["Retry-After"] == "7"


def test_patterns_stay_within_a_segment(sim):
    chat_id, _ = sim.write("а")
    sim.faults(routes=[{"path": "/messenger/v1/accounts/*/chats/*/messages", "status": 500}])
    assert send(sim, chat_id).status == 500
    image = "/messenger/v1/accounts/%d/chats/%s/messages/image" % (USER, chat_id)
    assert sim.avito("POST", image, {"image_id": "x"}).status == 400
    sim.faults(routes=[{"path": "/messenger/**", "status": 500}])
    assert sim.avito("POST", image, {"image_id": "x"}).status == 500
    sim.faults()
    assert send(sim, chat_id).status == 200


def test_an_error_may_hide_a_success(sim):
    chat_id, _ = sim.write("а")
    path = "/messenger/v1/accounts/*/chats/*/messages"
    sim.faults(routes=[{"path": path, "status": 500}])
    assert send(sim, chat_id).status == 500 and len(sim.messages(chat_id)) == 1
    sim.faults(routes=[{"path": path, "status": 500, "accept": True}])
    assert send(sim, chat_id).status == 500 and len(sim.messages(chat_id)) == 2


@pytest.mark.parametrize("fault, sent", [
    ({"cut": "before"}, 0), ({"cut": True}, 0), ({"cut": "after"}, 1), ({"lost_answer": True}, 1)])
def test_cut_connections(sim, fault, sent):
    chat_id, _ = sim.write("а")
    sim.faults(routes=[{"path": "/messenger/v1/**", **fault}])
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        send(sim, chat_id)
    assert len(sim.messages(chat_id)) == 1 + sent
    assert sim.requests(method="POST", path="/messages$")[-1]["status"] == 0


@pytest.mark.parametrize("fault, sent", [
    ({"hang": True}, 0), ({"hang": "before"}, 0), ({"hang": "after"}, 1)])
def test_hanging_calls(sim, fault, sent):
    chat_id, _ = sim.write("а")
    sim.faults(routes=[{"path": "/messenger/v1/**", **fault}])
    with pytest.raises(socket.timeout):
        send(sim, chat_id, timeout=3)
    wait_for(lambda: len(sim.messages(chat_id)) == 1 + sent)


def test_a_reset_ends_hanging_calls(sim):
    sim.faults(routes=[{"path": SELF, "hang": True}])
    token = sim.token()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        held = pool.submit(sim.avito, "GET", SELF, token=token)
        wait_for(lambda: sim.requests(path=SELF))
        sim.reset()
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            held.result(PATIENCE)


def test_slow_truncated_and_html_answers(sim):
    sim.faults(routes=[{"path": SELF, "delay_ms": 300, "truncate": True}])
    token, began = sim.token(), time.monotonic()
    with pytest.raises(http.client.IncompleteRead):
        sim.avito("GET", SELF, token=token)
    assert time.monotonic() - began > 0.29
    sim.faults(routes=[{"path": SELF, "html": True, "status": 403}])
    answer = sim.avito("GET", SELF)
    assert answer.status == 403 and answer.text.startswith("<!DOCTYPE html>")
    assert answer.headers["Content-Type"].startswith("text/html")
    sim.faults(routes=[{"path": SELF, "html": True}])
    assert sim.avito("GET", SELF).status == 200


def test_a_sent_message_may_appear_late(sim):
    chat_id, _ = sim.write("а")
    sim.faults(listing_delay_ms=5000)
    sent = send(sim, chat_id).json()["id"]
    path = "/messenger/v3/accounts/%d/chats/%s/messages/" % (USER, chat_id)

    def ids():
        return [m["id"] for m in sim.avito("GET", path).json()["messages"]]

    assert sent not in ids()
    wait_for(lambda: sent in ids())


def test_fault_documents_are_checked(sim):
    for document, word in (({"route": []}, "route"), ({"routes": [{"status": 500}]}, "path"),
                           ({"routes": [{"path": "/", "statsu": 1}]}, "statsu"),
                           ({"routes": [{"path": "/", "cut": "sideways"}]}, "cut"),
                           ({"routes": [{"path": "/", "status": 42}]}, "status"),
                           ({"webhook": {"lose": 2}}, "lose"), ({"webhook": {"x": 1}}, "x"),
                           ({"webhook": {"retry": {"tims": 1}}}, "tims"),
                           ({"avito": {"token_ttl_s": "1"}}, "token_ttl_s")):
        assert word in sim.refused("PUT", "faults", document)
