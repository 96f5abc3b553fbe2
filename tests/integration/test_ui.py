# SPDX-License-Identifier: MIT
"""Every page of the dashboard and every action: whole, for whom they are, and what all pages have in common."""

import re
import urllib.parse

import pytest

from desk import CALL, check_html, desk, people, shop, words  # noqa: F401 (fixtures)
from prilavok import TOP

# Every page, and every action with fields that are right.  {chat} and {fact} are filled in.
PAGES = ["/ui/chats", "/ui/chats?tab=bot", "/ui/chats?tab=drafts", "/ui/chats?tab=all", "/ui/chats/{chat}", "/ui/chats/{chat}/about",
         "/ui/assistant", "/ui/assistant?project=1&done=saved", "/ui/assistant/mode",
         "/ui/assistant/hours", "/ui/assistant/holidays", "/ui/assistant/answerers", "/ui/assistant/facts",
         "/ui/assistant/facts/{fact}?project=1", "/ui/assistant/try", "/ui/assistant/prompt?words=доставка", "/ui/accounts",
         "/ui/accounts/1", "/ui/system", "/ui/me"]
OWNER_PAGES = ["/ui/styleguide"]
ADMIN_PAGES = ["/ui/start/shop", "/ui/start/avito", "/ui/start/assistant", "/ui/start/test", "/ui/start/on",
               "/ui/assistant/facts/import?project=1"]
# What is no page, or leads to one, or is looked at where it is made.
OTHER_ROUTES = {"/ui", "/ui/", "/ui/login", "/ui/start", "/ui/start/owner", "/ui/chats/find", "/ui/assistant/holidays/{id}",
                "/ui/chats/{id}/listing-picture", "/ui/chats/{id}/pictures/{message}", "/ui/assistant/facts/export"}
PARTS = ["/ui/chats/news", "/ui/chats/{chat}/news", "/ui/accounts/1/news"]
PAGES += ["/ui/overview"]
PARTS += ["/ui/overview/news"]
PAGES += ["/ui/assistant/facts?q=доставка&state=on&listing=0"]
CHAT_ACTIONS = {
    "/ui/chats/{chat}/reply": {"nonce": "0123456789abcdef", "text": "Добрый день"},
    "/ui/chats/{chat}/take": {}, "/ui/chats/{chat}/give-back": {}, "/ui/chats/{chat}/answer-now": {},
    "/ui/chats/{chat}/dismiss": {}, "/ui/chats/{chat}/draft": {"draft": "1", "text": "Да"},
    "/ui/chats/{chat}/draft/drop": {"draft": "1"}, "/ui/chats/{chat}/keep": {"nonce": "0123456789abcdef", "text": "Да"},
    "/ui/chats/{chat}/unsent/again": {"unsent": "1"}, "/ui/chats/{chat}/unsent/drop": {"unsent": "1"},
}
CHARACTER = {"project": "1", "name": "Диваны", "business": "goods", "tone": "brief", "instructions": "Не торгуйся.",
             "handoff_text": "Отвечу {when}"}
MANNER = {"project": "1", "mode": "confident", "confidence": "55", "quiet": "1.5", "quiet_max": "10", "max_age": "30",
          "pause": "own", "takeover": "15", "doubtful": "hold", "allowed_contacts": "+7 999 000-00-00"}
HOURS = {"project": "1", "schedule": "hours", "zone": "Asia/Omsk", "hours_1": "9-18", "hours_2": "20:00—2:00",
         "hours_3": "", "hours_4": "", "hours_5": "", "hours_6": "", "hours_7": "", "off_hours": "away",
         "away_text": "Нас нет"}
ADMIN_ACTIONS = {
    "/ui/system/jobs/1/retry": {}, "/ui/system/jobs/1/remove": {},
    "/ui/assistant": CHARACTER, "/ui/assistant/mode": MANNER, "/ui/assistant/hours": HOURS,
    "/ui/assistant/holidays": {"project": "1", "from": "1.1"}, "/ui/assistant/holidays/russia": {"project": "1"},
    "/ui/assistant/answerers": {"project": "1", "dialect": "builtin", "timeout": "30"},
    "/ui/assistant/answerers/remove": {"project": "1", "answerer": "1"},
    "/ui/assistant/answerers/up": {"project": "1", "answerer": "1"},
    "/ui/assistant/answerers/down": {"project": "1", "answerer": "1"},
    "/ui/assistant/answerers/check": {"project": "1", "answerer": "1"},
    "/ui/assistant/facts": {"project": "1", "question": "Цвет?", "answer": "Серый", "approved": "1"},
    "/ui/assistant/facts/{fact}": {"project": "1", "question": "Цвет?", "answer": "Серый"},
    "/ui/assistant/facts/{fact}/remove": {"project": "1"},
    "/ui/accounts": {"project": "1", "name": "", "client_id": "x", "client_secret": "y"},
    "/ui/accounts/1/check": {}, "/ui/accounts/1/enable": {"enabled": "1"},
    "/ui/accounts/1/keys": {"client_id": "x", "client_secret": "y"}, "/ui/accounts/1/name": {"name": "Мебель"},
}
ADMIN_ACTIONS.update({
    "/ui/start/shop": {"name": "Мебель", "business": "goods"}, "/ui/start/avito": {"simulator": "1"},
    "/ui/start/assistant": {}, "/ui/start/on": {"mode": "auto"}, "/ui/start/skip": {"step": "test"},
    "/ui/start/dismiss": {},
    "/ui/accounts/shops": {"shop": "Второй"}, "/ui/accounts/1/webhook": {"url": "https://crm.example/hook"},
    "/ui/accounts/1/shop": {"project": "1"}, "/ui/accounts/1/remove": {"confirm": "нет"},
})
TRY_ACTIONS = {"/ui/assistant/try": {"project": "1", "when": "now", "words": "Ау?"}}
ACTIONS = {**CHAT_ACTIONS, **TRY_ACTIONS, **ADMIN_ACTIONS}

