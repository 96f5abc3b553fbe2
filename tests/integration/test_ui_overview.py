# SPDX-License-Identifier: MIT
"""The first page: who needs a person now, what was done today, and whether everything is well."""

import datetime
import re

import pytest

from desk import CALL, GOOD, open_desk, words
from prilavok import wait


@pytest.fixture(scope="module")
def desk():
    with open_desk("overview", chat=False) as opened:
        yield opened


def part(text, name):
    """The words of a part of the page."""
    return words(re.search(rf'data-part="{name}">(.*?)</section>', text, re.S)[1])


CHATS = "чат(?:а|ов)?"
MESSAGES = "сообщени(?:е|я|й) покупателей"


def figure(text, name):
    """The number over these words (a pattern: they agree with it) among today's."""
    return re.search(rf"<b class=\"figure\">([^<]*)</b> <span>{name}</span>", text)[1]


def noon_zone():
    """A zone where it is about noon, so that no day ends during a test."""
    hours = 12 - datetime.datetime.now(datetime.timezone.utc).hour
    return f"Etc/GMT{-hours:+d}"


def shown(desk, path="/ui/overview"):
    return desk.page(path)


def test_the_root_leads_to_the_overview_and_it_stands_first(desk):
    desk.admin.post("/ui/start/dismiss", form={})
    assert desk.admin.get("/ui").headers["Location"] == "/ui/overview"
    first = re.search(r"<nav.*?<a href=\"([^\"]*)\"", shown(desk), re.S)[1]
    assert first == "/ui/overview"


def test_a_fresh_shop_is_told_what_will_happen(desk):
    text = shown(desk)
    assert "Пока никто не писал" in part(text, "need")
    assert figure(text, CHATS) == "0" and figure(text, "до первого ответа") == "—"


def test_what_is_well_says_so_with_the_time_of_the_check(desk):
    def well():
        text = part(shown(desk), "health")
        return "Подключён проверено" in text and "Сообщения приходят сразу проверено" in text and text
    text = wait(well, 30, "a checked account")
    assert re.search(r"Обработчик Работает проверено (только что|\d+ с назад)", text)
    assert "Встроенный помощник" in text


def test_today_has_its_figures_and_who_needs_a_person_stands_on_top(desk):
    desk.project(mode="auto", quiet_ms=200, quiet_max_ms=2000, zone=noon_zone())
    desk.model({**GOOD, "match": "продаётся"}, {**CALL, "match": "обмен"}, repeat=True)
    before = shown(desk)
    chats = [desk.write("Диван ещё продаётся?", buyer_name=f"Марина {n}")[0] for n in range(2)]
    called, _ = desk.write("Готов на обмен", buyer_name="Константин <b>")
    for chat in chats:
        desk.reply(chat, 60)
    desk.needs_person(called, 60)
    desk.settle(60)
    text = shown(desk)
    gained = {name: int(figure(text, name)) - int(figure(before, name))
              for name in [CHATS, MESSAGES, "передано вам"]}
    assert gained == {CHATS: 3, MESSAGES: 3, "передано вам": 1}
    assert int(figure(text, "ответ(?:а|ов)? бота")) >= 2 and figure(text, "до первого ответа") != "—"
    assert "чатов с ответом:" in part(text, "today")
    waiting = part(text, "need")
    assert "Константин <b>" in waiting and "бот не знает, что ответить" in waiting and "ждёт" in waiting
    assert f'href="/ui/chats/{desk.id(called)}"' in text
    assert "отвечает проверено" in part(text, "health")


def test_news_come_only_when_there_are_some(desk):
    def ask(version):
        return desk.admin.get("/ui/overview/news?after=" + version)

    def is_quiet():  # minutes pass, and so do checks
        version = re.search(r'data-version="([^"]*)"', ask("0").text)[1]
        answer = ask(version)
        return answer.status == 204 and answer.body == b"" and version

    desk.settle(60)
    version = wait(is_quiet, 30, "quiet")
    desk.model(CALL, repeat=True)
    chat, _ = desk.write("Позовите хозяина", buyer_name="Зинаида")
    desk.needs_person(chat, 60)
    fresh = ask(version)
    assert fresh.status == 200 and "Зинаида" in part(fresh.text, "need")


def test_stuck_jobs_are_told_and_lead_to_the_system(desk):
    desk.app.sql("INSERT INTO job (kind, name, state, run_at, created_at) VALUES ('event', 'stuck-in-a-test', 2, 0, 0)")
    try:
        text = shown(desk)
        assert "Застрявшие задачи: 1" in part(text, "need") and 'href="/ui/system"' in text
    finally:
        desk.app.sql("DELETE FROM job WHERE name = 'stuck-in-a-test'")


def test_an_english_speaker_reads_english(desk):
    desk.app.cli("user", "add", "john", "--role", "viewer", "--password-stdin", input="password-of-john")
    john = desk.app.login("john", "password-of-john")
    john.post("/ui/me/lang", form={"lang": "en"})
    text = desk.page("/ui/overview", john)
    assert "Waiting for you" in words(text) and "until the first reply" in words(text)
    assert not re.search("[А-Яа-я]", re.sub(r"<a href=\"/ui/chats/\d+\">.*?</a>", "", text, flags=re.S)
                         .replace("Мебель на Мира", ""))
