# SPDX-License-Identifier: MIT
"""The dashboard's pages on the live path: what each shows, what each button does, who may."""

import concurrent.futures
import html
import re
import subprocess
import urllib.parse

import pytest

from live import Live
from prilavok import TOP, Instance
from simlib import PATIENCE, wait

GOOD = {"reply": "Да, в продаже. Приезжайте смотреть.", "handoff": False, "confidence": 95}
CALL = {"reply": "", "handoff": True, "handoff_reason": "торг", "confidence": 90}
NAUGHTY = "<script>alert(1)</script> & \"кавычки\" '<b>"

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


class Desk(Live):
    """An installation of its own with somebody signed in."""

    def __init__(self, app):
        super().__init__(app)
        self.admin = app.login()

    def id(self, chat):
        """Our number of a chat of Avito, once it is known."""
        query = f"SELECT id FROM chat WHERE avito_chat_id = '{chat}' AND enriched_at > 0"
        return self.app.wait(lambda: self.app.sql(query), what="the chat")[0][0]

    def page(self, path, session=None):
        """The text of a page, which must be there and be good HTML."""
        answer = (session or self.admin).get(urllib.parse.quote(path, safe="/?&=%"))
        assert answer.status == 200, answer.text
        check_html(answer.text)
        return answer.text

    def chat(self, chat):
        """The chat's page without the list beside it, which tells of other chats."""
        return without_list(self.page(f"/ui/chats/{self.id(chat)}"))

    def row_of(self, chat, tab):
        """The words of the chat's row in a tab of the inbox, or None."""
        text = self.page(f"/ui/chats?tab={tab}")
        row = re.search(rf'<a class="row[^"]*" id="c{self.id(chat)}".*?</a>', text, re.S)
        return row and words(row[0])

    def act(self, path, status=303, session=None, **form):
        answer = (session or self.admin).post(path, form=form)
        assert answer.status == status, answer.text
        return answer

    def on(self, chat, action, status=303, **form):
        return self.act(f"/ui/chats/{self.id(chat)}/{action}", status, **form)

    def fill(self, path):
        fact = self.app.sql("SELECT MIN(id) FROM fact")[0][0]
        chat = self.app.sql("SELECT MIN(id) FROM chat")[0][0]
        return path.format(chat=chat, fact=fact)


def without_list(text):
    return re.sub(r'<section class="list".*?</section>', "", text, flags=re.S)


def check_html(text):
    """tidy's word on a page; ARIA 1.1 is newer than tidy 5.6.  And no dot separates something from nothing."""
    assert re.findall(r".{0,40}·\s*</", text) == []
    done = subprocess.run(["tidy", "-eq", "-utf8", "--drop-empty-elements", "no"], input=text, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE)
    lines = [line for line in done.stderr.splitlines() if 'proprietary attribute "aria-current"' not in line]
    assert lines == [], "\n".join(lines)


