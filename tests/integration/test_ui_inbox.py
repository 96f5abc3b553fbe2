# SPDX-License-Identifier: MIT
"""The inbox on the live path: the list beside the chat, search, what a person keeps and reads there."""

import html
import re
import urllib.parse

import pytest

from desk import GOOD, NAUGHTY, check_html, desk, field, people, problem, shop, without_list, words
from prilavok import wait

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


# --- what somebody has begun to write


def kept(shop, chat, session=None):
    return field(without_list(shop.page(f"/ui/chats/{chat}", session)), "text")


def test_a_begun_reply_is_there_again(shop, three, people):
    chat = three["марина"]
    path, nonce = f"/ui/chats/{chat}", field(shop.page(f"/ui/chats/{chat}"), "nonce")
    assert kept(shop, chat) == ""
    for text in ["Добрый", NAUGHTY, "\n  с новой строки"]:
        assert shop.act(path + "/keep", 204, nonce=nonce, text=text).body == b""
        assert kept(shop, chat) == text
    assert kept(shop, chat, shop.app.login()) == "\n  с новой строки"  # another device
    assert kept(shop, chat, people["operator"]) == "" and kept(shop, three["олег"]) == ""
    shop.act(path + "/keep", 204, nonce=nonce)
    assert kept(shop, chat) == ""
    shop.act("/ui/chats/999999/keep", 204, nonce=nonce, text="x")
    assert shop.app.sql("SELECT COUNT(*) FROM composer_draft WHERE chat_id = 999999") == [["0"]]


def test_a_sent_reply_is_no_longer_kept(shop, three):
    chat = three["марина"]
    path, nonce = f"/ui/chats/{chat}", field(shop.page(f"/ui/chats/{chat}"), "nonce")
    shop.act(path + "/keep", 204, nonce=nonce, text="Сто рублей")
    shop.act(path + "/reply", nonce=nonce, text="Сто рублей")
    assert kept(shop, chat) == ""
    shop.act(path + "/keep", 204, nonce=nonce, text="Сто рублей")  # was under way when the reply was sent
    assert kept(shop, chat) == ""
    shop.act(path + "/keep", 204, nonce=nonce + "2", text="И ещё")
    assert kept(shop, chat) == "И ещё"
    shop.act(path + "/keep", 204, nonce=nonce + "2", text="")
    shop.settle()


def test_keeping_is_for_those_who_write(shop, three, people):
    path = f"/ui/chats/{three['марина']}/keep"
    form = {"nonce": "0123456789abcdef", "text": "x"}
    assert people["viewer"].post(path, form=form).status == 403
    assert shop.admin.post(path, form={**form, "csrf": "0" * 32}).status == 403
    assert shop.admin.post(path, form={**form, "text": "я" * 4001}).status == 400


def test_what_was_sent_twice_says_so(shop):
    """The first was not to be seen at Avito, in four looks."""
    shop.project(mode="off")
    chat, _ = shop.write("Ещё продаёте?")
    shop.settle()
    shop.act(f"/ui/chats/{shop.id(chat)}/reply", nonce="resent-0123456789", text="Да, приезжайте")
    assert shop.reply(chat) == ["Да, приезжайте"]
    shop.settle()
    assert "со второй попытки" not in words(shop.chat(chat))
    shop.app.sql(f"UPDATE outbox SET resent = 1 WHERE chat_id = {shop.id(chat)} AND state = 'sent'")
    text = shop.chat(chat)
    assert re.search(r"Да, приезжайте.*отправлено со второй попытки", words(text), re.S)


# --- pictures


PNG = b"\x89PNG\r\n\x1a\n"


def stored(shop, chat, kind, content, deleted=0):
    """A message of the chat that came without the simulator; its number."""
    content = content.replace("'", "''")
    shop.app.sql(f"INSERT INTO message (account_id, chat_id, avito_id, author, author_id, type, text, content, deleted,"
                 f" created_at, received_at) SELECT 1, {chat}, CONCAT('own-', UUID()), 'buyer', 5, '{kind}', '', '{content}',"
                 f" {deleted}, 1700000000000, 1")
    return shop.app.sql(f"SELECT MAX(id) FROM message WHERE chat_id = {chat}")[0][0]


