# SPDX-License-Identifier: MIT
"""The simulator's Avito: shapes, checks, tokens, switches (prilavok-sim)."""

import json
import os
import re
import threading
import time
import urllib.parse

import pytest

from simlib import PATIENCE, TOP, USER, Receiver, Sim, wait_for

SPEC = os.path.join(os.path.dirname(TOP), "shared", "avito-api", "messenger.json")
PNG = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx"
       b"\x9cc\xf8\xff\xff?\0\5\xfe\2\xfe\xa7\x35\x81\x84\0\0\0\0IEND\xaeB`\x82")


def subscribe(sim, receiver, **more):
    answer = sim.avito("POST", "/messenger/v3/webhook", {"url": receiver.url}, **more)
    assert (answer.status, answer.json()) == (200, {"ok": True})


def chat_path(chat_id, tail="", version=1, user=USER):
    return "/messenger/v%d/accounts/%d/chats/%s%s" % (version, user, chat_id, tail)


def listed(sim, chat_id, query=""):
    answer = sim.avito("GET", chat_path(chat_id, "/messages/" + query, 3))
    assert answer.status == 200, answer.text
    return answer.json()["messages"]


def chat_ids(sim, query=""):
    answer = sim.avito("GET", "/messenger/v2/accounts/%d/chats%s" % (USER, query))
    assert answer.status == 200, answer.text
    return [chat["id"] for chat in answer.json()["chats"]]


def send(sim, chat_id, text, **more):
    return sim.avito("POST", chat_path(chat_id, "/messages"),
                     {"message": {"text": text}, "type": "text"}, **more)


def grant(sim, **form):
    return sim.call("POST", "/token", urllib.parse.urlencode(form),
                    {"Content-Type": "application/x-www-form-urlencoded"})


CLIENT = {"client_id": "sim-client", "client_secret": "sim-secret"}


# Tokens.

def test_a_token_is_given_for_client_credentials(sim):
    for path in ("/token", "/token/"):
        answer = sim.call("POST", path, urllib.parse.urlencode(
            {"grant_type": "client_credentials", **CLIENT}))
        assert answer.status == 200
        assert set(answer.json()) == {"access_token", "expires_in", "token_type"}
        assert answer.json()["expires_in"] == 86400
        assert re.fullmatch(r"[A-Za-z0-9_~-]{40}", answer.json()["access_token"])


def test_wrong_grants_are_refused_in_the_oauth_form(sim):
    cases = [({"grant_type": "client_credentials", "client_id": "sim-client", "client_secret": "x"},
              401, "invalid_client"),
             ({"grant_type": "password", **CLIENT}, 400, "unsupported_grant_type"),
             ({"grant_type": "authorization_code", "code": "x", **CLIENT}, 400, "invalid_grant"),
             ({"grant_type": "refresh_token", "refresh_token": "x", **CLIENT}, 400,
              "invalid_grant")]
    for form, status, error in cases:
        answer = grant(sim, **form)
        assert (answer.status, answer.json()["error"]) == (status, error)


