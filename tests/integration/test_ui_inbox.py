# SPDX-License-Identifier: MIT
"""The inbox on the live path: the list beside the chat, search, what a person keeps and reads there."""

import html
import re
import urllib.parse

import pytest

from prilavok import wait
from test_ui import (GOOD, NAUGHTY, check_html, desk, field, people, problem, shop,  # noqa: F401 (fixtures)
                     without_list, words)

assert desk and people and shop


def rows(text):
    """The rows of a page's list by their numbers: {7: words}."""
    found = re.findall(r'<a class="row[^"]*" id="c(\d+)"(.*?)</a>', text, re.S)
    return {int(number): words("<a" + row) for number, row in found}


def counts(text):
    """The numbers on the tabs, in order."""
    tabs = re.search(r'<nav class="tabs".*?</nav>', text, re.S)[0]
    return re.findall(r'<span class="n">([^<]*)</span>', tabs)


def find(shop, text, tab="all"):
    return shop.page(f"/ui/chats?tab={tab}&q={urllib.parse.quote(text, safe='')}")


@pytest.fixture
def three(shop):
    """Three chats at rest, told apart by a word of their own: their numbers."""
    shop.project(mode="off")
    chats = {
        "марина": shop.write("Сколько стоит доставка до Мытищ?", buyer_name="Марина Корзухина")[0],
        "олег": shop.write("Наберите меня: 8 (916) 555-41-23", buyer_name="Олег Ёлкин")[0],
        "знаки": shop.write("Скидка 37%_ есть? ъъ", buyer_name="Тимур")[0],
    }
    shop.settle()
    return {name: int(shop.id(chat)) for name, chat in chats.items()}


# --- the list beside the chat


def test_a_chat_stands_beside_the_list_it_was_opened_from(shop, three):
    chat = three["марина"]
    text = shop.page(f"/ui/chats/{chat}?tab=needs")
    here = re.search(rf'<a class="row[^"]*" id="c{chat}"[^>]*>', text)[0]
    assert 'aria-current="page"' in here and f'href="/ui/chats/{chat}?tab=needs"' in here
    assert set(three.values()) <= set(rows(text))
    assert text.count('aria-current="page"') >= 2  # the tab and the row
    assert f'href="/ui/chats/{chat}/about?tab=needs"' in text
    assert re.search(rf'data-news="/ui/chats/{chat}/news\?tab=needs"|/ui/chats/{chat}/news\?tab=needs', text)


def test_an_action_leads_back_to_the_same_list(shop, three):
    path = f"/ui/chats/{three['марина']}"
    for query in ["", "?tab=needs", "?tab=all&q=%D0%B4%D0%BE%D1%81%D1%82%D0%B0%D0%B2%D0%BA%D0%B0"]:
        assert shop.act(path + "/take" + query).headers["Location"] == path + query
    shop.act(path + "/give-back")


def test_the_chat_has_a_page_about_it(shop, three):
    text = shop.page(f"/ui/chats/{three['марина']}/about?tab=bot")
    assert "Марина Корзухина" in words(text) and f'href="/ui/chats/{three["марина"]}?tab=bot"' in text


def test_one_poll_tells_of_the_list_and_the_thread(shop, three):
    path = f"/ui/chats/{three['марина']}/news?tab=all&after="

    def version():
        return re.search(r'data-version="([^"]*)"', shop.admin.get(path + "0").text)[1]

    def quiet():
        now = version()
        return shop.admin.get(path + now).status == 204 and now

    known = wait(quiet, 30, "quiet")
    chat, _ = shop.write("Совсем другой чат")
    fresh = wait(lambda: (answer := shop.admin.get(path + known)).status == 200
                 and "Совсем другой чат" in answer.text and answer, 30, "news of another chat")
    assert int(shop.id(chat)) in rows(fresh.text) and "доставка до Мытищ" in fresh.text
    shop.settle()


# --- search