def words(text):
    """What a reader sees of a page, blanks evened out."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def field(text, name):
    """The value of a field of a form."""
    found = re.search(rf'<(?:input|select|textarea)[^>]*name="{name}"[^>]*>\n?([^<]*)', text)
    assert found, f"no field {name}"
    value = re.search(r'value="([^"]*)"', found[0])
    return html.unescape(value[1] if value else found[1])


def problem(answer):
    return words(re.search(r"<h1>(.*?)</h1>", answer.text, re.S)[1])


@pytest.fixture(scope="module")
def desk():
    app = Instance("desk")
    try:
        app.start()
        running = Desk(app)
        chat, _ = running.write("Здравствуйте")
        running.id(chat)
        running.settle()
        yield running
    finally:
        app.remove()


@pytest.fixture
def shop(desk):
    """The desk at rest, with a quick bot that answers alone."""
    desk.settle()
    desk.fresh()
    desk.project(mode="auto", quiet_ms=200, quiet_max_ms=8000, schedule="always", off_hours="away",
                 takeover_ms=3600000, reply_max_age_ms=3600000, allowed_contacts="",
                 zone="Europe/Moscow", name="Мебель", handoff_text="Передал ваш вопрос продавцу")
    desk.app.sql("UPDATE provider SET open_until = 0, failures = 0, ladder = 0; DELETE FROM project_hours")
    yield desk


@pytest.fixture(scope="module")
def people(desk):
    """A session for each lesser role."""
    sessions = {}
    for role in ["viewer", "operator"]:
        desk.app.cli("user", "add", role, "--role", role, "--password-stdin", input="password-of-" + role)
        sessions[role] = desk.app.login(role, "password-of-" + role)
    return sessions


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


# --- the inbox


def test_the_inbox_has_the_chat_in_words(shop):
    shop.model(GOOD)
    chat, _ = shop.write("Диван ещё продаётся?", buyer_name="Марина")
    shop.reply(chat)
    shop.settle()
    text = shop.row_of(chat, "bot")
    assert "Марина" in text and "Диван угловой «Осло», серый · 15 000 ₽" in text
    assert "Бот: " + GOOD["reply"] in text
    assert shop.row_of(chat, "all") == text
    assert shop.row_of(chat, "needs") is None and shop.row_of(chat, "drafts") is None


def test_a_chat_that_needs_a_person_says_why(shop):
    shop.model(CALL)
    chat, _ = shop.write("Отдадите за полцены?")
    shop.settle()
    text = shop.row_of(chat, "needs")
    assert "бот не знает, что ответить" in text and "ведёт человек" not in text and "только что" in text
    assert "Бот остановился: бот не знает, что ответить" in words(shop.chat(chat))
    shop.on(chat, "dismiss")
    assert shop.row_of(chat, "needs") is None
    assert "Бот остановился" not in words(shop.chat(chat))


def test_names_and_words_are_shown_and_never_run(shop):
    shop.model({**GOOD, "reply": "Да"})
    chat, _ = shop.write(NAUGHTY, buyer_name=NAUGHTY)
    shop.settle()
    for text in [shop.page("/ui/chats?tab=all"), shop.chat(chat)]:
        assert "<script>alert" not in text and "'<b>" not in html.unescape(re.sub(r"&[#\w]+;", "", text))
        assert words(text).count(" ".join(NAUGHTY.split())) >= 1 or html.unescape(text).count(NAUGHTY) >= 1
    assert html.unescape(shop.chat(chat)).count(NAUGHTY) >= 2


def test_a_long_list_continues_where_it_ended(shop):
    shop.app.sql("INSERT INTO chat (account_id, avito_chat_id, last_message_at, enriched_at, created_at)"
                 " SELECT 1, CONCAT('long-', seq), 1000 + FLOOR(seq / 3), 1, 1 FROM seq_1_to_120")
    seen, path = [], "/ui/chats?tab=all"
    try:
        while path:
            text = shop.page(path)
            seen += re.findall(r'<a class="row[^"]*" id="c(\d+)"', text)
            more = re.search(r'<a class="more" href="([^"]*)"', text)
            path = more and html.unescape(more[1])
        known = [row[0] for row in shop.app.sql("SELECT id FROM chat ORDER BY last_message_at DESC, id DESC")]
        assert seen == known and len(seen) > 120
    finally:
        shop.app.sql("DELETE FROM chat WHERE avito_chat_id LIKE 'long-%'")


def test_news_come_only_when_there_are_some(shop):
    chat, _ = shop.write("Здравствуйте")
    shop.settle()
    for path in ["/ui/chats/news?tab=all&after=", f"/ui/chats/{shop.id(chat)}/news?after="]:
        def ask(version):
            return shop.admin.get(path + version)

        def version_of(answer):
            return re.search(r'data-version="([^"]*)"', answer.text)[1]

        def is_quiet():  # minutes pass, and so do late echoes
            version = version_of(ask("0"))
            answer = ask(version)
            return answer.status == 204 and answer.body == b"" and version

        version = wait(is_quiet, what="quiet")
        shop.write("Вы тут?", chat_id=chat)
        fresh = wait(lambda: (answer := ask(version)).status == 200 and answer, what="news")
        assert "Вы тут?" in fresh.text and version_of(fresh) != version
        shop.settle()


def test_trouble_with_an_account_stands_above_the_inbox(shop):
    app = shop.app
    assert "data-part=\"troubles\"" in shop.page("/ui/chats")
    app.sql("UPDATE account SET status = 'no_access', status_text = 'tariff',"
            " status_at = UNIX_TIMESTAMP(NOW(3)) * 1000 - 180000")
    text = words(shop.page("/ui/chats"))
    assert "Тариф не даёт доступа к сообщениям проверено 3 мин назад" in text and "Подключите на Авито тариф" in text
    app.sql("UPDATE account SET status = 'ok', status_text = '', webhook_state = 'foreign'")
    assert "Вебхук занят другой программой" in words(shop.page("/ui/chats"))
    shop.act("/ui/accounts/1/check")
    app.wait(lambda: app.sql("SELECT status, webhook_state FROM account") == [["ok", "ours"]], what="a check")
    assert "Вебхук" not in words(shop.page("/ui/chats"))


# --- one chat


def test_every_kind_of_message_is_shown(shop):
    chat, _ = shop.write("Смотрите")
    for kind, content in [
            ("image", {"image": {"sizes": {"1280x960": "https://img.example/1.jpg", "140x105": "https://img.example/2"}}}),
            ("location", {"location": {"lat": 55.599799, "lon": 37.603954, "text": "Варшавское шоссе"}}),
            ("item", {"item": {"title": "Кресло", "item_url": "javascript:alert(1)", "price_string": "7 000 ₽"}}),
            ("link", {"link": {"text": "habr.com", "url": "https://habr.com/ru/"}}),
            ("call", {"call": {"status": "missed"}}), ("voice", {"voice": {"voice_id": "x"}}), ("video", {}), ("file", {})]:
        shop.write(chat_id=chat, type=kind, content=content)
    shop.settle()
    text = shop.chat(chat)
    seen = words(text)
    for part in ["Фото Открыть фото", "Место на карте Варшавское шоссе Показать на карте", "Кресло 7 000 ₽", "habr.com",
                 "Пропущенный звонок", "Голосовое сообщение", "Видео", "Файл", "сегодня"]:
        assert part in seen, part
    assert "javascript:" not in text
    assert '<a href="https://img.example/1.jpg" rel="noreferrer noopener"' in text
    assert "pt=37.603954,55.599799" in text


def test_authors_are_told_apart(shop):
    shop.model(GOOD)
    chat, _ = shop.write("Диван в наличии?")
    shop.reply(chat)
    shop.on(chat, "reply", nonce="abcdefgh1", text="Это Анна")
    wait(lambda: len(shop.texts(chat)) == 2, what="the person's words")
    shop.write("Это Олег с телефона", chat_id=chat, **{"as": "colleague"})
    shop.settle()
    text = shop.chat(chat)
    for author, said in [("buyer", "Диван в наличии?"), ("bot", GOOD["reply"]), ("person", "Это Анна"),
                         ("colleague", "Это Олег с телефона")]:
        assert re.search(rf'<div class="b {author}" id="m\d+"><p class="text">{re.escape(said)}</p>', text), author
    assert "· admin" in words(text) and "из приложения Авито" in words(text)


def test_the_reasons_stand_under_the_answer(shop):
    shop.model(GOOD)
    chat, _ = shop.write("Диван в наличии?")
    shop.reply(chat)
    shop.settle()
    text = shop.chat(chat)
    lines = [words(line) for line in re.findall(r'<li class="\w+">(.*?)</li>', text)]
    assert "Сообщение свежее, на него ещё не отвечали" in lines[:2]
    assert "Чат ведёт бот" in lines and any(line.startswith("Проверки ответа пройдены: ") for line in lines)
    assert lines[-1] == "Уверенность 95 %: можно отправлять"
    assert text.index(GOOD["reply"]) < text.index('<details class="why"')


def test_silence_has_its_reasons_too(shop):
    shop.project(mode="off")
    chat, _ = shop.write("Ау?")
    shop.settle()
    text = words(shop.chat(chat))
    assert "бот промолчал: ассистент выключен" in text and "Ассистент выключен в настройках: отвечаете вы." in text


def test_unknown_checks_are_shown_by_their_names(shop):
    shop.project(mode="off")
    chat, _ = shop.write("Ау?")
    shop.settle()
    shop.app.sql("""UPDATE turn SET reason = 'odd_reason', trace =
        '[{"check":"quantum","result":"stop","detail":"a <b>"},{"check":"x..y","result":"","detail":""},7,{}]'""")
    text = shop.chat(chat)
    assert "quantum: stop a &lt;b&gt;" in text and "odd_reason" in text
    shop.app.sql("UPDATE turn SET trace = 'not json'")
    shop.chat(chat)


def test_a_reply_goes_out_once_however_often_it_is_sent(shop):
    shop.project(mode="off")
    chat, _ = shop.write("Диван в наличии?")
    shop.settle()
    nonce = field(shop.chat(chat), "nonce")
    assert len(nonce) >= 16 and nonce != field(shop.chat(chat), "nonce")
    for _ in range(3):
        assert shop.on(chat, "reply", nonce=nonce, text="Да\r\nконечно").headers["Location"] == \
            f"/ui/chats/{shop.id(chat)}"
    shop.settle()
    assert shop.texts(chat) == ["Да\nконечно"]
    assert shop.row(chat)[:3] == ["human", "operator", "0"]
    assert "Бот молчит ещё 1 ч" in words(shop.chat(chat)).replace("\u00a0", " ")


@pytest.mark.parametrize("text, status", [("", 400), (" \n\t ", 400), ("я" * 4000, 303), ("я" * 4001, 400), ("a\0b", 400)])
def test_a_reply_has_words_and_bounds(shop, text, status):
    shop.project(mode="off")
    chat, _ = shop.write("Диван в наличии?")
    answer = shop.on(chat, "reply", status, nonce="abcdefgh2", text=text)
    if text.strip() == "" and text != "":
        assert problem(answer) == "Напишите ответ" and f'href="/ui/chats/{shop.id(chat)}"' in answer.text


def test_what_did_not_go_out_is_shown_with_its_reason(shop):
    chat, _ = shop.write("Диван в наличии?")
    shop.reply(chat)
    shop.settle()
    shop.faults(routes=[{"path": "/messenger/v1/accounts/*/chats/*/messages", "method": "POST", "status": 404,
                         "body": {"error": {"code": 404, "message": "not found"}}}])
    shop.on(chat, "reply", nonce="abcdefgh3", text="Пропало")
    shop.settle()
    text = words(shop.chat(chat))
    assert "Пропало не отправлено: чат удалён, или покупатель вас заблокировал" in text
    assert "Ответить нельзя" in text and 'name="nonce"' not in shop.chat(chat)


def unsent(shop):
    """A chat with the bot's answer that Avito refused, its page, and the number of the answer."""
    shop.faults(routes=[{"path": "/messenger/v1/accounts/*/chats/*/messages", "method": "POST", "status": 400,
                         "body": {"error": {"code": 400, "message": "no"}}}])
    shop.model(GOOD)
    chat, _ = shop.write("Диван в наличии?")
    assert shop.needs_person(chat) == "failed"
    shop.settle()
    text = shop.chat(chat)
    assert "Отправить ещё раз Не отправлять" in words(text)
    return chat, field(text, "unsent")


