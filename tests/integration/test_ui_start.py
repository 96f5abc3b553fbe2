# SPDX-License-Identifier: MIT
"""The first run: from an empty installation to a shop that answers; left at any point and resumed."""

import re

import pytest

from desk import check_html, words
from live import Live
from simlib import wait

STEPS = ["shop", "avito", "assistant", "test", "on"]


class Newcomer:
    """Somebody who goes through the steps with a browser without scripts."""

    def __init__(self, app):
        self.app = app
        self.session = app.login()

    def page(self, path):
        answer = self.session.get(path)
        assert answer.status == 200, answer.text
        check_html(answer.text)
        return answer.text

    def send(self, path, status=303, **form):
        answer = self.session.post(path, form=form)
        assert answer.status == status, answer.text
        return answer.headers["Location"] if status == 303 else answer.text

    def home(self):
        return self.session.get("/ui").headers["Location"]

    def resume(self):
        return self.session.get("/ui/start").headers["Location"]


def state(text, title):
    """done, skipped or open, as the list of steps has it."""
    return re.search(rf'<li class="(\w+)"[^>]*>(?:<h2>|<a [^>]*>|){title}<', text)[1]


@pytest.fixture
def newcomer(fresh):
    fresh.start()
    Live(fresh)  # which waits for the account
    return Newcomer(fresh)


def test_the_owner_is_made_with_the_code_and_by_nobody_without(fresh):
    said = fresh.start("--ask-owner")
    code = re.search(r"/ui/start and enter the code (\S+)$", said, re.MULTILINE)[1]
    assert "password" not in said and fresh.sql("SELECT * FROM user") == []
    assert code not in str(fresh.sql("SELECT * FROM setting"))
    session, passer_by = fresh.session(), fresh.session()
    assert session.get("/ui").headers["Location"] == "/ui/login"
    assert session.get("/ui/login").headers["Location"] == "/ui/start/owner"
    assert session.get("/ui/start").headers["Location"].startswith("/ui/login")
    page = session.get("/ui/start/owner")
    check_html(page.text)
    assert "Код установки" in words(page.text)
    form = {"code": code, "login": "Анна", "password": "три слова подряд", "again": "три слова подряд"}

    def refused(**wrong):
        answer = passer_by.post("/ui/start/owner", form={**form, **wrong})
        assert answer.status == 422, answer.text
        check_html(answer.text)
        assert 'value="три' not in answer.text
        return words(answer.text)
    assert "Код не подходит" in refused(code="not-the-code")
    assert "Пароли не совпадают" in refused(again="другие слова")
    assert "от 8 до 200 символов" in refused(password="мало", again="мало")
    assert "В логине могут быть" in refused(login="a b")
    assert fresh.sql("SELECT * FROM user") == []

    made = session.post("/ui/start/owner", form={**form, "code": f" {code.upper()} "})
    assert (made.status, made.headers["Location"]) == (303, "/ui/start")
    assert fresh.sql("SELECT login, role FROM user") == [["анна", "owner"]]
    assert session.get("/ui/start").headers["Location"].startswith("/ui/")  # signed in
    assert session.get("/ui/overview").status == 200
    late = passer_by.post("/ui/start/owner", form={**form, "login": "eve"})
    assert (late.status, late.headers["Location"]) == (303, "/ui")
    assert passer_by.get("/ui/start/owner").headers["Location"] == "/ui"
    assert passer_by.get("/ui/login").status == 200
    assert len(fresh.sql("SELECT * FROM user")) == 1

    fresh.stop()
    again = fresh.start("--ask-owner")
    assert "login анна, password as chosen before" in again and "enter the code" not in again


def test_a_code_is_guessed_slowly(fresh):
    fresh.start("--ask-owner")
    form = {"code": "guess", "login": "eve", "password": "long enough", "again": "long enough"}
    answers = [fresh.session().post("/ui/start/owner", form=form) for _ in range(6)]
    assert all(answer.status == 422 for answer in answers)
    assert "Слишком много неудачных попыток" in words(answers[-1].text)
    assert fresh.sql("SELECT * FROM user") == []