@pytest.mark.parametrize("text, name", [
    ("доставку", "марина"), ("МЫТИЩИ", "марина"), ("корзухин", "марина"), ("марина доставка", "марина"),
    ("+79165554123", "олег"), ("8916 555 41 23", "олег"), ("41-23", "олег"), ("елкин", "олег"), ("Наберите", "олег"),
    ("37%", "знаки"), ("%_", "знаки"), ("ъъ", "знаки"), ("\"Тимур\" +-*", "знаки"),
])
def test_a_chat_is_found(shop, three, text, name):
    page = find(shop, text)
    assert three[name] in rows(page), words(page)
    assert not (set(three.values()) - {three[name]}) & set(rows(page))
    assert field(page, "q") == text


def test_a_listing_is_found_by_its_title(shop, three):
    page = find(shop, "диваны угловые")
    assert set(three.values()) <= set(rows(page))
    assert not set(three.values()) & set(rows(find(shop, "велосипед")))


def test_the_message_that_matched_is_shown(shop, three):
    page = find(shop, "доставка")
    row = re.search(rf'<a class="row[^"]*" id="c{three["марина"]}".*?</a>', page, re.S)[0]
    assert "<mark>доставка</mark> до Мытищ?" in row


def test_nothing_found_says_what_to_do(shop, three):
    page = find(shop, NAUGHTY)
    assert rows(page) == {} and "ничего не нашлось" in words(page) and "Попробуйте другое слово" in words(page)
    assert "<script>alert" not in page
    page = find(shop, "корзухина", tab="drafts")
    assert rows(page) == {} and "в других есть" in words(page) and "Искать во всех" in words(page)
    assert counts(page)[2] == "0" and int(counts(page)[3]) >= 1


def test_the_search_goes_with_tabs_rows_and_pages(shop, three):
    query = urllib.parse.quote("доставка")
    page = find(shop, "доставка")
    for tab in ["needs", "bot", "drafts", "all"]:
        assert f'href="/ui/chats?tab={tab}&amp;q={query}"' in page
    assert f'href="/ui/chats/{three["марина"]}?tab=all&amp;q={query}"' in page
    assert 'href="/ui/chats?tab=all"' in page  # to end it
    text = shop.page(f"/ui/chats/{three['марина']}?tab=all&q={query}")
    assert f'action="/ui/chats/{three["марина"]}/take?tab=all&amp;q={query}"' in text
    assert three["марина"] in rows(text) and three["олег"] not in rows(text)


def test_a_long_find_continues_where_it_ended(shop):
    shop.app.sql("INSERT INTO buyer (account_id, avito_user_id, name, created_at)"
                 " SELECT 1, 7000000 + seq, CONCAT('Длиннов ', seq), 1 FROM seq_1_to_60;"
                 "INSERT INTO chat (account_id, avito_chat_id, buyer_id, last_message_at, enriched_at, created_at)"
                 " SELECT 1, CONCAT('find-', b.id), b.id, 1000, 1, 1 FROM buyer b WHERE b.name LIKE 'Длиннов %'")
    try:
        first = find(shop, "длиннов")
        more = html.unescape(re.search(r'<a class="more" href="([^"]*)"', first)[1])
        second = shop.page(more)
        assert len(rows(first)) == 50 and len(rows(second)) == 10 and not set(rows(first)) & set(rows(second))
        assert counts(first)[3] == "60"
    finally:
        shop.app.sql("DELETE FROM chat WHERE avito_chat_id LIKE 'find-%'; DELETE FROM buyer WHERE name LIKE 'Длиннов %'")


@pytest.mark.parametrize("query", ["q=%FF", "q=a%0Ab", "q=" + "a" * 101, "q=1&q=2"])
def test_a_malformed_search_is_refused(shop, query):
    answer = shop.admin.get("/ui/chats?" + query)
    assert answer.status == 400
    check_html(answer.text)


def test_an_empty_search_is_none(shop, three):
    assert set(three.values()) <= set(rows(shop.page("/ui/chats?tab=all&q=")))
    assert set(three.values()) <= set(rows(shop.page("/ui/chats?tab=all&q=%20")))