def test_a_picture_comes_by_way_of_us(shop):
    shop.project(mode="off")
    chat, _ = shop.write(type="image")
    shop.settle()
    text = shop.chat(chat)
    assert not re.findall(r'<img[^>]*src="(?!/)', text)
    small = re.search(r'<img src="(/ui/chats/\d+/pictures/\d+)" alt="[^"]+"', text)[1]
    for_good = "private, max-age=604800, immutable"
    for path, cache in [(small, for_good), (small + "?size=large", for_good),
                        (f"/ui/chats/{shop.id(chat)}/listing-picture", "private, max-age=86400")]:
        answer = shop.admin.get(path)
        assert answer.status == 200 and answer.body.startswith(PNG), path
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers.get_all("Content-Security-Policy") == ["default-src 'none'; sandbox"]
        assert answer.headers.get_all("Cache-Control") == [cache]
    assert f'href="{small}?size=large"' in text
    assert shop.app.get(small).status == 303  # nobody is signed in


@pytest.mark.parametrize("url", [
    "https://img.example/1.jpg", "http://img.k.avito.ru/1.jpg", "https://img.k.avito.ru:8443/1.jpg",
    "https://avito.ru.example/1.jpg", "https://notavito.ru/1.jpg", "https://x@img.example/1.jpg",
    "https://img.k.avito.ru@127.0.0.1/1.jpg", "http://127.0.0.1:1/1.jpg", "http://localhost/1.jpg", "http://[::1]/1.jpg",
    "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "javascript:alert(1)", "//img.k.avito.ru/1.jpg", "",
])
def test_a_picture_from_elsewhere_is_never_fetched(shop, three, url):
    chat = three["марина"]
    number = stored(shop, chat, "image", '{"image":{"sizes":{"640x480":"%s"}}}' % url)
    answer = shop.admin.get(f"/ui/chats/{chat}/pictures/{number}")
    assert answer.status == 404
    text = shop.admin.get(f"/ui/chats/{chat}").text  # tidy knows no address of IPv6
    assert f"/pictures/{number}" not in text and "<script" not in text.split("</head>")[1] and "Фото" in words(text)
    shop.app.sql(f"DELETE FROM message WHERE id = {number}")


def test_only_pictures_of_this_chat_are_shown(shop, three):
    base = simulator(shop)
    chat, other = three["марина"], three["олег"]
    good = '{"image":{"sizes":{"640x480":"%s/sim/files/image/640x480/sample.png"}}}' % base
    number, gone = stored(shop, chat, "image", good), stored(shop, chat, "image", good, deleted=1)
    assert shop.admin.get(f"/ui/chats/{chat}/pictures/{number}").status == 200
    for path in [f"/ui/chats/{other}/pictures/{number}", f"/ui/chats/{chat}/pictures/{gone}",
                 f"/ui/chats/{chat}/pictures/99999999", f"/ui/chats/{chat}/pictures/x",
                 f"/ui/chats/{chat}/pictures/{three['олег']}?size=huge"]:
        assert shop.admin.get(path).status in (400, 404), path
    shop.app.sql(f"DELETE FROM message WHERE id IN ({number}, {gone})")


def test_what_is_no_picture_is_not_handed_on(shop, three):
    base, chat = simulator(shop), three["марина"]
    for path in ["/sim/v1/requests", "/nothing"]:
        number = stored(shop, chat, "image", '{"image":{"sizes":{"640x480":"%s%s"}}}' % (base, path))
        answer = shop.admin.get(f"/ui/chats/{chat}/pictures/{number}")
        assert answer.status in (404, 502) and answer.headers["Content-Type"].startswith("text/html")
        assert answer.headers["Cache-Control"] == "no-store"
        shop.app.sql(f"DELETE FROM message WHERE id = {number}")


