# SPDX-License-Identifier: MIT
"""300 strings that break things, from a buyer's mouth to the pages and back: kept byte by byte, shown as
they are, run by nobody."""

import html
import json
import re
import urllib.parse
import uuid

import pytest

from live import Live
from prilavok import Instance

# What stands inside may be met anywhere; the places it is put into are below.
SEEDS = {
    "script": ["<script>alert(1)</script>", "</textarea><script>alert(1)</script>", "<svg/onload=alert(1)>",
               "<img src=x onerror=alert(1)>", "\"><b onmouseover=alert(1)>", "'><iframe src=javascript:alert(1)>",
               "javascript:alert(1)", "<style>*{display:none}</style>", "<!--", "-->", "]]>", "<![CDATA[",
               "</title><h1>", "<a href=//evil.example>", "<base href=//evil.example>", "&lt;b&gt;", "&amp;&#60;",
               "<math><mtext></p>", "<form action=//evil.example>", "<meta http-equiv=refresh content=0>"],
    "template": ["<?cs var:Page.Csrf ?>", "<?cs include:\"/etc/passwd\" ?>", "?>", "{{7*7}}", "${7*7}", "{}", "%{}",
                 "#{1}", "<%= 1 %>", "[[x]]", "$(id)", "`id`", "{when}", "{0}", "%(a)s"],
    "sql": ["' OR '1'='1", "'; DROP TABLE chat; --", "\\'; --", "\" OR \"\"=\"", "%' OR 1=1 #", "_%_", "\\", "\\\\", "/*!50000*/",
            "x' UNION SELECT 1,2,3 --", "-- ", "0x27", "CHAR(39)", "+диван -шкаф*", "\"фраза", "(диван", "диван>", "@диван",
            "~диван", "диван)"],
    "format": ["%s%n%x", "%08x.%n", "%", "%%", "%d %s %p", "%2500", "%00", "%0d%0aSet-Cookie:x=1", "&csrf=1", "?a=b#c"],
    "path": ["../../etc/passwd", "/dev/null", "C:\\CON", "file:///etc/passwd", "\\\\host\\share", "~root", "NUL", "/ui/logout"],
    "json": ["{\"reply\":\"x\"}", "\"}]}", "null", "true", "1e309", "NaN", "[]", "\\u0041", "{\"handoff\":true}", "```json"],
    "direction": ["\u202eлевое\u202c", "\u2066изоляция\u2069", "שלום диван", "مرحبا", "\u200fи справа", "a\u202eb\u202dc",
                  "\u061cзнак", "עברית 123 English", "\u2067א\u2069б", "(\u202e)"],
    "marks": ["е\u0301", "Z\u0351\u036b\u0343\u036aA\u0322L", "и\u0306", "й", "a\u20dd", "\u0301начало", "ﬁ", "Ǆ", "İi", "ß"],
    "joined": ["👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇷🇺", "❤️", "🫠", "1️⃣", "👨🏻‍🦰", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "☃"],
    "blanks": ["a\u00a0b", "a\u200bb", "a\ufeffb", "a\u2028b", "a\u2029b", "a\u2003b", "a\u3000b", "a\tb", "a\nb", "a\n\n\nb",
               "a\u00adb", "a\u180eb", "a\u2060b", "a\u115fb", "a\u3164b"],
    "planes": ["𝕯𝖎𝖛𝖆𝖓", "𐍈", "𠜎𠜱", "\U0010ffff", "\ufffd", "\ufffe", "\uffff", "ﷺ", "龘", "﷽"],
    "huge": ["щ" * 900, "W" * 900, "a " * 450, "\u0301" * 900, "👩‍👧" * 180, "https://e.example/" + "x" * 850, "=" * 900,
             "1" * 900, "ﷺ" * 300, "\n" * 300 + "."],
    "words": ["null", "undefined", "true", "NaN", "-0", "Infinity", "0x0", "1/0", "nil", "None", "__proto__", "constructor",
              "hasOwnProperty", "admin", "root", "<null>", "0", "-1", "9223372036854775808", "1e1000"],
}
PLACES = ["{}", "Здравствуйте {} продаёте?"]
MANY = [place.replace("{}", seed) for place in PLACES for seeds in SEEDS.values() for seed in seeds]
STRINGS = list(dict.fromkeys(text for text in MANY if len(text) <= 1000))[:300]
SHORT = [text for text in STRINGS if len(text.encode()) < 150 and "\n" not in text and text == text.strip()]