# --- every page and every action


def test_every_page_of_the_table_is_looked_at():
    table = re.findall(r'\{ GET,\s+"([^"]+)"', (TOP / "cgi/ui/routes.c").read_text())
    looked_at = {re.sub(r"\{\w+\}|(?<=/)1(?=/|$)", "{id}", path.split("?")[0])
                 for path in PAGES + OWNER_PAGES + ADMIN_PAGES + PARTS}
    assert {path for path in table if not path.endswith("/news")} - looked_at == OTHER_ROUTES


@pytest.mark.parametrize("path", PAGES + OWNER_PAGES + ADMIN_PAGES)
def test_a_page_is_good_html_and_asks_nobody_else(desk, path):
    text = desk.page(desk.fill(path))
    assert re.findall(r'(?:src|srcset|action)="(?!/)[^"]*"', text) == []
    assert not re.search(r"<[^>]*\son\w+=|<[^>]*\sstyle=|<script(?! src)", text)


@pytest.mark.parametrize("path", PAGES + OWNER_PAGES + PARTS)
def test_a_page_wants_a_login(desk, path):
    path = urllib.parse.quote(desk.fill(path), safe="/?&=")
    answer = desk.app.get(path)
    assert answer.status == 303
    assert answer.headers["Location"] == "/ui/login?next=" + urllib.parse.quote(path, safe="")
    assert desk.app.get(path, headers={"HX-Request": "true"}).status == 401


@pytest.mark.parametrize("path", ACTIONS)
def test_an_action_wants_a_login_and_the_token(desk, path):
    form, path = ACTIONS[path], desk.fill(path)
    answer = desk.app.post(path, form=form)
    assert (answer.status, answer.headers["Location"]) == (303, "/ui/login")
    assert desk.admin.post(path, form={**form, "csrf": "0" * 32}).status == 403
    body = urllib.parse.urlencode(form)
    assert desk.admin.post(path, body=body, headers={
        "Content-Type": "application/x-www-form-urlencoded"}).status == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert desk.admin.post(path, form=form, headers=foreign).status == 403


@pytest.mark.parametrize("path", PAGES + OWNER_PAGES + PARTS)
def test_a_page_refuses_parameters_it_does_not_know(desk, path):
    path = urllib.parse.quote(desk.fill(path), safe="/?&=")
    sign = "&" if "?" in path else "?"
    for query in ["unknown=1", "unknown", "tab=needs&tab=needs&x=1"]:
        assert desk.admin.get(path + sign + query).status == 400, query


@pytest.mark.parametrize("path", ACTIONS)
def test_an_action_refuses_wrong_parameters(desk, path):
    form, path = ACTIONS[path], desk.fill(path)
    assert desk.admin.post(path, form={**form, "unknown": "1"}).status == 400
    body = urllib.parse.urlencode([("csrf", desk.admin.csrf), *form.items()])
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for name in form:
        twice = body + "&" + urllib.parse.urlencode({name: form[name]})
        assert desk.admin.post(path, body=twice, headers=headers).status == 400, name
        broken = re.sub(rf"(^|&){name}=[^&]*", rf"\1{name}=%FF", body)
        assert desk.admin.post(path, body=broken, headers=headers).status == 400, name


@pytest.mark.parametrize("path, status", [
    ("/ui/chats?tab=other", 400), ("/ui/chats?before_at=-1", 400), ("/ui/chats?before_id=abc", 400),
    ("/ui/chats/0", 404), ("/ui/chats/abc", 404), ("/ui/chats/99999", 404), ("/ui/chats/1%27", 404),
    ("/ui/chats/99999999999999999999", 404), ("/ui/chats/1?before_at=x", 400), ("/ui/chats/1/news?after=%00", 400),
    ("/ui/chats/1/news?after=a%20b", 400), ("/ui/chats/99999/news", 404), ("/ui/assistant?project=999", 404),
    ("/ui/assistant?project=x", 400), ("/ui/assistant?done=other", 400), ("/ui/assistant/facts/999?project=1", 404),
    ("/ui/assistant/facts/1", 400), ("/ui/assistant/prompt?listing=999", 404), ("/ui/accounts/999", 404),
    ("/ui/accounts/1?done=x", 400), ("/ui/chats/1/reply", 405), ("/ui/nothing", 404),
])
def test_what_is_not_there_or_malformed_is_told_apart(desk, path, status):
    answer = desk.admin.get(path)
    assert answer.status == status
    check_html(answer.text)