def test_what_was_not_sent_is_sent_after_all(shop):
    chat, number = unsent(shop)
    shop.faults()
    shop.on(chat, "unsent/again", unsent=number)
    assert shop.reply(chat) == [GOOD["reply"]]
    shop.settle()
    text = words(shop.chat(chat))
    assert "отправил(а) admin" in text and "Отправить ещё раз" not in text and "Нужен человек" not in text
    for act in ["again", "drop"]:
        answer = shop.on(chat, f"unsent/{act}", 409, unsent=number)
        assert "Это сообщение уже отправлено" in problem(answer)
    assert shop.texts(chat) == [GOOD["reply"]]


def test_what_was_not_sent_may_stay_unsent(shop, people):
    chat, number = unsent(shop)
    path = f"/ui/chats/{shop.id(chat)}"
    assert "Не отправлять" not in words(shop.page(path, people["viewer"]))
    shop.act(path + "/unsent/drop", session=people["operator"], unsent=number)
    text = words(shop.chat(chat))
    assert "Не отправлять" not in text and "не отправлено" not in text
    assert shop.on(chat, "unsent/again", 409, unsent=number)
    other, _ = shop.write("А стул?", buyer_id=777)
    shop.act(f"/ui/chats/{shop.id(other)}/unsent/drop", 404, unsent=number)