def test_consent_leads_to_a_code_that_works_once_and_refresh_tokens_rotate(sim):
    sim.control("POST", "accounts", {"user_id": USER, "redirect_uri": "http://127.0.0.1:1/back"})
    query = urllib.parse.urlencode({"response_type": "code", "client_id": "sim-client",
                                    "scope": "messenger:read", "state": "s t"})
    for path in ("/oauth", "/sim/oauth"):
        page = sim.call("GET", path + "?" + query)
        assert page.status == 200 and "Мебель на Мира" in page.text and "s t" in page.text
    form = {"client_id": "sim-client", "scope": "messenger:read", "state": "s t",
            "account": str(USER)}
    denied = sim.call("POST", "/oauth", urllib.parse.urlencode({**form, "answer": "deny"}))
    assert denied.headers["Location"] == "http://127.0.0.1:1/back?error=access_denied&state=s%20t"
    allowed = sim.call("POST", "/oauth", urllib.parse.urlencode({**form, "answer": "allow"}))
    assert allowed.status == 303
    back = urllib.parse.parse_qs(urllib.parse.urlsplit(allowed.headers["Location"]).query)
    assert back["state"] == ["s t"]
    first = grant(sim, grant_type="authorization_code", code=back["code"][0], **CLIENT)
    assert set(first.json()) == {"access_token", "expires_in", "refresh_token", "scope",
                                 "token_type"}
    assert first.json()["scope"] == "messenger:read"
    again = grant(sim, grant_type="authorization_code", code=back["code"][0], **CLIENT)
    assert again.json()["error"] == "invalid_grant"
    refresh = first.json()["refresh_token"]
    second = grant(sim, grant_type="refresh_token", refresh_token=refresh, **CLIENT).json()
    assert second["refresh_token"] != refresh
    assert grant(sim, grant_type="refresh_token", refresh_token=refresh, **CLIENT).status == 400
    for token in (first.json()["access_token"], second["access_token"]):
        assert sim.avito("GET", "/core/v1/accounts/self", token=token).json()["id"] == USER


def test_tokens_are_refused_in_the_gateway_shape(sim):
    token = sim.token()
    path = "/core/v1/accounts/self"
    assert sim.avito("GET", path, token=token).status == 200
    unknown = sim.avito("GET", path, token="nonsense")
    assert (unknown.status, unknown.json()) == (
        403, {"result": {"message": "invalid access token", "status": False}})
    sim.control("POST", "tokens/expire")
    expired = sim.avito("GET", path, token=token)
    assert (expired.status, expired.json()) == (
        403, {"result": {"message": "access token expired", "status": False}})
    missing = sim.call("GET", path)
    assert (missing.status, missing.json()) == (
        401, {"error": {"code": 401, "message": "Unauthorized"}})
    sim.faults(avito={"expired_status": 401})
    assert sim.avito("GET", path, token=token).status == 401


def test_a_token_lives_as_long_as_the_switch_says(sim):
    sim.faults(avito={"token_ttl_s": 6})
    token = sim.token()
    assert sim.avito("GET", "/core/v1/accounts/self", token=token).status == 200
    wait_for(lambda: sim.avito("GET", "/core/v1/accounts/self", token=token).status == 403)


# Account and listings.

def test_account_and_balance(sim):
    me = sim.avito("GET", "/core/v1/accounts/self").json()
    assert set(me) == {"id", "name", "email", "phone", "phones", "profile_url"}
    balance = sim.avito("GET", "/core/v1/accounts/%d/balance/" % USER).json()
    assert set(balance) == {"real", "bonus"}
    seen = sim.control("GET", "accounts")["accounts"][0]["last_seen_ms"]
    assert abs(seen - time.time() * 1000) < PATIENCE * 1000


def test_listings_are_paged_and_filtered(sim):
    for n in range(25):
        sim.control("POST", "items", {"title": "Лот %d" % n, "price": n})
    sim.control("POST", "items", {"id": 4341000115, "status": "removed"})
    token = sim.token()
    page = sim.avito("GET", "/core/v1/items?per_page=20&page=2", token=token).json()
    assert page["meta"] == {"page": 2, "per_page": 20} and len(page["resources"]) == 9
    assert set(page["resources"][0]) == {"id", "title", "price", "status", "address", "category",
                                         "url"}
    gone = sim.avito("GET", "/core/v1/items?status=removed,old", token=token).json()["resources"]
    assert [item["id"] for item in gone] == [4341000115]
    assert sim.avito("GET", "/core/v1/items?per_page=101", token=token).status == 400


def test_one_listing_tells_its_state(sim):
    sim.control("POST", "accounts", {"client_id": "b", "client_secret": "b", "user_id": 7,
                                     "name": "Другой"})
    other = sim.control("POST", "items", {"account": 7, "title": "Чужое", "price": 1})["id"]
    path = "/core/v1/accounts/%d/items/%d/"
    assert sim.avito("GET", path % (USER, 4341000111)).json()["status"] == "active"
    assert sim.avito("GET", path % (USER, other)).json() == {"status": "another_user"}
    assert sim.avito("GET", path % (USER, 1)).json() == {"status": "not_found"}


