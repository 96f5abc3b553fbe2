# SPDX-License-Identifier: MIT
"""Acting in a chat from a script that stays on the page: htmx asks, parts of the page come back."""

import re

import pytest

from desk import Desk, check_html, words
from test_ui import CHAT_ACTIONS

SCRIPT = {"HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}


@pytest.fixture(scope="module")
def shop(app):
    return Desk(app)


@pytest.fixture
def chat(shop):
    """A chat's number, and its path."""
    number = shop.id(shop.write("Здравствуйте")[0])
    return f"/ui/chats/{number}"


def act(session, path, **form):
    return session.post(path, form=form, headers=SCRIPT)


def parts(answer):
    """The words of each part."""
    assert answer.status == 200, answer.text
    assert "<html" not in answer.text and re.search(r'data-version="[^"]+"', answer.text)
    names = re.findall(r'data-part="(\w+)"', answer.text)
    return dict(zip(names, map(words, re.split(r'data-part="\w+"', answer.text)[1:])))


def test_an_action_answers_a_script_with_what_has_changed(shop, chat):
    taken = parts(act(shop.admin, chat + "/take"))
    assert {"header", "messages", "draft", "now", "rows"} <= set(taken)
    assert "Вернуть боту" in taken["now"]
    assert "Вернуть боту" not in parts(act(shop.admin, chat + "/give-back"))["now"]


def test_the_answer_has_the_version_that_news_are_counted_from(shop, chat):
    answer = act(shop.admin, chat + "/take")
    version = re.search(r'data-version="([^"]+)"', answer.text)[1]
    page = shop.page(chat)
    assert re.search(r'data-news="([^"]+)"', page)[1].startswith(chat + "/news")
    again = shop.admin.get(f"{chat}/news?after=0", headers=SCRIPT)
    assert again.status == 200 and "data-version" in again.text
    # Both name the same chat, and the later one is not older.
    assert re.search(r'data-version="(\d+)', again.text)[1] >= re.match(r"\d+", version)[0]


def test_a_reply_sent_twice_is_there_once(shop, chat):
    text = "Добрый день, продаю"
    for _ in range(2):
        parts(act(shop.admin, chat + "/reply", nonce="fedcba9876543210", text=text))
    shop.app.wait(lambda: text in words(shop.page(chat)), 30, "the reply")
    shop.settle()
    assert words(shop.page(chat)).count(text) == 2  # in the list and in the chat


def test_what_failed_is_told_in_words_for_a_toast(shop, chat):
    act(shop.admin, chat + "/take")
    answer = act(shop.admin, chat + "/draft", draft="999999", text="Да")
    assert answer.status == 409
    toast = re.fullmatch(r'\s*<p class="toast call">([^<]+)</p>\s*', answer.text)
    assert toast and words(toast[1]) == words(re.search(
        r"<h1>(.*?)</h1>", shop.admin.post(chat + "/draft", form={"draft": "999999", "text": "Да"}).text)[1])


@pytest.mark.parametrize("action", CHAT_ACTIONS)
def test_nobody_signed_in_is_told_to_stay_on_the_page(shop, chat, action):
    number = chat.rsplit("/", 1)[1]
    answer = act(shop.app.session(), action.format(chat=number), **CHAT_ACTIONS[action])
    assert answer.status == 401 and answer.text == ""
    assert not answer.headers["Location"] and not answer.headers["HX-Redirect"]


def test_a_page_of_an_older_session_is_given_the_token_of_this_one(shop, chat):
    session = shop.app.login()
    right, session.csrf = session.csrf, shop.admin.csrf
    answer = act(session, chat + "/take")
    assert answer.status == 403 and answer.headers["X-Csrf"] == right
    session.csrf = answer.headers["X-Csrf"]
    assert act(session, chat + "/take").status == 200
    assert shop.admin.get(chat).headers["X-Csrf"] is None


def test_forms_that_act_on_the_newest_page_alone_stay_on_it(shop, chat):
    page = shop.page(chat)
    forms = re.findall(rf'<form[^>]*action="{chat}/[^>]*>', page)
    assert forms and all('data-hx-boost="true"' in form for form in forms)
    check_html(page)
    older = shop.page(chat + "?before_at=1&before_id=1")
    assert "data-hx-boost" not in older and "data-news" not in older


def test_quick_keys_are_there_until_they_are_switched_off(shop, chat):
    with_keys = shop.page(chat)
    assert '<dialog id="keys"' in with_keys and re.search(r'src="/static/keys\.\w+\.js"', with_keys)
    shop.act("/ui/me/keys", keys="0")
    try:
        for path in [chat, "/ui/chats"]:
            assert "<dialog" not in shop.page(path) and "/static/keys." not in shop.page(path)
    finally:
        shop.act("/ui/me/keys", keys="1")
    assert '<dialog id="keys"' in shop.page("/ui/chats") and '<dialog id="keys"' not in shop.page("/ui/me")


def test_a_reply_is_on_the_page_at_every_moment(shop, chat):
    for n in range(8):
        text = f"Ответ номер {n}, на складе"
        shop.act(chat + "/reply", nonce=f"moment-{n}-0123456789", text=text)

        def is_sent():
            state = shop.app.sql(f"SELECT state FROM outbox WHERE text = '{text}'")
            assert shop.admin.get(chat).text.count(f'<p class="text">{text}</p>') == 1
            return state == [["sent"]]
        shop.app.wait(is_sent, 60, "a sent reply")
