# SPDX-License-Identifier: MIT
"""The page of an account: what the doctor finds, whose webhook stands there, the look at the chats, and
what can be changed."""

import html
import re

import pytest

import simlib
from desk import GOOD, Desk, check_html, open_desk, words
from live import SEND
from simlib import PATIENCE, wait


@pytest.fixture(scope="module")
def desk():
    with open_desk("account", chat=False) as opened:
        yield opened


@pytest.fixture
def account(desk):
    """The desk with an account in good order."""
    desk.faults()
    yield desk
    desk.faults()
    desk.app.sql("UPDATE account SET enabled = 1")
    check_until(desk, "Ключи", "Авито принимает ключи", "ok")
    check_until(desk, "Доступ к сообщениям", "Авито открыл сообщения", "ok")


def state_of(app):
    """Gives the account's page of an installation that may not reach Avito at all."""
    session = app.login()

    def page():
        answer = session.get("/ui/accounts/1")
        assert answer.status == 200, answer.text
        check_html(answer.text)
        return answer.text
    return page


def line(text, title):
    """(level, text, advice) of a line of the doctor."""
    item = re.search(rf"<li><p class=\"what\"><b>{title}</b>(.*?)</li>", text, re.S)[1]
    state = re.search(r'<span class="state-(\w+)">([^<]*)', item)
    advice = re.search(r'<p class="soft">([^<]*)', item)
    return state[1], html.unescape(state[2]), advice and html.unescape(advice[1])


def check_until(desk, title, says, level="bad"):
    """Asks for checks until the line says so, and gives its advice.  What it says is read once a check is over."""
    def found():
        if line(desk.page("/ui/accounts/1"), title)[:2] == (level, says):
            return True
        if desk.app.sql("SELECT COUNT(*) FROM account WHERE status = 'new'") == [["0"]]:
            desk.act("/ui/accounts/1/check")
        return False
    wait(found, PATIENCE, f"{title}: {says}")
    text = desk.page("/ui/accounts/1")
    assert says not in words(text) or "проверено" in words(text)
    return line(text, title)[2]


SELF = "/core/v1/accounts/self"
EXPIRED = {"result": {"message": "access token expired", "status": False}}


def test_all_is_well_with_the_time_of_each_check(account):
    text = account.page("/ui/accounts/1")
    for title in ["Связь с Авито", "Ключи", "Доступ к сообщениям", "Адрес этого сервера", "Доставка сообщений"]:
        level, says, advice = wait(lambda: (found := line(account.page("/ui/accounts/1"), title))[0] == "ok" and found,
                                   PATIENCE, title)
        assert advice is None, says
    assert text.count("проверено") >= 5


@pytest.mark.parametrize("faults, title, says, advice", [
    ({"routes": [{"path": SELF, "status": 503}]}, "Связь с Авито", "У Авито сбой", "на стороне Авито"),
    ({"routes": [{"path": SELF, "cut": "before"}]}, "Связь с Авито", "Связь с Авито обрывается", "проходит само"),
    ({"routes": [{"path": SELF, "status": 429}]}, "Связь с Авито",
     "Авито просит подождать: слишком много запросов", "продолжим сами"),
    ({"avito": {"no_subscription_402": True}}, "Доступ к сообщениям", "Тариф не включает сообщения через API",
     "«Максимальный»"),
    ({"routes": [{"path": "/messenger/**", "status": 403, "body": {"error": {"code": 403, "message": "Forbidden"}}}]},
     "Доступ к сообщениям", "С этими ключами в сообщения не пускают", "ключи сотрудника"),
    ({"routes": [{"path": SELF, "status": 403, "html": True}]}, "Связь с Авито", "Авито не пускает адрес этого сервера",
     "Ключи ни при чём"),
])
def test_what_is_wrong_is_said_in_words_with_what_to_do(account, faults, title, says, advice):
    account.faults(**faults)
    assert advice in check_until(account, title, says)


def test_an_expired_access_is_being_renewed(account):
    account.faults(routes=[{"path": SELF, "status": 403, "body": EXPIRED}, {"path": "/token", "delay_ms": 10000}])
    assert "само" in check_until(account, "Ключи", "Срок доступа истёк, получаем новый", "wait")


