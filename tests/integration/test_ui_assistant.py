# SPDX-License-Identifier: MIT
"""The assistant's pages on the live path: trying it, its answerers, what it knows, what a model is told."""

import html
import re

import pytest

from desk import GOOD, NAUGHTY, check_html, field, open_desk, people, words  # noqa: F401 (fixtures)

TRY = "/ui/assistant/try"
TABLES = ["chat", "message", "turn", "draft", "outbox", "job", "buyer", "listing"]


@pytest.fixture(scope="module")
def desk():
    with open_desk("assistant") as opened:
        yield opened


@pytest.fixture
def shop(desk):
    """The desk at rest; the simulator answers as the model, alone."""
    desk.settle()
    desk.fresh()
    desk.project(mode="auto", schedule="always", off_hours="away", away_text="Мы закрыты до утра.", confidence="70",
                 handoff_text="Передам ваш вопрос, ответим {when}.", instructions="")
    desk.app.sql("UPDATE provider SET open_until = 0, failures = 0, ladder = 0, timeout_ms = 45000;"
                 " UPDATE account SET enabled = 1; UPDATE user SET trial_until = 0; DELETE FROM project_hours")
    yield desk


def rows(shop):
    """How many rows each table has that a try must not touch, and who owns the chats."""
    counts = ", ".join(f"(SELECT COUNT(*) FROM {table})" for table in TABLES if table != "job")
    return shop.app.sql(f"SELECT {counts}, (SELECT GROUP_CONCAT(owner, needs_person ORDER BY id) FROM chat)")


def attempt(shop, text, status=200, session=None, last=None, **more):
    """Writes as a buyer, after what the page `last` holds; the page."""
    form = {"project": "1", "when": "now", "words": text, **more}
    if last and 'name="talk"' in last:
        form["talk"] = field(last, "talk")
    answer = shop.act(TRY, status, session, **form)
    check_html(answer.text)
    return answer.text


def verdict(text):
    return words(re.search(r'<section class="card verdict".*?(?:<details|</main>)', text, re.S)[0])


# --- trying the assistant


def test_a_try_shows_the_reply_and_the_reasons_and_sends_nothing(shop):
    before = rows(shop)
    call = shop.app.sql("SELECT IFNULL(MAX(id), 0) FROM llm_call")[0][0]
    last = shop.last_request()
    shop.model(GOOD)
    text = attempt(shop, "Диван ещё продаётся?")
    told = verdict(text)
    assert "Покупатель сразу получил бы этот ответ" in told and "Проверки ответа пройдены" in told
    assert "Уверенность 95 %: можно отправлять" in told and re.search(r"токен(?:а|ов)? туда", told)
    assert re.search(r'<div class="b buyer" id="newest"><p class="text">Диван ещё продаётся\?</p>', text)
    assert f'<p class="text">{GOOD["reply"]}</p>' in text
    shop.settle()
    assert rows(shop) == before
    assert [call for call in shop.requests(last) if call["method"] == "POST" and "/messenger/" in call["path"]] == []
    assert shop.app.sql(f"SELECT COUNT(*), MIN(turn_id) FROM llm_call WHERE id > {call}") == [["1", None]]


def test_the_conversation_goes_on_in_the_page(shop):
    shop.model({**GOOD, "reply": "Здравствуйте! Серый."}, {**GOOD, "reply": "Два метра двадцать."})
    text = attempt(shop, "Какой цвет?")
    text = attempt(shop, "А ширина?", last=text)
    assert re.findall(r'<div class="b (\w+)"[^>]*><p class="text">(.*?)</p>', text) == [
        ("buyer", "Какой цвет?"), ("bot", "Здравствуйте! Серый."), ("buyer", "А ширина?"), ("bot", "Два метра двадцать.")]
    asked = shop.model_requests()[-1]["messages"]
    assert [line["content"] for line in asked[1:]] == ["Какой цвет?", "Здравствуйте! Серый.", "А ширина?"]
    assert "уже поздоровались" in asked[0]["content"]
    assert 'name="talk"' not in shop.page(TRY)


