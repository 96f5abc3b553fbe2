# SPDX-License-Identifier: MIT
"""The simulator's page, by its forms alone, and what its buttons stand on (prilavok-sim)."""

import json
import os
import re
import socket
import time
import urllib.parse

import pytest

from simlib import TOP, USER, Receiver, wait_for


# A receiver on a busy machine may take longer than the 2 s a delivery has.
PATIENT = {"retry": {"times": 100, "pause_ms": 200}}


def post(sim, path, **form):
    return sim.call("POST", "/sim/" + path, urllib.parse.urlencode(form))


def act(sim, chat_id, button, **form):
    """Presses a button in an open chat and gives the page after it."""
    answer = post(sim, "act", chat_id=chat_id, do=button, **form)
    assert answer.status == 303, answer.text
    assert answer.headers["Location"] == "/sim/chats/" + chat_id
    return sim.call("GET", answer.headers["Location"]).text


def send(sim, chat_id, text):
    path = "/messenger/v1/accounts/%d/chats/%s/messages" % (USER, chat_id)
    return sim.avito("POST", path, {"message": {"text": text}, "type": "text"})


def deliveries(sim, since=0):
    return sim.control("GET", "deliveries?since=%d" % since)["deliveries"]


# What goes over the wire.

def test_the_very_same_event_goes_out_again(sim, hook):
    chat_id, message_id = sim.write("а")
    hook.value()
    assert sim.control("POST", "events", {"chat_id": chat_id, "copies": 5})["message_id"] == message_id
    wait_for(lambda: len(hook.bodies) == 6)
    assert len(set(hook.bodies)) == 1


def test_an_older_event_goes_out_again_too(sim, hook):
    chat_id, first = sim.write("а")
    sim.write("б", chat_id=chat_id)
    wait_for(lambda: len(hook.bodies) == 2)
    sim.control("POST", "events", {"chat_id": chat_id, "message_id": first})
    wait_for(lambda: len(hook.bodies) == 3)
    assert [v["content"]["text"] for v in hook.values()] == ["а", "б", "а"]


def test_an_event_may_be_late_while_the_message_is_there(sim, hook):
    began = time.monotonic()
    chat_id, _ = sim.write("поздно", event_delay_ms=1500)
    assert sim.messages(chat_id)[0]["text"] == "поздно"
    assert hook.value()["content"]["text"] == "поздно"
    assert time.monotonic() - began > 1.4


def test_wrong_events_are_refused(sim):
    chat_id, _ = sim.write("а")
    sim.refused("POST", "events", {"chat_id": "u2i-x"}, 404)
    sim.refused("POST", "events", {"chat_id": chat_id, "message_id": "x"}, 404)
    assert "copies" in sim.refused("POST", "events", {"chat_id": chat_id, "copies": 0})
    assert "delay_ms" in sim.refused("POST", "events", {"chat_id": chat_id, "delay_ms": 600001})
    assert "event_delay_ms" in sim.refused("POST", "messages", {"text": "а", "event_delay_ms": 600001})


def test_deliveries_are_told_with_status_and_losses(sim):
    def told(**wanted):
        return [d for d in deliveries(sim) if wanted.items() <= d.items()]

    with Receiver(lambda body: 503 if "плохо".encode() in body else 200) as receiver:
        sim.avito("POST", "/messenger/v3/webhook", {"url": receiver.url})
        sim.faults(webhook=PATIENT)
        chat_id, first = sim.write("хорошо")
        good = wait_for(lambda: told(message_id=first, status=200))[0]
        _, second = sim.write("плохо", chat_id=chat_id)
        bad = wait_for(lambda: told(message_id=second, status=503))[0]
        sim.control("PUT", "switches", {"webhook": "lost"})
        _, third = sim.write("пропало", chat_id=chat_id)
        lost = told(message_id=third)
        assert [(d["status"], d["lost"]) for d in lost] == [(0, True)]
        assert (good["url"], good["type"], good["lost"]) == (receiver.url, "text", False)
        assert good["n"] < bad["n"] < lost[0]["n"] and good["ms"] >= 0
        assert deliveries(sim, lost[0]["n"] - 1)[0] == lost[0]
        sim.reset()
        assert deliveries(sim) == []


def test_switches_stand_for_faults(sim, hook):
    well = {"avito": "ok", "model": "ok", "webhook": "ok", "other_faults": False}
    assert sim.control("GET", "switches") == well
    sim.control("PUT", "switches", {"avito": "limit", "webhook": "twice"})
    answer = sim.call("GET", "/core/v1/accounts/self")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "5")
    sim.write("а")
    assert hook.value()["id"] == hook.value()["id"]
    sim.control("PUT", "switches", {"model": "error"})
    assert sim.call("POST", "/v1/chat/completions", {}).status == 500
    assert sim.call("GET", "/core/v1/accounts/self").status != 429
    assert sim.control("GET", "switches") == {**well, "model": "error"}
    sim.faults(routes=[{"path": "/token", "status": 500}])
    assert sim.control("GET", "switches") == {**well, "other_faults": True}
    sim.control("PUT", "switches", {})
    assert sim.control("GET", "switches") == well and sim.token()
    assert "model" in sim.refused("PUT", "switches", {"model": "tired"})