@pytest.mark.parametrize("refusals", [9, 0])
def test_an_address_avito_turns_away_is_told_from_wrong_keys(account, refusals):
    """/token says no to whoever asks from there: the keys are as good as before, and nobody is to change them."""
    account.app.sql(f"UPDATE token SET refusals = {refusals}")
    account.faults(routes=[{"path": "/token", "status": 403, "html": True}])
    account.control("POST", "tokens/expire", {})
    account.look("connect")
    wait(lambda: account.app.sql("SELECT expires_at FROM token") == [["0"]], what="a refused token")
    account.app.sql("UPDATE token SET updated_at = 0")  # however many were refused, it is time for the next one
    assert "менять их не нужно" in check_until(account, "Связь с Авито", "Авито не пускает адрес этого сервера")
    text = account.page("/ui/accounts/1")
    assert line(text, "Ключи")[0] != "bad" and "Авито не принимает ключи" not in words(text)
    assert "выпустите" not in words(text), "new keys would change nothing"
    version = re.search(r'data-version="([^"]+)"', text)[1]
    assert account.admin.get(f"/ui/accounts/1/news?after={version}").status in (200, 204), "the page waits for news"
    assert account.app.sql("SELECT status, status_text FROM account") == [["unreachable", "blocked"]]
    assert words(account.page("/ui/accounts/1")).count("менять их не нужно") == 1
    account.faults()
    wait(lambda: account.app.sql("SELECT status FROM account") == [["ok"]], what="recovery by itself")


def test_wrong_keys_are_told_and_right_ones_mend_it(account):
    account.act("/ui/accounts/1/keys", client_id="sim-client", client_secret="wrong")
    wait(lambda: line(account.page("/ui/accounts/1"), "Ключи")[:2] == ("bad", "Авито не принимает ключи"), PATIENCE)
    text = account.page("/ui/accounts/1")
    assert "Для профессионалов" in line(text, "Ключи")[2]
    assert 'value="wrong"' not in text and "sim-secret" not in text
    account.act("/ui/accounts/1/keys", client_id="sim-client", client_secret="sim-secret")
    wait(lambda: line(account.page("/ui/accounts/1"), "Ключи")[0] == "ok", PATIENCE, "good keys")


def test_an_address_that_leads_nowhere_is_asked_again_soon(fresh):
    """The web server may have started after the worker."""
    fresh.env = {"PUBLIC_URL": "http://127.0.0.1:1"}
    fresh.start()
    page = state_of(fresh)
    wait(lambda: line(page(), "Адрес этого сервера")[0] == "bad", PATIENCE, "a bad address")
    query = ("SELECT a.status, a.webhook_state, j.run_at - UNIX_TIMESTAMP(NOW(3)) * 1000 < 31000"
             " FROM account a JOIN job j ON j.account_id = a.id AND j.kind = 'connect' AND j.state = 0")
    wait(lambda: fresh.sql(query) == [["ok", "ours", "1"]], PATIENCE, "a check that is due soon")


@pytest.mark.parametrize("environment, network, address", [
    ({"AVITO_API_BASE_URL": "http://127.0.0.1:1", "PUBLIC_URL": "http://127.0.0.1:1"},
     "Авито не принимает соединение", "По этому адресу никто не отвечает"),
    ({"AVITO_API_BASE_URL": "https://127.0.0.1:{sim}", "PUBLIC_URL": "http://127.0.0.1:{sim}"},
     "Не выходит защищённое соединение с Авито", "По этому адресу отвечает не Прилавок"),
    ({"AVITO_API_BASE_URL": "http://avito.invalid", "PUBLIC_URL": "http://shop.example.com"},
     None, "Адрес начинается с http, а Авито шлёт только на https"),
    ({"AVITO_API_BASE_URL": "http://avito.invalid"}, None, "Этот адрес виден только внутри вашей сети"),
])
def test_what_cannot_be_reached_is_told_apart(fresh, environment, network, address):
    with simlib.Sim(sample=False) as sim:
        fresh.env = {"AVITO_CLIENT_ID": "x", "AVITO_CLIENT_SECRET": "y", "OPENAI_BASE_URL": sim.base + "/v1",
                     **{key: value.format(sim=sim.port) for key, value in environment.items()}}
        fresh.start()
        page = state_of(fresh)

        def says(title):
            return line(page(), title)
        if network:
            wait(lambda: says("Связь с Авито")[:2] == ("bad", network), PATIENCE, network)
        wait(lambda: says("Адрес этого сервера")[:2] == ("bad", address), PATIENCE, address)
        assert says("Адрес этого сервера")[2]


# --- the webhook


def subscriptions(sim):
    return [entry["url"] if isinstance(entry, dict) else entry
            for entry in sim.control("GET", "accounts")["accounts"][0]["subscriptions"]]


def avito(desk):
    """The simulator by its own port: the web server hands on only its page and control interface."""
    return simlib.Sim(port=int((desk.app.var / "simulator.port").read_text()))