def test_a_try_of_a_listing_knows_the_listing(shop):
    shop.model(GOOD)
    listing = shop.app.sql("SELECT MIN(id) FROM listing WHERE seen_at > 0")[0][0]
    text = attempt(shop, "Диван ещё продаётся?", listing=listing)
    assert f'<option value="{listing}" selected>' in text
    assert "Диван угловой" in shop.model_requests()[-1]["messages"][0]["content"]
    shop.act(TRY, 404, project="1", when="now", words="Ау", listing="99999")


def test_facts_that_were_used_are_named(shop):
    fact = shop.app.sql("SELECT MIN(id) FROM fact WHERE approved = 1")[0][0]
    question = shop.app.sql(f"SELECT question FROM fact WHERE id = {fact}")[0][0]
    shop.model({**GOOD, "facts_used": [int(fact)]})
    text = attempt(shop, question)
    used = re.search(rf'<a href="/ui/assistant/facts/{fact}\?project=1">.*?</li>', text, re.S)[0]
    assert "по нему ответил" in used


def test_a_hand_off_shows_the_sentence_the_buyer_gets(shop):
    call = {"reply": "", "handoff": True, "handoff_reason": "торг", "confidence": 90}
    shop.model(call, repeat=True)
    told = verdict(attempt(shop, "Отдадите за полцены?"))
    assert "Бот позвал бы вас" in told and "бот не знает, что ответить" in told
    assert "«Передам ваш вопрос, ответим в ближайшее время.»" in told
    shop.project(mode="draft")
    assert "Покупателю бот ничего бы не написал" in verdict(attempt(shop, "Отдадите за полцены?"))


def test_a_draft_is_told_from_a_reply(shop):
    shop.model({**GOOD, "confidence": 40}, repeat=True)
    shop.project(mode="confident")
    told = verdict(attempt(shop, "Диван ещё продаётся?"))
    assert "Этот ответ ждал бы вас в черновиках" in told and "бот не уверен в ответе" in told


def test_the_guards_stop_a_phone_number(shop):
    shop.model({**GOOD, "reply": "Звоните: +7 912 345-67-89"}, repeat=True)
    told = verdict(attempt(shop, "Дайте телефон"))
    assert "Бот позвал бы вас" in told and "Звоните: +7 912 345-67-89" in told
    assert told.count("Проверка не пройдена: телефон или почта") == 2


def test_broken_json_never_becomes_a_reply(shop):
    shop.model({"content": '{"reply": "Да'}, repeat=True)
    told = verdict(attempt(shop, "Диван ещё продаётся?"))
    assert "Бот позвал бы вас" in told and "модель ответила неразборчиво" in told and '{"reply"' not in told


def test_a_model_that_hangs_is_told_in_words(shop):
    shop.app.sql("UPDATE provider SET timeout_ms = 1500")
    shop.model({"hang": True}, repeat=True)
    told = verdict(attempt(shop, "Диван ещё продаётся?"))
    assert "не ответила вовремя" in told and "Бот позвал бы вас" in told and "обратно" not in told


def test_what_is_wrong_with_a_model_is_told_in_words(shop):
    shop.model({"status": 402, "body": {"error": {"message": "Insufficient Balance"}}}, repeat=True)
    assert "кончились деньги" in verdict(attempt(shop, "Диван ещё продаётся?"))


@pytest.mark.parametrize("when, says", [("closed", "Покупатель получил бы текст об отсутствии"),
                                        ("open", "Покупатель сразу получил бы этот ответ")])
def test_it_can_be_tried_at_another_time(shop, when, says):
    shop.model(GOOD, repeat=True)
    shop.project(schedule="hours")
    shop.app.sql("INSERT INTO project_hours SELECT 1, seq, 540, 1080 FROM seq_1_to_7")
    text = attempt(shop, "Диван ещё продаётся?", when=when)
    assert says in verdict(text)
    if when == "closed":
        assert "Мы закрыты до утра." in text
        assert "Бот промолчал бы" in verdict(attempt(shop, "Ау?", when=when, last=text))


def test_a_time_the_schedule_does_not_have_is_told(shop):
    shop.model(GOOD)
    assert "Такого времени в расписании нет" in verdict(attempt(shop, "Диван ещё продаётся?", when="closed"))