def test_a_seller_opens_the_shop_reads_why_and_takes_a_chat_over(newcomer):
    app, sim = newcomer.app, Live(newcomer.app)
    assert newcomer.home().startswith("/ui/start/")
    for step in STEPS:  # each has its page, and says why
        assert "Открываем прилавок" in words(newcomer.page(f"/ui/start/{step}"))

    assert newcomer.send("/ui/start/shop", name="Диваны у моста", business="goods") == "/ui/start/avito"
    text = newcomer.page("/ui/start/avito")
    assert state(text, "Магазин") == "done" and state(text, "Авито") == "done"
    assert "Подключён" in words(text)
    assert newcomer.send("/ui/start/assistant") == "/ui/start/test"
    text = newcomer.page("/ui/start/test")
    assert "Ждём сообщение" in words(text) and 'href="/sim/"' in text
    assert newcomer.home() == "/ui/start/test"  # left here, and resumed here

    version = re.search(r'data-version="([^"]*)"', text)[1]
    sim.write("Диван ещё продаётся?", buyer_name="Марина")

    def answered():
        answer = newcomer.session.get(f"/ui/start/test/news?after={version}")
        return answer.status == 200 and 'class="b bot"' in answer.text and "Чат ведёт бот" in answer.text and answer.text
    fresh = wait(answered, what="the answer on the page")
    assert "Диван ещё продаётся?" in words(fresh) and "Почему бот ответил так" in words(fresh)
    wait(lambda: state(newcomer.page("/ui/start/test"), "Первое сообщение") == "done", what="the step done")

    text = newcomer.page("/ui/start/on")
    assert "Я сам: бот готовит черновик" in words(text) and "Бот отвечает сам" in words(text)
    assert newcomer.send("/ui/start/on", mode="auto") == "/ui/overview"
    assert app.sql("SELECT name, mode FROM project") == [["Диваны у моста", "auto"]]
    assert newcomer.home() == "/ui/overview"
    assert "Открываем прилавок" not in words(newcomer.page("/ui/overview"))

    chat = re.search(r'href="(/ui/chats/\d+)"', fresh)[1]  # and now the chat itself, there and back
    newcomer.page(chat)
    newcomer.send(chat + "/take")
    assert "Вернуть боту" in words(newcomer.page(chat))
    newcomer.send(chat + "/give-back")
    assert "Взять чат" in words(newcomer.page(chat))


def test_steps_are_left_out_and_the_list_stands_on_the_overview(newcomer):
    newcomer.send("/ui/start/shop", name="Диваны", business="goods")
    newcomer.send("/ui/start/assistant")
    assert newcomer.send("/ui/start/skip", step="test") == "/ui/start/on"
    text = newcomer.page("/ui/overview")
    assert state(text, "Первое сообщение") == "skipped" and state(text, "Включить") == "open"
    assert newcomer.resume() == "/ui/start/on"
    assert newcomer.send("/ui/start/dismiss") == "/ui/overview"
    assert newcomer.home() == "/ui/overview"
    assert "Открываем прилавок" not in words(newcomer.page("/ui/overview"))
    newcomer.page("/ui/start/test")  # still there for who looks for it


def test_the_practice_shop_is_connected_with_one_button(newcomer):
    newcomer.send("/ui/accounts/1/remove", confirm="удалить")
    wait(lambda: newcomer.app.sql("SELECT client_secret FROM account") == [[""]], what="the old account gone")
    text = newcomer.page("/ui/start/avito")
    assert state(text, "Авито") == "open" and "Подключить учебный магазин" in words(text)
    assert newcomer.send("/ui/start/avito", simulator="1") == "/ui/start/avito"

    def connected():
        return "Подключён" in words(newcomer.page("/ui/start/avito"))
    wait(connected, what="a connected shop")
    assert state(newcomer.page("/ui/start/avito"), "Авито") == "done"


def test_what_is_missing_is_said_beside_its_field(newcomer):
    assert "Заполните это поле" in words(newcomer.send("/ui/start/shop", status=422, name=" ", business="goods"))
    newcomer.send("/ui/accounts/1/remove", confirm="удалить")
    assert "Заполните это поле" in words(newcomer.send("/ui/start/avito", status=422, client_id="x"))


def test_who_may_not_open_the_shop_goes_to_the_overview(newcomer):
    newcomer.app.cli("user", "add", "olga", "--role", "operator", "--password-stdin", input="password-of-olga")
    olga = newcomer.app.login("olga", "password-of-olga")
    assert olga.get("/ui").headers["Location"] == "/ui/overview"
    assert "Открываем прилавок" not in olga.get("/ui/overview").text
    for path in ["/ui/start", "/ui/start/shop", "/ui/start/test/news"]:
        assert olga.get(path).status == 403