def test_a_foreign_webhook_is_named_and_taken_over_after_a_yes(account):
    app = account.app
    ours = wait(lambda: subscriptions(account), PATIENCE, "ours")
    avito(account).avito("POST", "/messenger/v1/webhook/unsubscribe", {"url": ours[0]})
    foreign, other = "https://jivo.example.com/hook/17", "https://crm.example.com/hook"
    avito(account).avito("POST", "/messenger/v3/webhook", {"url": foreign})
    account.act("/ui/accounts/1/check")
    wait(lambda: app.sql("SELECT webhook_url FROM account") == [[foreign]], PATIENCE, "the finding")
    text = account.page("/ui/accounts/1")
    assert "jivo.example.com" in words(text) and "Та программа перестанет получать" in words(text)
    assert line(text, "Доставка сообщений")[0] == "bad"

    asked = app.sql("SELECT webhook_at FROM account")
    account.act("/ui/accounts/1/webhook", url=other)  # a yes for what does not stand there is no yes
    wait(lambda: app.sql("SELECT webhook_at FROM account") != asked, PATIENCE, "a check")
    assert subscriptions(account) == [foreign]

    account.act("/ui/accounts/1/webhook", url=foreign)
    wait(lambda: subscriptions(account) == ours, PATIENCE, "ours in its place")
    wait(lambda: line(account.page("/ui/accounts/1"), "Доставка сообщений")[0] == "ok", PATIENCE)
    assert app.sql("SELECT webhook_take FROM account") == [[""]]


# --- looks at the chats


def test_the_first_look_shows_how_far_it_is(fresh):
    keys = {"client_id": "shop-key", "client_secret": "shop-secret", "user_id": 200300400500, "name": "Мебель"}
    with simlib.Sim(sample=False) as sim:
        sim.control("POST", "accounts", keys)
        sim.control("POST", "items", {"account": keys["user_id"], "id": 7_000_000_001, "title": "Шкаф", "price": 9000,
                                      "status": "active"})
        sim.control("POST", "history", {"chats": 250, "age_s": 86400, "account": keys["user_id"]})
        # The second page is not answered at first: there is time to look.
        sim.faults(routes=[{"path": "/messenger/v2/accounts/*/chats", "hang": True, "skip": 1, "times": 1}])
        fresh.env = {"AVITO_CLIENT_ID": keys["client_id"], "AVITO_CLIENT_SECRET": keys["client_secret"],
                     "AVITO_API_BASE_URL": sim.base, "OPENAI_BASE_URL": sim.base + "/v1"}
        fresh.start()
        page = state_of(fresh)

        def said(*parts):
            text = page()
            return all(part in words(text) for part in parts) and text
        text = wait(lambda: said("Переносим чаты с Авито", "Просмотрено чатов 100"), PATIENCE, "progress")
        assert '<progress aria-label="Заглядывали в чаты" max="11" value="1">' in text
        wait(lambda: fresh.sql("SELECT synced_at > 0 FROM account") == [["1"]], PATIENCE, "the end")
        wait(lambda: said("Чаты просмотрены"), PATIENCE, "the end")
        assert fresh.sql("SELECT COUNT(*) FROM chat") == [["250"]]


def test_a_look_that_broke_off_says_why(account):
    account.faults(routes=[{"path": "/messenger/v2/accounts/*/chats", "status": 500}])
    account.act("/ui/accounts/1/check")

    def broke():
        return "Прервалось: Авито не ответил" in words(account.page("/ui/accounts/1"))
    wait(broke, PATIENCE, "the cause")


def test_of_a_chat_that_cannot_be_read_the_last_words_are_answered(account):
    """The list has told them; that there may be more, the page says."""
    account.settle()
    account.model(GOOD, repeat=True)
    account.project(mode="auto", quiet_ms=0)
    account.faults(webhook={"lose": 1.0}, routes=[
        {"path": "/messenger/v3/accounts/*/chats/*/messages/", "method": "GET", "status": 400}])
    chat, _ = account.write("Ещё продаёте?", buyer_id=777)
    account.looked()
    assert "но не все" in words(account.page("/ui/accounts/1"))
    assert account.reply(chat) == [GOOD["reply"]]
    account.faults()
    account.looked()
    text = words(account.page("/ui/accounts/1"))
    assert "Чаты просмотрены" in text and "но не все" not in text


def test_news_come_only_when_there_are_some(account):
    def ask(version):
        return account.admin.get("/ui/accounts/1/news?after=" + version)

    def is_quiet():
        version = re.search(r'data-version="([^"]*)"', ask("0").text)[1]
        return ask(version).status == 204 and version
    version = wait(is_quiet, PATIENCE, "quiet")
    account.act("/ui/accounts/1/check")
    wait(lambda: ask(version).status == 200, PATIENCE, "news")


# --- shops, off, deleted