def test_a_chat_is_taken_and_handed_back(shop):
    shop.model(GOOD)
    shop.project(quiet_ms=5000)
    chat, _ = shop.write("Диван в наличии?")
    shop.id(chat)
    shop.on(chat, "take")
    assert shop.row(chat)[:2] == ["human", "operator"]
    text = shop.chat(chat)
    assert "Бот молчит, пока чат ему не вернут" in words(text) and "/give-back" in text and "/take" not in text
    shop.on(chat, "give-back")
    assert shop.reply(chat) == [GOOD["reply"]]
    assert shop.row(chat)[0] == "bot"


def test_answer_now_ends_the_quiet_time(shop):
    shop.model(GOOD)
    shop.project(quiet_ms=600000, quiet_max_ms=600000)
    chat, _ = shop.write("Диван в наличии?")
    text = shop.chat(chat)
    assert re.search(r"Бот ответит через \d+ (мин|с)", words(text).replace("\u00a0", " ")) and "/answer-now" in text
    assert re.search(r'data-left="\d+" data-pattern="Бот ответит через \{\}', text)
    assert "бот ответит через" in shop.row_of(chat, "bot")
    shop.on(chat, "answer-now")
    assert shop.reply(chat) == [GOOD["reply"]]
    shop.settle()
    answer = shop.on(chat, "answer-now", 409)
    assert problem(answer) == "Бот сейчас не собирается отвечать в этом чате"