def test_counters_are_the_same_every_time(sim):
    path = "/stats/v1/accounts/%d/items" % USER
    body = {"itemIds": [4341000111, 1], "dateFrom": "2025-09-29", "dateTo": "2025-10-01"}
    answer = sim.avito("POST", path, body)
    item, = answer.json()["result"]["items"]
    assert item["itemId"] == 4341000111
    assert [d["date"] for d in item["stats"]] == ["2025-09-29", "2025-09-30", "2025-10-01"]
    assert set(item["stats"][0]) == {"date", "uniqViews", "uniqContacts", "uniqFavorites"}
    assert sim.avito("POST", path, body).text == answer.text
    for wrong in ({"itemIds": []}, {"dateFrom": "1.9.2025"}, {"dateFrom": "2024-01-01"},
                  {"itemIds": list(range(1, 202))}):
        assert sim.avito("POST", path, {**body, **wrong}).status == 400


def test_the_limit_of_listings_a_minute_holds(sim):
    token = sim.token()
    answers = [sim.avito("GET", "/core/v1/items", token=token) for _ in range(26)]
    assert [a.status for a in answers] == [200] * 25 + [429]
    assert answers[25].headers["X-RateLimit-Limit"] == "25"
    assert answers[25].headers["X-RateLimit-Remaining"] == "0"


# Who may call what.

def test_wrong_paths_methods_and_accounts(sim):
    chat_id, _ = sim.write("Привет")
    sim.control("POST", "accounts", {"client_id": "b", "client_secret": "b", "user_id": 7})
    other = sim.token("b", "b")
    for method, path in (("GET", "/messenger/v1/subscriptions"), ("GET", "/nowhere"),
                         ("DELETE", chat_path(chat_id, "/messages/1")),
                         ("GET", "/messenger/v2/accounts/%d/chats/" % USER)):
        answer = sim.avito(method, path)
        assert answer.status == 404 and "route not found" in answer.text
    forbidden = sim.avito("GET", chat_path(chat_id, version=2), token=other)
    assert (forbidden.status, forbidden.json()["error"]["message"]) == (403, "Forbidden")
    theirs = sim.avito("GET", chat_path(chat_id, version=2, user=7), token=other)
    assert (theirs.status, theirs.json()) == (404, {"error": {"code": 404, "message": "Not found"}})


def test_switches_for_tariff_and_messenger_rate(sim):
    sim.faults(avito={"no_subscription_402": True})
    answer = sim.avito("GET", "/messenger/v2/accounts/%d/chats" % USER)
    assert (answer.status, answer.json()["error"]["message"]) == (402, "Payment required")
    sim.faults(avito={"rate_per_minute": 2})
    token = sim.token()
    got = [sim.avito("GET", "/messenger/v2/accounts/%d/chats" % USER, token=token).status
           for _ in range(3)]
    assert got == [200, 200, 429]


# Chats and messages.

def test_a_chat_has_the_captured_shape(sim):
    chat_id, message_id = sim.write("Ещё продаёте?", buyer_id=94235399, buyer_name="Алексей")
    answer = sim.avito("GET", "/messenger/v2/accounts/%d/chats" % USER).json()
    assert set(answer) == {"chats", "meta"} and answer["meta"] == {"has_more": False}
    chat = answer["chats"][0]
    assert re.fullmatch(r"u2i-[A-Za-z0-9_~-]{22}", chat["id"]) and chat["id"] == chat_id
    value = chat["context"]["value"]
    assert value["id"] == 4341000111 and value["price_string"] == "15\u00a0000 ₽"
    assert {user["name"] for user in chat["users"]} == {"Алексей", "Мебель на Мира"}
    assert chat["last_message"]["id"] == message_id
    assert chat["last_message"]["direction"] == "in"
    assert sim.avito("GET", chat_path(chat_id, version=2)).json() == chat
    raw = sim.avito("GET", chat_path(chat_id, version=2)).text
    assert "\\u0026iid=" in raw and "&" not in raw