def test_a_second_shop_is_opened_and_chosen(account):
    answer = account.act("/ui/accounts/shops", shop="  Кресла <b> ")
    second = re.search(r"project=(\d+)", answer.headers["Location"])[1]
    assert account.app.sql(f"SELECT name FROM project WHERE id = {second}") == [["Кресла <b>"]]
    assert account.app.sql(f"SELECT dialect FROM provider WHERE project_id = {second}") == [["builtin"]]
    assert "Кресла &lt;b&gt;" in account.page("/ui/accounts/1")
    account.act("/ui/accounts/1/shop", project=second)
    assert account.app.sql("SELECT project_id FROM account") == [[second]]
    assert account.admin.post("/ui/accounts/1/shop", form={"project": "999"}).status == 404
    account.act("/ui/accounts/1/shop", project="1")
    refused = account.act("/ui/accounts/shops", status=422, shop=" ")
    assert "Заполните это поле" in words(refused.text)


def test_nothing_is_said_in_the_name_of_an_account_that_is_off(account):
    app = account.app
    account.project(mode="off")
    chat, _ = account.write("Продаёте?")
    page = f"/ui/chats/{account.id(chat)}"
    account.settle()
    said = len(account.texts(chat))
    account.faults(routes=[{"path": SEND, "method": "POST", "status": 429, "headers": {"Retry-After": "120"}}])
    account.act(f"{page}/reply", nonce="0123456789abcdef", text="Ещё продаём")
    wait(lambda: app.sql("SELECT state, attempts > 0 FROM outbox ORDER BY id DESC LIMIT 1") == [["ready", "1"]],
         PATIENCE, "a reply that waits")
    try:
        app.sql("UPDATE account SET enabled = 0")
        account.faults()
        wait(lambda: account.look("send") or app.sql("SELECT state FROM outbox ORDER BY id DESC LIMIT 1")
             == [["failed"]], PATIENCE, "a reply that is shown as unsent")
        unsent = app.sql("SELECT MAX(id) FROM outbox")[0][0]
        text = account.page(page)
        assert "можно только читать" in words(text) and 'class="composer"' not in text
        assert "аккаунт выключен" in words(text) and "unsent/again" not in text
        account.act(f"{page}/reply", status=409, nonce="0123456789abcdeg", text="И ещё раз")
        account.act(f"{page}/unsent/again", status=409, unsent=unsent)
        assert len(account.texts(chat)) == said
    finally:
        app.sql("UPDATE account SET enabled = 1; UPDATE project SET mode = 'auto'")
    account.act(f"{page}/unsent/again", unsent=unsent)
    wait(lambda: "Ещё продаём" in account.texts(chat), PATIENCE, "the reply after all")


def test_an_account_that_is_off_says_so_and_nothing_else(account):
    account.act("/ui/accounts/1/enable", enabled="0")
    text = words(account.page("/ui/accounts/1"))
    assert "Выключен" in text and "Связь с Авито" not in text
    account.act("/ui/accounts/1/enable", enabled="1")
    wait(lambda: "Связь с Авито" in words(account.page("/ui/accounts/1")), PATIENCE)


def test_a_deleted_account_keeps_its_chats_and_may_come_back(fresh):
    fresh.start()
    desk = Desk(fresh)
    desk.project(mode="auto", quiet_ms=200, quiet_max_ms=2000)
    desk.model(GOOD, repeat=True)
    chat, _ = desk.write("Диван ещё продаётся?")
    desk.reply(chat, PATIENCE)
    page = f"/ui/chats/{desk.id(chat)}"

    refused = desk.act("/ui/accounts/1/remove", status=422, confirm="да")
    assert "Впишите слово «удалить»" in words(refused.text)
    assert fresh.sql("SELECT deleted_at FROM account") == [["0"]]

    answer = desk.act("/ui/accounts/1/remove", confirm=" Удалить ")
    assert answer.headers["Location"] == "/ui/accounts?done=removed"
    assert "Ни одного аккаунта" in words(desk.page("/ui/accounts"))
    assert desk.admin.get("/ui/accounts/1").status == 404
    text = desk.page(page)
    assert "Диван ещё продаётся?" in words(text) and "можно только читать" in words(text)
    assert 'class="composer"' not in text
    desk.act(f"{page}/reply", status=409, nonce="0123456789abcdef", text="Ещё продаю")
    wait(lambda: subscriptions(desk) == [], PATIENCE, "the webhook taken down")
    wait(lambda: fresh.sql("SELECT client_secret FROM account") == [[""]], PATIENCE, "the keys forgotten")

    back = desk.act("/ui/accounts", project="1", name="", client_id="sim-client", client_secret="sim-secret")
    assert back.headers["Location"].startswith("/ui/accounts/1?")
    wait(lambda: fresh.sql("SELECT status, webhook_state FROM account") == [["ok", "ours"]], PATIENCE, "it is back")
    desk.write("Вы тут?", chat_id=chat)
    wait(lambda: len(desk.texts(chat)) == 2, PATIENCE, "a reply in the old chat")