def simulator(shop):
    """Its address as the installation knows it."""
    return re.search(r'^AVITO_API_BASE_URL="(.*)"$', (shop.app.var / "prilavok.env").read_text(), re.M)[1]


# --- the side and the state


def test_the_side_tells_of_listing_and_buyer(shop):
    shop.project(mode="off")
    chat, _ = shop.write("Мой номер 8 916 777-10-20", buyer_name="Жанна")
    shop.settle()
    shop.write("и второй +7 (926) 777 10 21", chat_id=chat)
    shop.settle()
    side = shop.page(f"/ui/chats/{shop.id(chat)}/about")
    seen = words(side)
    for part in ["Диван угловой «Осло», серый", "15 000 ₽".replace(" ", "\u00a0", 1), "Жанна", "+7 916 777-10-20",
                 "+7 926 777-10-21", "Для поддержки"]:
        assert part.replace("\u00a0", " ") in seen.replace("\u00a0", " "), part
    assert 'href="tel:+79167771020"' in side and "listing-picture" in side
    assert re.search(r"Сообщений</dt><dd>2</dd>", side)


def test_other_chats_of_the_buyer_are_linked(shop, three):
    chat = three["марина"]
    shop.app.sql(f"INSERT INTO chat (account_id, avito_chat_id, buyer_id, last_message_at, enriched_at, created_at)"
                 f" SELECT 1, 'twin', buyer_id, last_message_at + 1, 1, 1 FROM chat WHERE id = {chat}")
    twin = shop.app.sql("SELECT id FROM chat WHERE avito_chat_id = 'twin'")[0][0]
    try:
        text = without_list(shop.page(f"/ui/chats/{chat}?tab=all"))
        assert f'href="/ui/chats/{twin}?tab=all"' in text and "Другие чаты покупателя" in words(text)
        text = without_list(shop.page(f"/ui/chats/{twin}"))
        assert f'href="/ui/chats/{chat}"' in text
    finally:
        shop.app.sql("DELETE FROM chat WHERE avito_chat_id = 'twin'")


@pytest.mark.parametrize("kind, content, says", [
    ("voice", '{"voice":{"voice_id":"x"}}', "Голосовое сообщение Послушать можно"),
    ("video", "{}", "Видео Откройте в приложении"), ("file", "{}", "Файл Откройте в приложении"),
    ("appCall", "{}", "Звонок в приложении"), ("call", '{"call":{"status":"missed"}}', "Пропущенный звонок"),
    ("call", '{"call":{"status":"answered"}}', "Звонок"), ("call", "{}", "Звонок"), ("image", '{"image":null}', "Фото"),
    ("location", '{"location":{"lat":55.5,"lon":37.6,"title":"Тверская, 1","text":"Тверская, 1"}}', "Тверская, 1 Показать на карте"),
    ("link", '{"link":{"text":"habr.com","url":"habr.com","preview":{"title":"Хабр","description":"Лучшее за сутки","url":"https://habr.com/ru/"}}}',
     "Хабр Лучшее за сутки"),
    ("link", '{"link":{"text":"x","url":"javascript:alert(1)","preview":null}}', ""),
    ("item", '{"item":{"title":"Стул","price_string":"1\u00a0232 ₽","item_url":"https://avito.ru/1","image_url":"https://avito.ru/i.webp"}}',
     "Объявление Стул 1\u00a0232 ₽ Открыть на Авито"),
    ("item", '{"item":{"title":"Стул"}}', "Объявление Стул"), ("item", '{"item":{"price_string":"5 ₽"}}', "Объявление 5 ₽"),
    ("item", '{"item":null}', "Объявление"), ("item", "{}", "Объявление"),
    ("system", '{"flow_id":"x"}', "Сообщение Авито"), ("deleted", "{}", "Сообщение удалено"),
    ("hologram", '{"hologram":[1]}', "Сообщение такого вида показано на Авито"), ("text", "not json", "Сообщение"),
])
def test_a_message_of_any_kind_is_told(shop, three, kind, content, says):
    chat = three["знаки"]
    number = stored(shop, chat, kind, content)
    text = without_list(shop.page(f"/ui/chats/{chat}"))
    bubble = re.search(rf'<div class="b buyer" id="m{number}">(.*?)</div>', text, re.S)[1]
    assert says.replace("\u00a0", " ") in words(bubble).replace("\u00a0", " ")
    assert "javascript:" not in bubble and "hologram" not in bubble
    assert not re.search(r"<(p[^>]*)>\s*</p>", bubble), "an empty line"
    shop.app.sql(f"DELETE FROM message WHERE id = {number}")