def test_the_chat_list_filters_and_pages(sim):
    first, _ = sim.write("раз", item_id=4341000111)
    second, _ = sim.write("два", item_id=4341000112)
    third, _ = sim.write("три", item_id=4341000113)
    profile, _ = sim.write("по профилю", chat_type="u2u")
    service, _ = sim.write("извещение", chat_type="a2u", **{"as": "avito"})
    assert chat_ids(sim) == [third, second, first]
    assert chat_ids(sim, "?chat_types=u2u") == [profile]
    assert set(chat_ids(sim, "?chat_types=u2u,a2u")) == {profile, service}
    assert set(chat_ids(sim, "?chat_types=u2u&chat_types=a2u")) == {profile, service}
    assert chat_ids(sim, "?item_ids=4341000112,4341000113") == [third, second]
    assert chat_ids(sim, "?item_ids=4341000112&item_ids=4341000111") == [second, first]
    assert chat_ids(sim, "?limit=1&offset=1") == [second]
    sim.write("ещё", chat_id=first)
    assert chat_ids(sim, "?limit=1") == [first]
    more = sim.avito("GET", "/messenger/v2/accounts/%d/chats?limit=2" % USER).json()
    assert more["meta"] == {"has_more": True}
    assert "context" not in sim.avito("GET", chat_path(profile, version=2)).json()


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "offset=1001", "offset=-1", "limit=x"])
def test_windows_are_checked(sim, query):
    chat_id, _ = sim.write("Привет")
    for path in ("/messenger/v2/accounts/%d/chats" % USER, chat_path(chat_id, "/messages/", 3)):
        answer = sim.avito("GET", path + "?" + query)
        assert answer.status == 400
        assert answer.json()["error"]["message"] == "Validation error"
        assert list(answer.json()["error"]["fields"]) == [query.split("=")[0]]


def test_reading_clears_unread_and_the_buyer_reads_too(sim):
    chat_id, _ = sim.write("Привет")
    send(sim, chat_id, "Здравствуйте")
    assert chat_ids(sim, "?unread_only=true") == [chat_id]
    sent, got = listed(sim, chat_id)
    assert (got["direction"], got["is_read"], got["read"]) == ("in", False, None)
    assert (sent["direction"], sent["is_read"], sent["read"]) == ("out", True, None)
    answer = sim.avito("POST", chat_path(chat_id, "/read"))
    assert (answer.status, answer.json()) == (200, {"ok": True})
    assert chat_ids(sim, "?unread_only=true") == []
    sim.control("POST", "read", {"chat_id": chat_id})
    sent, got = listed(sim, chat_id)
    assert got["is_read"] is True and abs(sent["read"] - time.time()) < PATIENCE


def test_messages_come_newest_first_in_pages(sim):
    chat_id, _ = sim.write("сообщение {n}", count=5)
    assert [m["content"]["text"][-1] for m in listed(sim, chat_id)] == list("54321")
    answer = sim.avito("GET", chat_path(chat_id, "/messages?limit=2&offset=1", 3)).json()
    assert [m["content"]["text"][-1] for m in answer["messages"]] == list("43")
    assert answer["meta"] == {"has_more": True}
    sim.faults(avito={"array_messages": True})
    assert len(sim.avito("GET", chat_path(chat_id, "/messages/", 3)).json()) == 5


def test_a_quote_is_shown(sim):
    chat_id, first = sim.write("первое")
    sim.write("второе", chat_id=chat_id, quote=first)
    assert listed(sim, chat_id)[0]["quote"]["content"] == {"text": "первое"}