def test_a_draft_is_sent_as_it_is(shop):
    shop.project(mode="draft")
    shop.model(GOOD)
    chat, _ = shop.write("Диван в наличии?")
    shop.settle()
    assert "черновик" in shop.row_of(chat, "drafts") and shop.texts(chat) == []
    text = shop.chat(chat)
    form = {"draft": field(text, "draft"), "text": html.unescape(re.search(
        r'<textarea id="draft"[^>]*>\n([^<]*)', text)[1])}
    assert form["text"] == GOOD["reply"]
    shop.on(chat, "draft", **form)
    assert shop.reply(chat) == [GOOD["reply"]]
    shop.settle()
    assert "черновик бота, отправил(а) admin" in words(shop.chat(chat))
    for action in ["draft", "draft/drop"]:
        answer = shop.on(chat, action, 409, **form)
        assert problem(answer) == "Черновик уже отправлен, или покупатель написал снова"
    assert shop.texts(chat) == [GOOD["reply"]]


def test_a_draft_is_sent_in_other_words(shop):
    shop.project(mode="draft")
    shop.model(GOOD)
    chat, _ = shop.write("Диван в наличии?")
    shop.settle()
    shop.on(chat, "draft", draft=field(shop.chat(chat), "draft"), text="Есть, но один")
    assert shop.reply(chat) == ["Есть, но один"]


def test_a_dropped_draft_leaves_the_buyer_to_a_person(shop):
    shop.project(mode="draft")
    shop.model(GOOD)
    chat, _ = shop.write("Диван в наличии?")
    shop.settle()
    shop.on(chat, "draft/drop", draft=field(shop.chat(chat), "draft"), text="")
    shop.settle()
    assert shop.texts(chat) == []
    text = words(shop.chat(chat))
    assert "черновик отброшен, ответа нет" in text and "Черновик ответа" not in text


def test_a_draft_is_stale_once_the_buyer_writes_again(shop):
    shop.project(mode="draft")
    shop.model(GOOD, repeat=True)
    chat, _ = shop.write("Диван в наличии?")
    shop.settle()
    old = field(shop.chat(chat), "draft")
    shop.write("И доставка нужна", chat_id=chat)
    shop.settle()
    assert shop.on(chat, "draft", 409, draft=old, text="Да").status == 409
    assert field(shop.chat(chat), "draft") != old


def test_earlier_messages_are_a_page_back(shop):
    shop.project(mode="off")
    chat, _ = shop.write("первое слово")
    number = shop.id(chat)
    shop.app.sql(f"""INSERT INTO message (account_id, chat_id, avito_id, author, author_id, type, text, content,
        created_at, received_at) SELECT 1, {number}, CONCAT('old-{number}-', seq), 'buyer', 5, 'text',
        CONCAT('старое ', seq), '{{}}', 1700000000000 + seq * 1000, 1 FROM seq_1_to_100""")
    text = shop.page(f"/ui/chats/{number}")
    assert "старое 100" in text and "старое 41<" not in text and "15 ноября 2023" in text
    earlier = html.unescape(re.search(r'<a class="more earlier" href="([^"]*)"', text)[1])
    text = without_list(shop.page(earlier))
    assert "старое 41<" in text and "старое 42<" not in text and "первое слово" not in text
    assert "data-news" not in text and 'name="nonce"' not in text


# --- the assistant