def test_it_can_be_tried_before_it_is_switched_on(shop):
    shop.model(GOOD, repeat=True)
    shop.project(mode="off")
    assert "ассистент выключен" in verdict(attempt(shop, "Диван ещё продаётся?"))
    told = verdict(attempt(shop, "Диван ещё продаётся?", as_on="1"))
    assert "Покупатель сразу получил бы этот ответ" in told and "На самом деле ассистент сейчас выключен" in told
    assert shop.app.sql("SELECT mode FROM project WHERE id = 1") == [["off"]]


@pytest.mark.parametrize("text, says", [(" \n ", "Заполните это поле"), ("я" * 1001, "до 1000 знаков")])
def test_a_message_has_words_and_bounds(shop, text, says):
    page = attempt(shop, text, 422)
    assert says in words(page) and field(page, "words") == text
    assert shop.model_requests() == []


def test_a_conversation_has_an_end(shop):
    shop.project(mode="off")
    text = None
    for number in range(20):
        text = attempt(shop, f"Вопрос {number}", last=text)
    assert "начните заново" in words(text)
    assert "начните заново" in words(attempt(shop, "Ещё вопрос", 422, last=text))


def test_a_foreign_conversation_is_not_taken(shop, people):
    shop.project(mode="off")
    text = attempt(shop, "Ау?")
    assert "Разговор устарел" in words(attempt(shop, "Ау?", 422, people["operator"], last=text))
    attempt(shop, "Ау?", 422, talk="k1.made.up")


def test_names_and_words_are_shown_and_never_run(shop):
    shop.model({**GOOD, "reply": "Да " + NAUGHTY.replace("<", "").replace(">", "")})
    text = attempt(shop, NAUGHTY)
    assert NAUGHTY in html.unescape(text) and "<script>alert" not in text


def test_one_try_at_a_time(shop):
    shop.app.sql("UPDATE user SET trial_until = UNIX_TIMESTAMP(NOW(3)) * 1000 + 600000 WHERE login = 'admin'")
    page = attempt(shop, "Ау?", 409)
    assert "Проба уже идёт" in words(page) and field(page, "words") == "Ау?"
    shop.app.sql("UPDATE user SET trial_until = 0")
    shop.project(mode="off")
    attempt(shop, "Ау?")
    assert shop.app.sql("SELECT SUM(trial_until) FROM user") == [["0"]]


def test_who_may_try(shop, people):
    shop.model(GOOD, repeat=True)
    text = shop.page(TRY, people["viewer"])
    assert '<fieldset class="plain" disabled>' in text and "стоят денег" in words(text)
    shop.act(TRY, 403, people["viewer"], project="1", when="now", words="Ау?")
    assert shop.model_requests() == []
    attempt(shop, "Диван ещё продаётся?", session=people["operator"])


def test_the_page_without_a_conversation_says_how_to_begin(shop):
    assert "Разговора пока нет" in words(shop.page(TRY))
    assert field(shop.page(TRY + "?words=Есть%20доставка"), "words") == "Есть доставка"


# --- what a model is told


def part(text, name):
    return words(re.search(rf"<h3>{name}.*?</section>", text, re.S)[0])


def test_the_prompt_is_shown_in_its_parts(shop):
    shop.project(instructions="Предлагай доставку.")
    listing = shop.app.sql("SELECT MIN(id) FROM listing WHERE seen_at > 0")[0][0]
    text = shop.page(f"/ui/assistant/prompt?words=Есть доставка?&listing={listing}")
    assert "Предлагай доставку." in part(text, "Ваши указания") and "Диван угловой" in part(text, "Факты")
    assert "Есть доставка?" in part(text, "Вопрос") and "Чат только начался" in part(text, "Разговор")
    assert re.search(r"Правила \d+ знак(?:а|ов)?, примерно \d+ токен(?:а|ов)?", part(text, "Правила").replace("\u00a0", " "))
    parts = [html.unescape(p) for p in re.findall(r"<pre[^>]*>(.*?)</pre>", text, re.S)]
    shop.model(GOOD)
    attempt(shop, "Есть доставка?", listing=listing)
    sent = shop.model_requests()[-1]["messages"][0]["content"]
    unmarked = [re.sub(r"[0-9a-f]{10,12}|\d+:\d\d", "*", "".join(t.split())) for t in ["".join(parts[:5]), sent]]
    assert unmarked[0] == unmarked[1]


# --- answerers