@pytest.fixture(scope="module")
def shop():
    with Instance("naughty") as app:
        app.start()
        live = Live(app)
        live.settle()
        live.project(mode="off")
        live.admin = app.login()
        chat, first = live.write("Здравствуйте")
        query = f"SELECT id FROM chat WHERE avito_chat_id = '{chat}' AND enriched_at > 0"
        live.number = app.wait(lambda: app.sql(query), 60, "the chat")[0][0]
        live.chat, live.first = chat, live.messages(chat)[0]
        assert live.first["id"] == first
        for n, text in enumerate(STRINGS):
            assert post(live, n, text) == 200, text
        count = f"SELECT COUNT(*) FROM message WHERE chat_id = {live.number}"
        app.wait(lambda: app.sql(count) == [[str(len(STRINGS) + 1)]], 120, "all strings")
        live.settle()
        yield live


def post(shop, n, text, raw=None):
    """The event of the n-th string; each is a second later, so that their order is known."""
    event = shop.event(shop.chat, shop.first)
    value = event["payload"]["value"]
    value.update(id=uuid.uuid5(uuid.NAMESPACE_URL, str(n)).hex, type="text",
                 created=shop.first["created"] - len(STRINGS) + n, content={"text": text})
    body = raw or json.dumps(event, ensure_ascii=n % 2 == 0).encode()
    return shop.app.post(shop.webhook_path(), body=body, headers={"Content-Type": "application/json"}).status


def literal(text):
    return f"X'{text.encode().hex()}'"


def shown(page):
    """The texts of a thread as a browser gets them."""
    return [html.unescape(text) for text in re.findall(r'<p class="text">(.*?)</p>', page, re.S)]


def test_there_are_three_hundred():
    assert len(STRINGS) == len(set(STRINGS)) == 300


def test_the_database_has_every_byte(shop):
    rows = shop.app.sql(f"SELECT HEX(text) FROM message WHERE chat_id = {shop.number} ORDER BY created_at, id")
    assert [bytes.fromhex(row[0] or "").decode() for row in rows][:len(STRINGS)] == STRINGS


def test_the_thread_shows_every_string_and_runs_none(shop):
    found, path = [], f"/ui/chats/{shop.number}"
    while path:
        page = shop.admin.get(path)
        assert page.status == 200
        assert not re.search(r"<script(?! src=\"/static/)|<svg/onload|<img src=x|<iframe|<base|<\?cs", page.text)
        found = shown(page.text) + found
        earlier = re.search(r'class="more earlier" href="([^"]*)"', page.text)
        path = html.unescape(earlier[1]) if earlier else None
    assert found[:len(STRINGS)] == STRINGS


@pytest.mark.parametrize("start", range(0, 3))
def test_names_and_titles_are_shown_as_they_are(shop, start):
    for text in SHORT[start::12]:
        shop.app.sql(f"UPDATE buyer SET name = {literal(text)}; UPDATE listing SET title = {literal(text)}")
        for path in [f"/ui/chats/{shop.number}", "/ui/chats?tab=all", f"/ui/chats/{shop.number}/about", "/ui/overview"]:
            page = shop.admin.get(path)
            assert page.status == 200, (path, text)
            assert path == "/ui/overview" or text in html.unescape(page.text), (path, text)
            assert not re.search(r"<script(?! src=\"/static/)|<svg/onload|<img src=x|<iframe|<base|<\?cs", page.text)


@pytest.mark.parametrize("start", range(0, 3))
def test_any_string_may_be_searched_for(shop, start):
    for text in SHORT[start::9]:
        page = shop.admin.get("/ui/chats?tab=all&q=" + urllib.parse.quote(text))
        if re.search(r"[\x00-\x1f\x7f]", text):
            assert page.status == 400, text
            continue
        assert page.status == 200, text
        value = re.search(r'<input id="search"[^>]*value="([^"]*)"', page.text)
        assert html.unescape(value[1]) == text


def test_replies_reach_the_buyer_byte_by_byte(shop):
    chosen = [text for text in STRINGS[::5] if text.strip() == text]
    for n, text in enumerate(chosen):
        answer = shop.admin.post(f"/ui/chats/{shop.number}/reply", form={"nonce": f"naughty{n:09}", "text": text})
        assert answer.status == 303, text
    shop.app.wait(lambda: len(shop.texts(shop.chat)) == len(chosen), 120, "all replies")
    assert sorted(shop.texts(shop.chat)) == sorted(chosen)


@pytest.mark.parametrize("raw", [b'{"payload":{"type":"message","value":{"id":"a\\u0000b","content":{"text":"x\\u0000y"}}}}',
                                 b'{"payload":{"type":"message","value":{"content":{"text":"\\ud800"}}}}',
                                 b'{"payload":{"type":"message","value":{"content":{"text":"\xff\xfe"}}}}',
                                 b'\x00{"payload":{}}', b'{"payload":{"type":"message"}}\x00'])
def test_what_no_text_can_hold_is_acknowledged_and_never_a_message(shop, raw):
    count = "SELECT COUNT(*) FROM message"
    before = shop.app.sql(count)
    assert post(shop, 0, "", raw=raw) == 200
    shop.settle()
    assert shop.app.sql(count) == before