def test_answerers_are_added_moved_and_removed(shop):
    def rows():
        return shop.app.sql("SELECT id, dialect, base_url, model FROM provider ORDER BY position")

    before = rows()
    shop.act("/ui/assistant/answerers", project="1", dialect="openai", base_url=" http://127.0.0.1:11434/v1/ ",
             model="llama", api_key="secret-key-1", timeout="30")
    new = rows()[-1]
    assert rows()[:-1] == before and new[1:] == ["openai", "http://127.0.0.1:11434/v1", "llama"]
    text = shop.page("/ui/assistant/answerers")
    assert "ключ сохранён" in text and "secret-key" not in text
    assert "secret-key" not in shop.app.sql(f"SELECT api_key FROM provider WHERE id = {new[0]}")[0][0]
    shop.act("/ui/assistant/answerers/up", project="1", answerer=new[0])
    assert rows()[-2][0] == new[0]
    shop.act("/ui/assistant/answerers/down", project="1", answerer=new[0])
    shop.act("/ui/assistant/answerers/down", project="1", answerer=new[0])
    assert rows() == [*before, new]
    shop.act("/ui/assistant/answerers/remove", project="1", answerer=new[0])
    assert rows() == before
    shop.act("/ui/assistant/answerers/remove", 404, project="1", answerer=new[0])


def test_a_key_is_kept_for_its_address_only(shop):
    shop.act("/ui/assistant/answerers", project="1", dialect="openai", base_url="https://api.example.com/v1",
             model="m", api_key="secret-key-2", timeout="30")
    row = shop.app.sql("SELECT MAX(id) FROM provider")[0][0]

    def key():
        return shop.app.sql(f"SELECT api_key FROM provider WHERE id = {row}")[0][0]

    kept = key()
    form = {"project": "1", "answerer": row, "dialect": "openai", "model": "m2", "timeout": "30"}
    shop.act("/ui/assistant/answerers", **form, base_url="https://api.example.com/v1")
    assert key() == kept
    answer = shop.act("/ui/assistant/answerers", 422, **form, base_url="https://elsewhere.example/v1")
    check_html(answer.text)
    assert "введите ключ ещё раз" in words(answer.text) and key() == kept
    shop.act("/ui/assistant/answerers", **form, base_url="https://elsewhere.example/v1", forget_key="1")
    assert key() is None
    for wrong in [{"base_url": "ftp://x/"}, {"base_url": "not an address"}, {"base_url": ""}]:
        assert "Нужен адрес" in words(shop.act("/ui/assistant/answerers", 422, **form, **wrong).text)
    assert "Заполните" in words(shop.act("/ui/assistant/answerers", 422, project="1", dialect="openai", timeout="30",
                                         base_url="https://api.example.com/v1", model=" ").text)
    shop.act("/ui/assistant/answerers/remove", project="1", answerer=row)


def test_facts_are_added_edited_and_removed(shop):
    shop.act("/ui/assistant/facts", project="1", question="Есть ли самовары?", answer="Есть, " + NAUGHTY, approved="1")
    fact = shop.app.sql("SELECT MAX(id) FROM fact")[0][0]
    assert "Есть, " + NAUGHTY in html.unescape(shop.page("/ui/assistant/facts"))
    assert "самовар" in shop.app.sql(f"SELECT stems FROM fact WHERE id = {fact}")[0][0]
    prompt = "/ui/assistant/prompt?words=самовары"
    assert "Есть ли самовары?" in shop.page(prompt)
    shop.act(f"/ui/assistant/facts/{fact}", project="1", question="Есть ли самовары?", answer="Кончились")
    text = shop.page(f"/ui/assistant/facts/{fact}?project=1")
    assert field(text, "answer") == "Кончились" and 'name="approved" value="1">' in text
    assert "самовар" not in re.search(r"<pre.*?</pre>", shop.page(prompt), re.S)[0]
    for wrong in [{"question": " ", "answer": "a"}, {"question": "q", "answer": "\n"}]:
        answer = shop.act(f"/ui/assistant/facts/{fact}", 422, project="1", **wrong)
        check_html(answer.text)
        assert "Заполните это поле" in answer.text
        assert shop.act("/ui/assistant/facts", 422, project="1", **wrong).status == 422
    shop.act(f"/ui/assistant/facts/{fact}", 404, project="1", question="q", answer="a", listing="99999")
    shop.act(f"/ui/assistant/facts/{fact}/remove", project="1")
    shop.act(f"/ui/assistant/facts/{fact}/remove", 404, project="1")


