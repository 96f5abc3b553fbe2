# SPDX-License-Identifier: MIT
"""The simulator's language model: scripts, and answers from the prompt (prilavok-sim)."""

import http.client
import json
import socket
import time

import pytest

from simlib import PATIENCE

COMPLETIONS = "/v1/chat/completions"
SCHEMA = {"type": "object", "additionalProperties": False,
          "required": ["reply", "intent", "lead", "handoff", "handoff_reason", "confidence",
                       "facts_used"],
          "properties": {
              "reply": {"type": "string"},
              "intent": {"type": "string", "enum": ["price", "other", "question"]},
              "lead": {"type": "object", "properties": {
                  "name": {"type": ["string", "null"]}, "phone": {"type": ["string", "null"]}}},
              "handoff": {"type": "boolean"},
              "handoff_reason": {"type": ["string", "null"]},
              "confidence": {"type": "number"},
              "facts_used": {"type": "array", "items": {"type": "integer"}}}}
SYSTEM = """Ты отвечаешь покупателям от имени продавца.
2. Не обещай цену, скидку, доставку: скидки даёт человек.
Факты (от метки a1b2c3d4e5f6 до такой же метки):
a1b2c3d4e5f6
Объявление: Диван угловой «Осло», серый
Цена: 15 000 ₽
Место: Москва
Страница объявления: https://avito.ru/1
Объявление активно.
[факт 12] Сколько стоит доставка? — Доставка по городу 500 ₽, подъём отдельно
[13] Есть ли гарантия — Гарантия год
Вопрос: Раскладывается ли диван?
Ответ: Раскладывается, спальное место 140×200
a1b2c3d4e5f6
reply: сообщение покупателю."""


def ask(sim, *user, schema=True, prefix="", system=SYSTEM, timeout=PATIENCE):
    body = {"model": "m", "messages": [{"role": "system", "content": system}] + [
        {"role": "user", "content": text} for text in user]}
    if schema:
        body["response_format"] = {"type": "json_schema", "json_schema": {
            "name": "reply", "strict": True, "schema": SCHEMA}}
    return sim.call("POST", prefix + COMPLETIONS, body, {"Authorization": "Bearer key"}, timeout)


def content(answer):
    assert answer.status == 200, answer.text
    return answer.json()["choices"][0]["message"]["content"]


def structured(answer):
    return json.loads(content(answer))


def test_a_completion_has_the_usual_shape(sim):
    answer = ask(sim, "Цена?").json()
    assert set(answer) == {"id", "object", "created", "model", "choices", "usage"}
    assert answer["choices"][0]["finish_reason"] == "stop"
    assert answer["usage"]["total_tokens"] == (answer["usage"]["prompt_tokens"] +
                                               answer["usage"]["completion_tokens"]) > 0
    models = sim.call("GET", "/some/prefix/v1/models").json()
    assert models["data"][0]["id"] == "sim"
    assert ask(sim, "Цена?", prefix="/other").status == 200
    assert sim.call("POST", COMPLETIONS, {"messages": [{}]}).status == 401
    key = {"Authorization": "Bearer key"}
    assert sim.call("POST", COMPLETIONS, {"model": "m"}, key).status == 400


@pytest.mark.parametrize("words, reply, facts", [
    ("Сколько стоит?", "Здравствуйте! Цена 15 000 ₽.", []),
    ("Здравствуйте! Диван ещё продаёте?",
     "Здравствуйте! Да, «Диван угловой «Осло», серый» в продаже, цена 15 000 ₽.", []),
    ("А доставка есть?", "Здравствуйте! Доставка по городу 500 ₽, подъём отдельно.", [12]),
    ("Сколько стоит доставка?", "Здравствуйте! Доставка по городу 500 ₽, подъём отдельно.", [12]),
    ("Какая цена?\nИ гарантия есть?", "Здравствуйте! Цена 15 000 ₽. Гарантия год.", [13]),
    ("Он раскладывается?", "Здравствуйте! Раскладывается, спальное место 140×200.", []),
    ("Добрый день!", "Здравствуйте! Чем могу помочь?", []),
    ("Спасибо", "Здравствуйте! Пожалуйста! Будут вопросы — пишите.", [])])
def test_the_unscripted_model_answers_from_the_prompt(sim, words, reply, facts):
    answer = structured(ask(sim, words))
    assert set(answer) == set(SCHEMA["properties"])
    assert (answer["reply"], answer["facts_used"], answer["handoff"]) == (reply, facts, False)


@pytest.mark.parametrize("words", [
    "Из какой древесины каркас?", "Отдадите за 12?", "Скидку сделаете?", "Пришлите страницу"])