# The page.

def test_the_page_works_without_scripts(sim):
    start = sim.call("GET", "/sim/")
    assert start.status == 200 and "Диван угловой" in start.text
    assert start.headers["Content-Security-Policy"].startswith("default-src 'self'; object-src 'none'")
    form = {"as": "buyer", "item_id": "4341000112", "buyer_name": "<b>Оля</b>", "text": "Ещё & есть?"}
    answer = sim.call("POST", "/sim/write", urllib.parse.urlencode(form))
    assert answer.status == 303
    path = answer.headers["Location"]
    page = sim.call("GET", path).text
    assert "&lt;b&gt;Оля&lt;/b&gt;" in page and "Ещё &amp; есть?" in page and "<b>Оля" not in page
    chat_id = sim.chats()[0]["id"]
    for who in ("colleague", "avito"):
        form = {"as": who, "chat_id": chat_id, "type": "text", "text": "от " + who}
        sim.call("POST", "/sim/write", urllib.parse.urlencode(form))
    send(sim, chat_id, "от программы")
    page = sim.call("GET", path).text
    for words in ("от colleague", "от avito", "от программы", "через API", "из приложения", "Авито"):
        assert words in page
    empty = sim.call("POST", "/sim/write", urllib.parse.urlencode({"chat_id": chat_id, "text": ""}))
    assert empty.status == 400 and "Напишите текст" in empty.text
    assert sim.call("GET", "/sim/chats/u2i-x").headers["Location"] == "/sim/"


def test_every_button_does_what_it_says(sim):
    chat_id, _ = sim.write("а")
    for kind in ("voice", "image", "location", "item", "link", "call"):
        act(sim, chat_id, kind)
        assert sim.messages(chat_id)[-1]["type"] == kind
    page = act(sim, chat_id, "burst")
    assert len(sim.messages(chat_id)) == 1 + 6 + 4 and "могу забрать" in page
    assert "Сообщение удалено" in act(sim, chat_id, "delete")
    assert sim.messages(chat_id)[-1]["type"] == "deleted"
    act(sim, chat_id, "colleague", text="Анна, <магазин>")
    assert "Анна, &lt;магазин&gt;" in act(sim, chat_id, "avito")
    last = sim.messages(chat_id)[-2:]
    assert [(m["author_id"], m["type"]) for m in last] == [(USER, "text"), (0, "system")]
    assert post(sim, "act", chat_id=chat_id, do="dance").status == 400
    assert post(sim, "act", chat_id="u2i-x", do="voice").headers["Location"] == "/sim/"


def test_webhook_buttons_repeat_and_delay(sim, hook):
    chat_id, _ = sim.write("а")
    wait_for(lambda: len(hook.bodies) == 1)
    act(sim, chat_id, "repeat")
    wait_for(lambda: len(hook.bodies) == 2)
    act(sim, chat_id, "repeat5")
    wait_for(lambda: len(hook.bodies) == 7)
    act(sim, chat_id, "repeat_late", seconds=1)
    wait_for(lambda: len(hook.bodies) == 8)
    assert len(set(hook.bodies)) == 1
    act(sim, chat_id, "late", seconds=1)
    assert sim.messages(chat_id)[-1]["text"] == "А самовывоз есть?"
    wait_for(lambda: len(hook.bodies) == 9)


def test_a_listing_leads_to_a_new_chat_with_its_card(sim):
    shelf = sim.call("GET", "/sim/items").text
    for path in re.findall(r'href="(/sim/items/\d+)"', shelf):
        assert sim.call("GET", path).status == 200
    page = sim.call("GET", "/sim/items/4341000112").text
    assert "Кресло «Осло», серое" in page and "sim-armchair.svg" in page and "6\u00a0500" in page
    assert post(sim, "write", item_id="4341000112", text="").status == 400
    answer = post(sim, "write", item_id="4341000112", buyer_name="Тимур", text="Здравствуйте!")
    chat = sim.call("GET", answer.headers["Location"]).text
    assert "goods-card" in chat and "Кресло «Осло», серое" in chat and "вы — <b>Тимур</b>" in chat
    assert sim.call("GET", "/sim/items/1").headers["Location"] == "/sim/items"


def test_marks_tell_what_avito_knows(sim, hook):
    sim.faults(webhook=PATIENT)
    chat_id, _ = sim.write("а")
    path = "/sim/chats/" + chat_id
    wait_for(lambda: "доставлено" in sim.call("GET", path).text)
    sim.control("PUT", "switches", {"webhook": "lost"})
    sim.write("б", chat_id=chat_id)
    assert "отправлено" in sim.call("GET", path).text
    sim.avito("POST", "/messenger/v1/accounts/%d/chats/%s/read" % (USER, chat_id))
    page = sim.call("GET", path).text
    assert page.count("прочитано") == 2 and "отправлено" not in page