def test_a_viewer_reads_and_changes_nothing(desk, people):
    for path in PAGES:
        text = desk.page(desk.fill(path), people["viewer"])
        forms = set(re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', text))
        assert forms - {"/ui/logout", "/ui/me/password", "/ui/me/lang", "/ui/me/theme", "/ui/me/keys", "/ui/assistant"} == set() or \
            "<fieldset class=\"plain\" disabled>" in text, path
    for path in OWNER_PAGES + ADMIN_PAGES:
        assert people["viewer"].get(path).status == 403
    for path, form in ACTIONS.items():
        assert people["viewer"].post(desk.fill(path), form=form).status == 403, path


def test_an_operator_acts_in_chats_only(desk, people):
    text = desk.page(desk.fill("/ui/chats/{chat}"), people["operator"])
    assert "/reply\"" in text
    for path, form in ADMIN_ACTIONS.items():
        assert people["operator"].post(desk.fill(path), form=form).status == 403, path
    assert people["operator"].post(desk.fill("/ui/chats/{chat}/take")).status in (303, 403)


def test_only_those_who_may_change_an_account_see_its_address(desk, people):
    token = desk.app.sql("SELECT webhook_token FROM account")[0][0]
    assert token in desk.page("/ui/accounts/1")
    assert token not in desk.page("/ui/accounts/1", people["operator"])

# --- what all have in common


def test_the_style_page_shows_every_component(shop):
    text = shop.page("/ui/styleguide")
    for mark in ["<button", "<input", 'class="week"', 'class="tabs"', "<table", 'class="card"', 'class="tag', 'class="banner',
                 "<dialog", 'class="toast', 'class="empty"', 'class="skeleton', 'class="b ', "data-left="]:
        assert mark in text, mark

def test_the_frame_tells_who_waits_and_what_is_wrong(shop):
    shop.app.sql("UPDATE chat SET needs_person = 0")
    assert 'data-part="needs"></span>' in shop.page("/ui/me")
    shop.model(CALL)
    chat, _ = shop.write("Какой торг?")
    shop.needs_person(chat)
    page = shop.page("/ui/me")
    assert re.search(r'data-part="needs"[^>]*>1</span>', page)
    assert "Бот за прилавком" in page
    shop.app.sql("UPDATE account SET status = 'no_access'")
    try:
        assert "нужна помощь" in shop.page("/ui/me")
    finally:
        shop.app.sql("UPDATE account SET status = 'ok'")


def test_a_name_may_be_zero(shop):
    """ClearSilver takes the text "0" for false."""
    app = shop.app
    app.cli("user", "add", "0", "--role", "admin", "--password-stdin", input="password-of-zero")
    zero = app.login("0", "password-of-zero")
    text = shop.page("/ui/chats?tab=all", zero)
    assert '<nav class="bar"' in text and 'class="toasts"' in text
    assert '<nav class="bar"' not in app.get("/ui/login").text
    shop.project(mode="off")
    chat, _ = shop.write("Есть кто?")
    shop.act(f"/ui/chats/{shop.id(chat)}/reply", session=zero, nonce="0123456789abcdef", text="0")
    shop.settle()
    assert re.search(r"· 0( |$)", words(re.search(r'<div class="messages".*', shop.chat(chat), re.S)[0]).replace("<", ""))
    answer = zero.get("/ui/chats?0=1")
    assert answer.status == 400 and "<code>0</code>" in answer.text
    listing = app.sql("SELECT id, title FROM listing WHERE seen_at > 0 ORDER BY id LIMIT 1")[0]
    app.sql(f"UPDATE listing SET title = '0' WHERE id = {listing[0]}")
    try:
        shop.act("/ui/assistant/facts", project="1", question="Ноль?", answer="0", approved="1", listing=listing[0])
        assert re.search(r"<b>Ноль\?</b><span>0</span><span class=\"tag\">0<", shop.page("/ui/assistant/facts?q=Ноль"))
    finally:
        app.sql(f"UPDATE listing SET title = '{listing[1]}' WHERE id = {listing[0]}; DELETE FROM fact WHERE question = 'Ноль?'")


def test_a_page_that_is_not_there_keeps_the_navigation(shop):
    page = shop.admin.get("/ui/nowhere")
    assert page.status == 404
    assert 'href="/ui/chats"' in page.text
    assert 'href="/ui/chats"' not in shop.app.get("/ui/nowhere").text


def test_english_is_complete(shop):
    shop.act("/ui/me/lang", lang="en")
    try:
        for path in PAGES:
            text = shop.page(shop.fill(path))
            assert '<html lang="en">' in text
        assert "Need you" in words(shop.page("/ui/chats"))
    finally:
        shop.act("/ui/me/lang", lang="ru")
