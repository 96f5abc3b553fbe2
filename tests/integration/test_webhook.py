# SPDX-License-Identifier: MIT
"""The address Avito knows: what is acknowledged is stored, whatever else is going on."""

import concurrent.futures
import json
import os
import signal
import time

import pytest

from simlib import freeze, quickest
from test_reply import GOOD, shop  # noqa: F401 (a fixture)


def counter(app, name):
    rows = app.sql(f"SELECT value FROM counter WHERE name = '{name}'")
    return int(rows[0][0]) if rows else 0


def test_the_probe_gets_200_and_stores_nothing(shop):
    before = counter(shop.app, "webhook.unknown")
    answer = shop.app.post(shop.webhook_path(), body=b"{}")
    assert (answer.status, answer.json()) == (200, {"ok": True})
    assert counter(shop.app, "webhook.unknown") == before + 1
    assert shop.app.sql("SELECT COUNT(*) FROM job WHERE kind = 'event'") == [["0"]]


@pytest.mark.parametrize("path", ["/webhooks/avito", "/webhook/avito"])
def test_the_plain_addresses_serve_the_only_account(shop, path):
    assert shop.app.post(path, body=b"{}").status == 200


UNKNOWN = [
    b'{"payload": 5}', b'{"payload": {"type": "reaction", "value": {"id": "1"}}}', b'{"payload": {"type": "message"}}',
    b'{"payload": {"type": "message", "value": {"id": 12}}}', b'[]', b'{"a": {"b": {"c": []}}}',
    json.dumps({"payload": {"type": "message", "value": {"id": "x" * 65}}}).encode(),
]


@pytest.mark.parametrize("body", UNKNOWN)
def test_unknown_shapes_get_200_and_are_counted(shop, body):
    before = counter(shop.app, "webhook.unknown")
    assert shop.app.post(shop.webhook_path(), body=body).status == 200
    assert counter(shop.app, "webhook.unknown") == before + 1
    assert shop.app.sql("SELECT COUNT(*) FROM job WHERE kind = 'event'") == [["0"]]


MALFORMED = [b"", b"null", b"{", b'{"a": }', b"\xff\xfe", b'{"a": "\xff"}', b"[" * 200, b'{"a": NaN}', b"hello"]


@pytest.mark.parametrize("body", MALFORMED)
def test_malformed_json_gets_200_is_counted_and_never_a_message(shop, body):
    before = counter(shop.app, "webhook.malformed")
    assert shop.app.post(shop.webhook_path(), body=body).status == 200
    assert counter(shop.app, "webhook.malformed") == before + 1
    assert shop.app.sql("SELECT COUNT(*) FROM job WHERE kind = 'event'") == [["0"]]


def test_unknown_fields_are_no_obstacle(shop):
    shop.faults(webhook={"lose": 1.0})
    shop.model(GOOD)
    chat, _ = shop.write("Ещё продаёте?")
    event = shop.event(chat, shop.messages(chat)[0])
    event["new"] = {"deep": [1, 2, {"x": None}]}
    event["payload"]["value"]["mood"] = "good"
    shop.deliver(event)
    assert shop.reply(chat) == [GOOD["reply"]]


def test_more_than_64_kb_get_413(shop):
    assert shop.app.post(shop.webhook_path(), body=b" " * 65537).status == 413
    assert shop.app.post(shop.webhook_path(), body=b"{" + b" " * 65534 + b"}").status == 200


@pytest.mark.parametrize("token", ["0" * 32, "x", "..", "%00", "a" * 65])
def test_a_wrong_address_gets_404(shop, token):
    assert shop.app.post(f"/webhooks/avito/{token}", body=b"{}").status in (400, 404)
    assert shop.app.post("/webhooks/avito/" + "0" * 32, body=b"{}").status == 404


def test_another_method_gets_405(shop):
    answer = shop.app.request("PUT", shop.webhook_path())
    assert answer.status == 405 and "POST" in answer.headers["Allow"]


def test_no_secret_address_reaches_a_log(shop):
    token = shop.webhook_path().rsplit("/", 1)[1]
    shop.app.post(shop.webhook_path(), body=b"{}")
    logs = shop.app.var / "log"
    assert all(token not in path.read_text(errors="replace") for path in logs.iterdir() if path.is_file())


def test_a_database_that_is_down_gets_503_and_is_used_again_within_2_s(shop):
    path = shop.webhook_path()
    shop.faults(webhook={"lose": 1.0})
    shop.model(GOOD)
    chat, _ = shop.write("Ещё продаёте?")
    event = shop.event(chat, shop.messages(chat)[0])

    def refused_in():
        pid = shop.app.pid("mariadb")
        freeze(pid)  # so that quickstart does not replace it yet
        try:
            began = time.monotonic()
            assert shop.app.post(path, data=event).status == 503
            return time.monotonic() - began
        finally:
            os.kill(pid, signal.SIGCONT)

    def taken_in():
        pid = shop.app.pid("mariadb")
        shop.app.kill("mariadb")
        shop.app.wait(lambda: shop.app.pid("mariadb") != pid and is_up(shop.app), what="the database")
        began = time.monotonic()
        shop.app.wait(lambda: shop.app.post(path, data=event).status == 200, what="an acknowledgement")
        return time.monotonic() - began

    assert quickest(refused_in, 4) < 4
    assert quickest(taken_in, 2) < 2
    assert shop.reply(chat) == [GOOD["reply"]]


def is_up(app):
    try:
        return app.sql("SELECT 1") == [["1"]]
    except AssertionError:
        return False


def test_what_was_acknowledged_is_answered_after_a_minute_without_a_worker(shop):
    shop.model(GOOD, repeat=True)
    worker = shop.app.pid("worker")
    freeze(worker)
    try:
        chats = [shop.write(f"Вопрос {n}: ещё продаёте?")[0] for n in range(30)]
        time.sleep(62)
        assert all(shop.texts(chat) == [] for chat in chats)
    finally:
        os.kill(worker, signal.SIGCONT)
    for chat in chats:
        assert shop.reply(chat) == [GOOD["reply"]]
    shop.settle()
    assert all(len(shop.texts(chat)) == 1 for chat in chats)


def test_a_storm_of_duplicates_makes_each_message_once(shop):
    shop.faults(webhook={"lose": 1.0})
    shop.project(mode="off")
    chat, _ = shop.write("Первое")
    for n in range(19):
        shop.write(f"Сообщение {n}", chat_id=chat)
    events = [shop.event(chat, message) for message in shop.messages(chat)] * 8
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        list(pool.map(shop.deliver, events))
    shop.settle()
    query = f"SELECT COUNT(*) FROM message m JOIN chat c ON c.id = m.chat_id WHERE c.avito_chat_id = '{chat}'"
    assert shop.app.sql(query) == [["20"]]