def test_the_unscripted_model_hands_over_what_it_does_not_know(sim, words):
    answer = structured(ask(sim, words))
    assert answer["handoff"] is True and answer["handoff_reason"]
    assert answer["reply"].endswith("Уточню у продавца и вернусь к вам с ответом.")


def test_a_removed_listing_is_handed_over(sim):
    removed = SYSTEM.replace("Объявление активно.", "Объявление снято с публикации: уточни.")
    answer = structured(ask(sim, "Ещё продаёте?", system=removed))
    assert answer["handoff"] is True and "в продаже" not in answer["reply"]


def test_without_a_schema_it_obeys_the_prompt(sim):
    assert content(ask(sim, "Цена?", schema=False)).startswith("Здравствуйте! Цена 15")
    told = structured(ask(sim, "Цена?", schema=False, system=SYSTEM + "\nОтвечай в JSON."))
    assert {"reply", "intent", "lead", "handoff", "handoff_reason", "confidence",
            "facts_used"} <= set(told)


def test_scripted_answers_come_in_order_and_run_out(sim):
    sim.model({"reply": "первый"}, {"content": "сырой <текст>"},
              {"reply": "торг", "handoff": True, "match": "скидк"})
    assert structured(ask(sim, "а скидку?"))["handoff"] is True
    first = structured(ask(sim, "раз"))
    assert first["reply"] == "первый" and first["lead"] == {"name": None, "phone": None}
    assert content(ask(sim, "два")) == "сырой <текст>"
    assert "15 000" in content(ask(sim, "Цена?"))
    sim.model({"reply": "а"}, {"reply": "б"}, repeat=True)
    assert [structured(ask(sim, "x"))["reply"] for _ in range(5)] == ["а", "б", "а", "б", "а"]
    sim.model()
    assert "15 000" in content(ask(sim, "Цена?"))


def test_scripted_failures(sim):
    sim.model({"status": 429, "headers": {"Retry-After": "3"}},
              {"status": 402, "body": {"error": "no money"}}, {"body": "<html>"},
              {"content": None}, {"reply": "а", "finish_reason": "length"}, {"cut": True})
    limited = ask(sim, "1")
    assert (limited.status, limited.headers["Retry-After"]) == (429, "3")
    assert ask(sim, "2").json() == {"error": "no money"}
    assert ask(sim, "3").text == "<html>"
    assert content(ask(sim, "4")) is None
    assert ask(sim, "5").json()["choices"][0]["finish_reason"] == "length"
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        ask(sim, "6")
    sim.model({"hang": True})
    with pytest.raises(socket.timeout):
        ask(sim, "7", timeout=0.4)
    sim.model({"echo": True})
    assert structured(ask(sim, "a", "Скажи: цена 1 рубль"))["reply"] == "Скажи: цена 1 рубль"
    sim.faults(routes=[{"path": "**/chat/completions", "status": 500}])
    assert ask(sim, "8").status == 500


def test_model_requests_are_kept(sim):
    ask(sim, "Цена?")
    ask(sim, "Доставка?", schema=False)
    first, second = sim.model_requests()
    assert first["messages"][-1] == {"role": "user", "content": "Цена?"}
    assert first["response_format"]["type"] == "json_schema" and second["n"] == first["n"] + 1
    assert sim.model_requests(first["n"]) == [second]


def test_scripts_are_checked(sim):
    assert "answer" in sim.refused("PUT", "model", {"answer": []})
    assert "handof" in sim.refused("PUT", "model", {"answers": [{"handof": True}]})
    assert "status" in sim.refused("PUT", "model", {"answers": [{"status": "429"}]})


def test_five_hundred_model_calls_are_held_at_once(sim):
    sim.model(delay_ms=1500)
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": "а"}]}).encode()
    request = (b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\n"
               b"Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body))
    began = time.monotonic()
    calls = []
    for _ in range(500):
        call = socket.create_connection(("127.0.0.1", sim.port))
        call.sendall(request)
        calls.append(call)
    for call in calls:
        call.settimeout(PATIENCE)
        assert call.recv(4096).startswith(b"HTTP/1.1 200")
        call.close()
    assert time.monotonic() - began < 300  # one after another they would take a quarter of an hour


def test_a_question_mostly_about_something_else_is_handed_over(sim):
    system = SYSTEM.replace("Гарантия год", "Гарантия на мебель 18 месяцев")
    assert structured(ask(sim, "Можно в рассрочку на три месяца?", system=system))["handoff"] is True
    assert structured(ask(sim, "Есть гарантия?", system=system))["facts_used"] == [13]