def test_a_fact_may_belong_to_one_listing(shop):
    shop.write("Здравствуйте")
    shop.settle()
    listing = shop.app.sql("SELECT MIN(id) FROM listing")[0][0]
    shop.act("/ui/assistant/facts", project="1", question="Сколько подушек?", answer="Три", approved="1", listing=listing)
    fact = shop.app.sql("SELECT MAX(id) FROM fact")[0][0]
    assert re.search(r'<span class="tag">[^<]+</span>', shop.page(f"/ui/assistant/facts?listing={listing}"))
    assert f'<option value="{listing}" selected>' in shop.page(f"/ui/assistant/facts/{fact}?project=1")
    assert "Три" in re.search(r"<pre.*", shop.page(f"/ui/assistant/prompt?words=подушек&listing={listing}"), re.S)[0]
    assert "Три" not in re.search(r"<pre.*", shop.page("/ui/assistant/prompt?words=подушек"), re.S)[0]
    shop.act(f"/ui/assistant/facts/{fact}/remove", project="1")


def test_another_project_is_another_assistant(shop):
    shop.app.sql("INSERT INTO project (name, instructions, away_text, handoff_text, allowed_contacts, created_at, updated_at)"
                 " VALUES ('Второй', '', '', '', '', 1, 1)")
    other = shop.app.sql("SELECT MAX(id) FROM project")[0][0]
    fact = shop.app.sql("SELECT MIN(id) FROM fact")[0][0]
    try:
        assert "Второй" in shop.page("/ui/assistant")
        assert field(shop.page(f"/ui/assistant?project={other}"), "name") == "Второй"
        assert shop.admin.get(f"/ui/assistant/facts/{fact}?project={other}").status == 404
        shop.act(f"/ui/assistant/facts/{fact}/remove", 404, project=other)
        shop.act("/ui/assistant/answerers/remove", 404, project=other, answerer="1")
        assert "Не настроено ни одной модели" in shop.page(f"/ui/assistant/answerers?project={other}")
    finally:
        shop.app.sql(f"DELETE FROM project WHERE id = {other}")


# --- accounts and the system


def test_an_account_is_checked_switched_and_renamed(shop):
    shop.act("/ui/accounts/1/name", name="  Мебель на Мира ")
    assert "<h1>Мебель на Мира</h1>" in shop.page("/ui/accounts/1?done=saved")
    shop.act("/ui/accounts/1/enable", enabled="0")
    assert "Выключен" in words(shop.page("/ui/accounts")) and "Включить" in shop.page("/ui/accounts/1")
    shop.model(GOOD, repeat=True)
    chat, _ = shop.write("Диван в наличии?")
    shop.settle()
    assert shop.texts(chat) == []
    shop.act("/ui/accounts/1/enable", enabled="1")
    shop.app.wait(lambda: shop.app.sql("SELECT status, webhook_state FROM account") == [["ok", "ours"]])
    assert "Подключён" in words(shop.page("/ui/accounts/1"))


def test_wrong_keys_are_told_in_words_and_right_ones_heal(shop):
    app = shop.app
    keys = app.sql("SELECT client_id FROM account")[0][0]
    shop.act("/ui/accounts/1/keys", client_id="nobody", client_secret="wrong-secret")
    app.wait(lambda: app.sql("SELECT status FROM account") == [["needs_reauth"]], what="a refusal")
    for path in ["/ui/accounts/1", "/ui/accounts", "/ui/chats"]:
        assert "Авито не принимает ключи" in words(shop.page(path))
    text = shop.page("/ui/accounts/1")
    assert field(text, "client_id") == "nobody" and "wrong-secret" not in text
    answer = shop.act("/ui/accounts/1/keys", 422, client_id=" ", client_secret="")
    assert answer.text.count("Заполните это поле") == 2
    shop.act("/ui/accounts/1/keys", client_id=keys, client_secret="sim-secret")
    app.wait(lambda: app.sql("SELECT status FROM account") == [["ok"]], what="a connection")


def test_an_account_is_added_once(shop):
    app = shop.app
    answer = shop.act("/ui/accounts", project="1", name=NAUGHTY, client_id="second", client_secret="hush")
    new = re.fullmatch(r"/ui/accounts/(\d+)\?done=added", answer.headers["Location"])[1]
    try:
        assert NAUGHTY in html.unescape(shop.page(f"/ui/accounts/{new}?done=added"))
        app.wait(lambda: app.sql(f"SELECT status FROM account WHERE id = {new}") == [["needs_reauth"]])
        answer = shop.act("/ui/accounts", 422, project="1", name="x", client_id="second", client_secret="hush")
        check_html(answer.text)
        assert "уже подключён" in answer.text and "hush" not in answer.text
        assert shop.act("/ui/accounts", 422, project="1", name="", client_id="", client_secret="").text.count(
            "Заполните это поле") == 2
        shop.act("/ui/accounts", 404, project="999", name="", client_id="third", client_secret="x")
        assert "Мебель" in words(shop.page("/ui/chats?tab=all"))
    finally:
        app.sql(f"DELETE FROM account WHERE id = {new}; DELETE FROM job WHERE account_id = {new}")