def test_a_chat_is_taken_for_a_while(shop, three):
    chat = three["марина"]
    path = f"/ui/chats/{chat}"
    shop.act(path + "/take?for=hour")
    assert "Бот молчит ещё 1 ч" in words(shop.page(path)).replace("\u00a0", " ")
    shop.act(path + "/give-back")
    shop.act(path + "/take", **{"for": "morning"})
    until, now = shop.app.sql(f"SELECT owner_until, UNIX_TIMESTAMP(NOW(3)) * 1000 FROM chat WHERE id = {chat}")[0]
    assert 4 * 3600000 <= int(until) - float(now) <= 28 * 3600000
    shop.act(path + "/give-back")
    shop.act(path + "/take?for=ever", 400)


def test_a_hand_off_says_why_and_what_the_buyer_read(shop):
    shop.model({"reply": "", "handoff": True, "handoff_reason": "торг", "confidence": 90})
    chat, _ = shop.write("Отдадите за полцены?")
    shop.reply(chat, 30)
    shop.settle()
    seen = words(shop.chat(chat))
    assert "Бот остановился: " in seen and "Покупатель получил: «Передал ваш вопрос продавцу»" in seen
    shop.on(chat, "dismiss")
    assert "Покупатель получил" not in words(shop.chat(chat))


def test_a_chat_is_found_by_its_number_at_avito(shop):
    chat, _ = shop.write("Найдите меня")
    wait(lambda: shop.heard(chat))
    answer = shop.admin.get("/ui/chats/find?avito=" + chat)
    assert (answer.status, answer.headers["Location"]) == (303, f"/ui/chats/{shop.id(chat)}?tab=all")
    for query in ("", "?avito=u2i-none"):
        assert shop.admin.get("/ui/chats/find" + query).headers["Location"] == "/ui/chats?tab=all"


def test_a_row_names_who_has_the_chat(shop, three, people):
    chat = three["марина"]
    path = f"/ui/chats/{chat}"
    shop.act(path + "/take?for=hour")
    assert "вы, ещё 1 ч" in rows(find(shop, "корзухина"))[chat].replace("\u00a0", " ")
    row = rows(shop.page("/ui/chats?tab=all&q=" + urllib.parse.quote("корзухина"), people["operator"]))[chat]
    assert "admin, ещё 1 ч" in row.replace("\u00a0", " ")
    shop.act(path + "/give-back")
    assert "admin" not in rows(find(shop, "корзухина"))[chat] and "бот" in rows(find(shop, "корзухина"))[chat]


def test_the_reasons_name_the_facts(shop):
    shop.model(GOOD)
    chat, _ = shop.write("Доставка есть?")
    shop.reply(chat, 30)
    shop.settle()
    lines = [words(line) for line in re.findall(r'<li class="\w+">(.*?)</li>', shop.chat(chat))]
    named = [line for line in lines if line.startswith("Взяты факты: «")]
    assert named and "оставк" in named[0]


def test_the_reasons_tell_of_the_wait(shop, three):
    chat = three["знаки"]
    shop.app.sql(f"UPDATE message SET created_at = (SELECT MIN(t.started_at) - 9000 FROM turn t WHERE t.chat_id = {chat})"
                 f" WHERE chat_id = {chat}")
    text = words(shop.page(f"/ui/chats/{chat}")).replace("\u00a0", " ")
    assert "Подождал 9 с: вдруг покупатель допишет" in text