def test_sending_text_is_checked(sim):
    chat_id, _ = sim.write("Привет")
    answer = send(sim, chat_id, "я" * 1000)
    assert answer.status == 200
    assert set(answer.json()) == {"id", "author_id", "content", "created", "direction", "type"}
    assert (answer.json()["author_id"], answer.json()["direction"]) == (USER, "out")
    for body in ({"message": {"text": ""}, "type": "text"}, {"message": {"text": "а"}},
                 {"message": {"text": "я" * 1001}, "type": "text"}, {"type": "text"}):
        refused = sim.avito("POST", chat_path(chat_id, "/messages"), body)
        assert refused.status == 400, body
    assert sim.avito("POST", chat_path(chat_id, "/messages"), "{").status == 400
    assert [m["via"] for m in sim.messages(chat_id)] == ["app", "api"]


def upload(sim, data, name="uploadfile[]"):
    body = (b'--b\r\nContent-Disposition: form-data; name="' + name.encode() +
            b'"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n' + data + b"\r\n--b--\r\n")
    return sim.call("POST", "/messenger/v1/accounts/%d/uploadImages" % USER, body,
                    {"Content-Type": "multipart/form-data; boundary=b",
                     "Authorization": "Bearer " + sim.token()})


def test_an_image_is_uploaded_sent_and_served(sim, hook):
    chat_id, _ = sim.write("Покажите")
    assert hook.value()["content"] == {"text": "Покажите"}
    image_id, sizes = next(iter(upload(sim, PNG).json().items()))
    assert re.fullmatch(r"\d+\.[0-9a-z]+", image_id)
    assert set(sizes) == {"1280x960", "640x480", "140x105", "32x32"}
    answer = sim.avito("POST", chat_path(chat_id, "/messages/image"), {"image_id": image_id})
    assert (answer.status, answer.json()["type"]) == (200, "image")
    assert answer.json()["content"]["image"]["sizes"] == sizes
    assert hook.value()["type"] == "image"
    served = sim.call("GET", urllib.parse.urlsplit(sizes["140x105"]).path)
    assert (served.body, served.headers["Content-Type"]) == (PNG, "image/png")
    wrong = sim.avito("POST", chat_path(chat_id, "/messages/image"), {"image_id": "1.x"})
    assert wrong.status == 400


def test_what_is_no_image_is_refused(sim):
    assert upload(sim, b"hello world, not an image").status == 400
    assert upload(sim, PNG, name="file").status == 400
    assert upload(sim, b"\xff\xd8\xff" + bytes(24 << 20)).status == 400
    huge = PNG[:16] + (10000).to_bytes(4, "big") * 2 + PNG[24:]
    assert upload(sim, huge).status == 400


def test_own_messages_are_deleted_within_an_hour(sim, hook):
    chat_id, buyers = sim.write("Привет")
    sent = send(sim, chat_id, "Ой").json()["id"]
    assert [hook.value()["type"], hook.value()["type"]] == ["text", "text"]
    answer = sim.avito("POST", chat_path(chat_id, "/messages/" + sent))
    assert (answer.status, answer.json()) == (200, {})
    event = hook.value()
    assert (event["id"], event["type"], event["content"]) == (sent, "deleted", {})
    assert listed(sim, chat_id)[0]["type"] == "deleted"
    assert sim.avito("POST", chat_path(chat_id, "/messages/" + buyers)).status == 403
    assert sim.avito("POST", chat_path(chat_id, "/messages/" + "0" * 32)).status == 404
    sim.control("POST", "history", {"chats": 1, "messages": 2, "age_s": 7200})
    old = [c for c in sim.chats() if c["id"] != chat_id][0]["id"]
    mine = [m for m in sim.messages(old) if m["author_id"] == USER][0]["id"]
    assert sim.avito("POST", chat_path(old, "/messages/" + mine)).status == 400