def test_the_same_keys_in_the_same_moment_make_one_account(shop):
    app, count = shop.app, 6
    sessions = [app.login() for _ in range(2)] * (count // 2)
    for turn in range(4):
        form = {"project": "1", "name": "", "client_id": f"twin-{turn}", "client_secret": "hush"}
        try:
            with concurrent.futures.ThreadPoolExecutor(count) as pool:
                answers = list(pool.map(lambda session: session.post("/ui/accounts", form=form), sessions))
            assert sorted(answer.status for answer in answers) == [303] + [422] * (count - 1)
            assert all("уже подключён" in answer.text for answer in answers if answer.status == 422)
            assert app.sql(f"SELECT COUNT(*) FROM account WHERE client_id = 'twin-{turn}'") == [["1"]]
            answer = shop.act("/ui/accounts/1/keys", 422, client_id=f"twin-{turn}", client_secret="x")
            assert "уже подключён" in answer.text
        finally:
            app.sql(f"DELETE FROM job WHERE state = 0 AND account_id IN (SELECT id FROM account WHERE client_id ="
                    f" 'twin-{turn}'); UPDATE account SET deleted_at = 1 WHERE client_id = 'twin-{turn}'")
    shop.settle()
    app.sql("DELETE FROM account WHERE client_id LIKE 'twin-%'")


def test_the_style_page_shows_every_component(shop):
    text = shop.page("/ui/styleguide")
    for mark in ["<button", "<input", 'class="week"', 'class="tabs"', "<table", 'class="card"', 'class="tag', 'class="banner',
                 "<dialog", 'class="toast', 'class="empty"', 'class="skeleton', 'class="b ', "data-left="]:
        assert mark in text, mark


def test_the_system_page_tells_what_lives(shop):
    text = words(shop.page("/ui/system"))
    assert "Всё работает" in text and "служба" in text and "Версия" in text
    shop.app.sql("""INSERT INTO job (kind, name, account_id, state, run_at, error, created_at)
        VALUES ('event', '1:<b>', 1, 2, 0, 'too long & odd', 1)""")
    try:
        text = shop.page("/ui/system")
        assert "нужно внимание" in text and "1:&lt;b&gt;" in text and "too long &amp; odd" in text
    finally:
        shop.app.sql("DELETE FROM job WHERE state = 2")


def test_a_job_set_aside_runs_again_or_is_removed(shop, people):
    def put(kind, state=2):
        shop.app.sql(f"""INSERT INTO job (kind, name, account_id, state, run_at, error, created_at)
            VALUES ('{kind}', 'aside', 1, {state}, 0, 'odd', 1)""")
        return shop.app.sql("SELECT id FROM job WHERE name = 'aside'")[0][0]

    def states():
        return shop.app.sql("SELECT kind, state FROM job WHERE name = 'aside'")

    try:
        number = put("nonsense")  # which no worker knows, so that it is set aside again
        assert f"/ui/system/jobs/{number}/retry" in shop.page("/ui/system")
        assert f"/ui/system/jobs/{number}/retry" not in shop.page("/ui/system", people["operator"])
        answer = shop.act(f"/ui/system/jobs/{number}/retry")
        assert "Задача запущена ещё раз." in shop.page(answer.headers["Location"])
        shop.app.wait(lambda: "knows no such job" in shop.page("/ui/system"))
        assert states() == [["nonsense", "2"]]
        answer = shop.act(f"/ui/system/jobs/{number}/remove")
        assert "Удалено." in shop.page(answer.headers["Location"]) and states() == []
        answer = shop.act(f"/ui/system/jobs/{number}/remove")
        assert "Среди застрявших этой задачи уже нет" in shop.page(answer.headers["Location"])
        number = put("sync")
        assert f"/ui/system/jobs/{number}/remove" not in shop.page("/ui/system")
        shop.act(f"/ui/system/jobs/{number}/remove")
        assert states() == [["sync", "2"]]
    finally:
        shop.app.sql("DELETE FROM job WHERE name = 'aside'")


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