@pytest.fixture
def model(shop):
    """The number of the sample's answerer with a network; afterwards it is as it was."""
    row, url, name = shop.app.sql("SELECT id, base_url, model FROM provider WHERE dialect = 'openai' ORDER BY id")[0]
    shop.app.sql("UPDATE provider SET checked = '', checked_at = 0")
    yield row
    shop.app.sql(f"UPDATE provider SET base_url = '{url}', model = '{name}', timeout_ms = 45000 WHERE id = {row}")


def check(shop, row):
    """Presses the button; what the answerer's card says, and the page."""
    answer = shop.act("/ui/assistant/answerers/check", project="1", answerer=row)
    assert answer.headers["Location"] == f"/ui/assistant/answerers?project=1#answerer-{row}"
    text = shop.page("/ui/assistant/answerers")
    return words(re.search(rf'id="answerer-{row}".*?</section>', text, re.S)[0])


def test_an_answerer_is_checked(shop, model):
    last = shop.app.sql("SELECT IFNULL(MAX(id), 0) FROM llm_call")[0][0]
    shop.model(GOOD)
    told = check(shop, model)
    assert "Работает." in told and "за формой ответа следит сам сервис" in told and "проверено" in told
    assert re.search(r"(?:< )?\d+,\d с · \d+ токен(?:а|ов)? туда, \d+ обратно", told.replace("\u00a0", " "))
    assert shop.app.sql(f"SELECT COUNT(*), MIN(turn_id) FROM llm_call WHERE id > {last}") == [["1", None]]
    shop.act("/ui/assistant/answerers", project="1", answerer=model, dialect="openai", timeout="45",
             model="sim", base_url=shop.app.sql(f"SELECT base_url FROM provider WHERE id = {model}")[0][0])
    assert "Работает." not in words(shop.page("/ui/assistant/answerers"))


@pytest.mark.parametrize("said, says", [
    ({"status": 401, "body": {"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}}},
     "Ключ не принят."),
    ({"status": 429, "body": {"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}},
     "кончились деньги или квота"),
    ({"status": 402, "body": {"error": {"message": "Insufficient Balance"}}}, "кончились деньги или квота"),
    ({"status": 429, "body": {"error": {"message": "Rate limit reached"}}}, "просит подождать"),
    ({"status": 403, "body": {"error": {"code": "unsupported_country_region_territory", "message": "no"}}},
     "из страны, где стоит ваш сервер"),
    ({"content": "Да, на связи."}, "не в той форме"),
])
def test_what_is_wrong_with_an_answerer_is_told_in_words(shop, model, said, says):
    shop.model(said, repeat=True)
    assert says in check(shop, model)


def test_an_unknown_model_has_neighbours(shop, model):
    shop.app.sql(f"UPDATE provider SET model = 'simm' WHERE id = {model}")
    shop.model({"status": 404, "body": {"error": {"message": "The model `simm` does not exist",
                                                 "code": "model_not_found"}}}, repeat=True)
    told = check(shop, model)
    assert "Такой модели у сервиса нет" in told and "Похожие модели: sim" in told
    assert "Сервис говорит: The model `simm` does not exist" in told


@pytest.mark.parametrize("place, says", [
    ("http://127.0.0.1:1/v1", "По этому адресу никто не отвечает"),
    ("http://127.0.0.1:{port}/static", "По этому адресу не модель"),
    ("https://127.0.0.1:{port}/v1", "Защищённое соединение не получилось"),
])
def test_a_wrong_address_is_told_in_words(shop, model, place, says):
    shop.app.sql(f"UPDATE provider SET base_url = '{place.format(port=shop.app.port)}' WHERE id = {model}")
    assert says in check(shop, model)


def test_an_answerer_that_hangs_is_not_waited_for_long(shop, model):
    shop.app.sql(f"UPDATE provider SET timeout_ms = 1500 WHERE id = {model}")
    shop.model({"hang": True}, repeat=True)
    assert "Не ответила вовремя" in check(shop, model)


def test_one_check_at_a_time(shop, model):
    shop.app.sql("UPDATE user SET trial_until = UNIX_TIMESTAMP(NOW(3)) * 1000 + 600000 WHERE login = 'admin'")
    answer = shop.act("/ui/assistant/answerers/check", 409, project="1", answerer=model)
    assert "уже идёт" in words(answer.text)