def test_the_buyer_reads_what_is_open_and_counts_the_rest(sim):
    chat_id, _ = sim.write("а")
    send(sim, chat_id, "раз")
    send(sim, chat_id, "два")
    assert re.search(r'class="count">2<', sim.call("GET", "/sim/").text)
    sim.call("GET", "/sim/chats/" + chat_id)
    assert 'class="count"' not in sim.call("GET", "/sim/").text


def test_nothing_new_is_204(sim):
    chat_id, _ = sim.write("а")
    path = "/sim/chats/%s?seen=" % chat_id
    first = sim.call("GET", path)
    assert first.status == 200
    again = sim.call("GET", path + first.headers["X-Page"])
    assert again.status == 204 and again.body == b""
    sim.write("б", chat_id=chat_id)
    assert sim.call("GET", path + first.headers["X-Page"]).status == 200


def test_the_shop_is_answering_only_while_it_does(sim):
    chat_id, _ = sim.write("Ещё продаёте?")
    other, _ = sim.write("Другое")
    path = "/sim/chats/" + chat_id
    assert "готовит ответ" not in sim.call("GET", path).text
    sim.model({"content": "да", "hang": True})
    question = {"model": "sim", "messages": [{"role": "user", "content": "Покупатель: Ещё продаёте?"}]}
    body = json.dumps(question)
    with socket.create_connection(("127.0.0.1", sim.port)) as held:
        held.sendall(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n"
                      "Content-Length: %d\r\n\r\n" % len(body)).encode() + body.encode())
        wait_for(lambda: "готовит ответ" in sim.call("GET", path).text)
        assert "готовит ответ" not in sim.call("GET", "/sim/chats/" + other).text
    wait_for(lambda: "готовит ответ" not in sim.call("GET", path).text)


def test_troubles_are_switched_and_shown(sim):
    assert "Всё исправно" in sim.call("GET", "/sim/").text
    answer = post(sim, "switches", avito="error", model="slow", webhook="ok", do="set", back="/sim/items")
    assert (answer.status, answer.headers["Location"]) == (303, "/sim/items")
    page = sim.call("GET", "/sim/items").text
    assert "Неполадки включены" in page and len(re.findall(r'value="(?:error|slow)" selected', page)) == 2
    assert post(sim, "switches", do="well", back="//elsewhere").headers["Location"] == "/sim/"
    assert "Всё исправно" in sim.call("GET", "/sim/").text
    sim.faults(routes=[{"path": "/token", "status": 500}])
    assert "заданы через API" in sim.call("GET", "/sim/").text


def test_the_wire_shows_calls_and_webhooks(sim, hook):
    sim.write("а")
    hook.value()
    wait_for(lambda: deliveries(sim))
    page = sim.call("GET", "/sim/").text
    assert hook.url in page and "POST /messenger/v3/webhook" in page
    assert "никто не подписан" not in page
    sim.reset()
    assert "никто не подписан" in sim.call("GET", "/sim/").text


def test_the_page_speaks_the_language_asked_for(sim):
    assert 'lang="ru"' in sim.call("GET", "/sim/").text
    english = {"Accept-Language": "en-GB,en;q=0.9"}
    assert "This is a mock-up" in sim.call("GET", "/sim/", headers=english).text
    answer = post(sim, "lang", lang="ru", back="/sim/items")
    assert answer.headers["Location"] == "/sim/items"
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    assert "Это не Avito" in sim.call("GET", "/sim/", headers={**english, "Cookie": cookie}).text


def test_long_chats_show_their_end_and_the_rest_on_demand(sim):
    chat_id, _ = sim.write("№{n}.", count=250)
    page = sim.call("GET", "/sim/chats/" + chat_id).text
    assert "№250." in page and "№50." not in page and "?show=5000" in page
    assert "№1." in sim.call("GET", "/sim/chats/%s?show=5000" % chat_id).text


@pytest.mark.parametrize("name", sorted(
    name for name in os.listdir(os.path.join(TOP, "static")) if name.startswith("sim-")))
def test_pictures_are_served(sim, name):
    assert sim.call("GET", "/sim/static/" + name).status == 200


def test_static_files_have_their_types(sim):
    for name, kind in (("sim.js", "text/javascript"), ("sim.css", "text/css"),
                       ("sim-voice.mp4", "audio/mp4"), ("sim-photo.png", "image/png")):
        answer = sim.call("GET", "/sim/static/" + name)
        assert answer.status == 200 and answer.headers["Content-Type"].startswith(kind)
    for name in ("sim-none.js", "..%2fsim.css", "other.js"):
        assert sim.call("GET", "/sim/static/" + name).status == 404