def test_voices_are_linked_for_an_hour(sim):
    chat_id, _ = sim.write(type="voice")
    other, _ = sim.write(type="voice")
    ids = [sim.messages(c)[0]["content"]["voice"]["voice_id"] for c in (chat_id, other)]
    path = "/messenger/v1/accounts/%d/getVoiceFiles" % USER
    for query in ("?voice_ids=%s,%s" % tuple(ids), "?voice_ids=%s&voice_ids=%s" % tuple(ids)):
        links = sim.avito("GET", path + query).json()["voices_urls"]
        assert set(links) == set(ids)
    link = urllib.parse.urlsplit(links[ids[0]])
    voice = sim.call("GET", link.path + "?" + link.query)
    assert voice.status == 200 and voice.headers["Content-Type"] == "audio/mp4"
    assert voice.body[4:8] == b"ftyp" and b"Opus" in voice.body and b"dOps" in voice.body
    assert sim.call("GET", link.path + "?" + link.query.replace("exp=1", "exp=2")).status == 403
    assert sim.avito("GET", path).status == 400
    assert sim.avito("GET", path + "?voice_ids=nobody").json() == {"voices_urls": {}}


def test_a_blocked_buyer_cannot_write(sim):
    chat_id, _ = sim.write("Спам", buyer_id=94235399)
    body = {"users": [{"user_id": 94235399, "context": {"item_id": 1, "reason_id": 1}}]}
    assert sim.avito("POST", "/messenger/v2/accounts/%d/blacklist" % USER, body).status == 200
    answer = sim.call("POST", "/sim/v1/messages", {"chat_id": chat_id, "text": "Ещё спам"})
    assert (answer.status, answer.json()["error"]["code"]) == (409, "conflict")
    body["users"][0]["context"]["reason_id"] = 9
    assert sim.avito("POST", "/messenger/v2/accounts/%d/blacklist" % USER, body).status == 400


# Subscriptions.

def subscriptions(sim):
    answer = sim.avito("POST", "/messenger/v1/subscriptions")
    assert answer.status == 200
    return answer.json()["subscriptions"]


def test_subscriptions_are_kept_listed_and_ended(sim):
    urls = ["http://127.0.0.1:9/a", "http://127.0.0.1:9/b"]
    for url in urls + urls[:1]:
        sim.avito("POST", "/messenger/v3/webhook", {"url": url})
    assert subscriptions(sim) == [{"url": url, "version": "3"} for url in urls]
    for _ in range(2):
        answer = sim.avito("POST", "/messenger/v1/webhook/unsubscribe", {"url": urls[0]})
        assert answer.json() == {"ok": True}
    assert [s["url"] for s in subscriptions(sim)] == urls[1:]
    assert sim.avito("POST", "/messenger/v3/webhook", {"url": "nonsense"}).status == 400
    sim.faults(avito={"single_subscription": True})
    sim.avito("POST", "/messenger/v3/webhook", {"url": "https://example.org/c"})
    assert [s["url"] for s in subscriptions(sim)] == ["https://example.org/c"]


def test_a_new_subscription_may_be_probed(sim):
    sim.faults(avito={"probe": True})
    with Receiver() as receiver:
        subscribe(sim, receiver)
        assert receiver.get() == {}


# The official document.

def test_every_documented_path_is_served(sim):
    if not os.path.exists(SPEC):
        pytest.skip("no messenger.json beside the repository")
    with open(SPEC, encoding="utf-8") as file:
        paths = json.load(file)["paths"]
    chat_id, message_id = sim.write("Привет")
    names = {"user_id": str(USER), "chat_id": chat_id, "message_id": message_id}
    count = 0
    for path, methods in paths.items():
        for method in methods:
            if method.upper() not in ("GET", "POST", "PUT", "DELETE"):
                continue
            filled = re.sub(r"\{(\w+)\}", lambda m: names[m.group(1)], path)
            answer = sim.avito(method.upper(), filled)
            assert "route not found" not in answer.text, (method, path)
            count += 1
    assert count == 13


def test_it_ends_cleanly_on_a_signal():
    sim = Sim().start()
    sim.faults(routes=[{"path": "/core/v1/accounts/self", "hang": True}])
    token = sim.token()
    held = threading.Thread(target=lambda: pytest.raises(Exception, sim.avito, "GET",
                                                         "/core/v1/accounts/self", token=token))
    held.start()
    wait_for(lambda: sim.requests(path="self"))
    began = time.monotonic()
    assert sim.stop() == 0
    assert time.monotonic() - began < PATIENCE
    held.join()
