# SPDX-License-Identifier: MIT
"""Languages: whose choice counts, before signing in and afterwards."""

import re

import pytest


def lang_of(answer):
    return re.search(r'<html lang="(\w+)"', answer.text)[1]


@pytest.fixture(scope="module")
def reader(app):
    """Somebody who reads Russian at first."""
    app.cli("user", "add", "reader", "--role", "viewer", "--password-stdin", input="password-of-reader")
    return "password-of-reader"


@pytest.mark.parametrize("wish, lang", [
    (None, "ru"), ("en-GB,en;q=0.9", "en"), ("ru-RU,ru;q=0.9,en;q=0.8", "ru"), ("de,en;q=0.5,ru;q=0.3", "en")])
def test_the_login_page_follows_the_browser(app, wish, lang):
    answer = app.get("/ui/login", headers={"Accept-Language": wish} if wish else {})
    assert lang_of(answer) == lang
    assert ("Войти" in answer.text) == (lang == "ru")


def test_the_switch_on_the_login_page_is_remembered_and_keeps_the_way(app):
    visitor = app.session()
    text = visitor.get("/ui/login?next=%2Fui%2Fchats%3Ftab%3Dall").text
    path = re.search(r'href="(/ui/login\?lang=en[^"]*)"', text)[1].replace("&amp;", "&")
    answer = visitor.get(path)
    assert lang_of(answer) == "en" and 'name="next" value="/ui/chats?tab=all"' in answer.text
    assert lang_of(visitor.get("/ui/login")) == "en"
    assert lang_of(visitor.get("/ui/login?lang=ru")) == "ru"
    assert visitor.get("/ui/login?lang=de").status == 400


def test_each_person_has_their_own_language(app, reader):
    visitor = app.login("reader", reader)
    assert lang_of(visitor.get("/ui/me")) == "ru"
    answer = visitor.post("/ui/me/lang", form={"lang": "en", "csrf": visitor.csrf})
    assert answer.status == 303
    assert lang_of(visitor.get("/ui/chats")) == "en"
    assert lang_of(app.login().get("/ui/me")) == "ru"
    # The browser's own wish does not count any more, and its login page speaks English, too.
    assert lang_of(visitor.get("/ui/chats", headers={"Accept-Language": "ru"})) == "en"
    assert visitor.post("/ui/logout", form={"csrf": visitor.csrf}).status == 303
    assert lang_of(visitor.get("/ui/login", headers={"Accept-Language": "ru"})) == "en"


def test_two_people_of_one_process_see_only_their_own(app):
    """A process keeps the words of all languages; what one page shows must not be in the next."""
    people = (("vera.petrova", "ru", "Выйти"), ("john.smithson", "en", "Sign out"))
    sessions = {}
    for login, lang, _ in people:
        app.cli("user", "add", login, "--role", "viewer", "--password-stdin", input=f"password-of-{login}")
        app.sql(f"UPDATE user SET lang = '{lang}' WHERE login = '{login}'")
        sessions[login] = app.login(login, f"password-of-{login}")
    for _ in range(20):  # of each process several for each
        for path in ("/ui/me", "/ui/chats"):
            for (login, lang, word), (other, _, foreign) in (people, people[::-1]):
                answer = sessions[login].get(path)
                assert answer.status == 200 and lang_of(answer) == lang
                assert word in answer.text and foreign not in answer.text
                assert other not in answer.text and (path != "/ui/me" or login in answer.text)
