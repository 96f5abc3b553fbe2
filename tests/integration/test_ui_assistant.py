# SPDX-License-Identifier: MIT
"""The assistant's pages on the live path: trying it, its answerers, what it knows, what a model is told."""

import html
import re

import pytest

from live import Live
from prilavok import Instance
from test_ui import GOOD, NAUGHTY, Desk, check_html, field, words

TRY = "/ui/assistant/try"
TABLES = ["chat", "message", "turn", "draft", "outbox", "job", "buyer", "listing"]


@pytest.fixture(scope="module")
def desk():
    app = Instance("assistant")
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
    """The desk at rest; the simulator answers as the model, alone."""
    desk.settle()
    desk.fresh()
    desk.project(mode="auto", schedule="always", off_hours="away", away_text="Мы закрыты до утра.", confidence="70",
                 handoff_text="Передам ваш вопрос, ответим {when}.", instructions="")
    desk.app.sql("UPDATE provider SET open_until = 0, failures = 0, ladder = 0, timeout_ms = 45000;"
                 " UPDATE account SET enabled = 1; UPDATE user SET trial_until = 0; DELETE FROM project_hours")
    yield desk


@pytest.fixture(scope="module")
def people(desk):
    sessions = {}
    for role in ["viewer", "operator"]:
        desk.app.cli("user", "add", role, "--role", role, "--password-stdin", input="password-of-" + role)
        sessions[role] = desk.app.login(role, "password-of-" + role)
    return sessions


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


# --- facts: finding them

FACTS = "/ui/assistant/facts"


@pytest.fixture
def bare(shop):
    """The shop with no facts; afterwards it has its own again."""
    shop.app.sql("CREATE TABLE kept AS SELECT * FROM fact; DELETE FROM fact")
    yield shop
    shop.app.sql("DELETE FROM fact; INSERT INTO fact SELECT * FROM kept; DROP TABLE kept")


def know(shop, question, answer, **more):
    shop.act(FACTS, project="1", question=question, answer=answer, approved="1", **more)
    return shop.app.sql("SELECT MAX(id) FROM fact")[0][0]


def shown(text):
    """The questions of the facts a page lists."""
    return [html.unescape(q) for q in re.findall(r'<a class="fact"[^>]*><b>(.*?)</b>', text)]


def test_without_facts_the_page_says_why_they_matter(bare, people):
    text = bare.page(FACTS)
    assert "Бот пока ничего о вас не знает" in text and "Есть ли доставка?" in text
    assert '<details class="card" id="add" open>' in text and "/facts/import" in text and "/facts/export" not in text
    assert "/facts/import" not in bare.page(FACTS, people["viewer"])


@pytest.mark.parametrize("q, found", [
    ("доставляете", ["Есть ли доставка?"]), ("САМОВЫВОЗ", ["Можно забрать?"]), ("ёлк", ["Продаёте елки?"]),
    ("100%", ["Хлопок?"]), ("%", ["Хлопок?"]), ("_", []), ("мост", []),
])
def test_facts_are_found_by_stems_and_by_parts_of_words(bare, q, found):
    for question, answer in [("Есть ли доставка?", "По городу доставляем"), ("Можно забрать?", "Да, самовывоз с Мира, 5"),
                             ("Продаёте елки?", "Да"), ("Хлопок?", "100% хлопок")]:
        know(bare, question, answer)
    assert shown(bare.page(f"{FACTS}?q=" + q.replace("%", "%25"))) == found


def test_facts_are_filtered(bare):
    listing = bare.app.sql("SELECT MIN(id) FROM listing WHERE seen_at > 0")[0][0]
    know(bare, "Общий?", "Да")
    know(bare, "Про диван?", "Да", listing=listing)
    bare.act(FACTS, project="1", question="Выключенный?", answer="Да")
    assert shown(bare.page(f"{FACTS}?listing={listing}")) == ["Про диван?"]
    assert shown(bare.page(f"{FACTS}?listing=0")) == ["Общий?", "Выключенный?"]
    assert shown(bare.page(f"{FACTS}?state=off")) == ["Выключенный?"]
    assert shown(bare.page(f"{FACTS}?q=да&state=on&listing=0")) == ["Общий?"]
    assert "Ничего не нашлось" in words(bare.page(f"{FACTS}?q=слон"))
    assert "Диван угловой" in words(bare.page(FACTS))


@pytest.mark.parametrize("query", ["", "q=вопрос"])
def test_a_long_list_of_facts_has_pages(bare, query):
    bare.app.sql("INSERT INTO fact (project_id, question, answer, stems, created_at, updated_at)"
                 " SELECT 1, CONCAT('Вопрос ', seq, '?'), 'Ответ', CONCAT('вопрос ', seq), 1, 1 FROM seq_1_to_120")
    seen, path = [], f"{FACTS}?{query}"
    while path:
        text = bare.page(path)
        seen += shown(text)
        more = re.search(r'<a class="more" href="([^"]*)"', text)
        path = more and html.unescape(more[1])
    assert sorted(seen) == sorted(f"Вопрос {i}?" for i in range(1, 121))


# --- facts: tables


def upload(shop, path, status=200, session=None, data=None, **form):
    """Sends a form with a file in it."""
    session = session or shop.admin
    parts = {"csrf": session.csrf, "project": "1", "doubles": "skip", **form}
    body = b"".join(f'--sep\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                    for name, value in parts.items())
    if data is not None:
        body += b'--sep\r\nContent-Disposition: form-data; name="file"; filename="t.csv"\r\n\r\n' + data + b"\r\n"
    answer = session.post(path, body=body + b"--sep--\r\n", headers={
        "Content-Type": "multipart/form-data; boundary=sep", "Origin": f"http://127.0.0.1:{shop.app.port}"})
    assert answer.status == status, answer.text
    if status != 303:
        check_html(answer.text)
    return answer


def load(shop, data, **form):
    """Looks at a table and writes it; the page in between and where it led."""
    text = upload(shop, FACTS + "/import", data=data, **form).text
    kept = html.unescape(re.search(r'<textarea name="text"[^>]*>\n(.*?)</textarea>', text, re.S)[1])
    return text, upload(shop, FACTS + "/import/write", 303, text=kept, **form).headers["Location"]


def facts(shop):
    return shop.app.sql("SELECT question, answer, IFNULL(listing_id, 0), approved FROM fact ORDER BY id")


TABLE = 'Вопрос;Ответ;Номер объявления;Используется\r\nЕсть доставка?;"По городу 500 ₽\r\nПодъём ""отдельно"""\r\n' \
    "Есть рассрочка?;Да, на полгода;;нет\r\n"


@pytest.mark.parametrize("data", [
    TABLE.encode(), b"\xef\xbb\xbf" + TABLE.encode(), TABLE.replace("₽", "руб.").encode("cp1251"),
    b"\xff\xfe" + TABLE.replace(";", "\t").encode("utf-16-le"), TABLE.replace("Да, на", "Да на").replace(";", ",").encode(),
    TABLE.split("\r\n", 1)[1].encode(),
])
def test_a_table_of_any_spreadsheet_is_loaded(bare, data):
    text, place = load(bare, data)
    assert facts(bare) == [
        ["Есть доставка?", facts(bare)[0][1], "0", "1"], ["Есть рассрочка?", facts(bare)[1][1], "0", "0"]]
    assert facts(bare)[0][1] in ('По городу 500 ₽\nПодъём "отдельно"', 'По городу 500 руб.\nПодъём "отдельно"')
    assert "2 новые" in words(text) and "Загружено. Новых фактов: 2." in words(bare.page(place))
    assert "доставк" in bare.app.sql("SELECT stems FROM fact ORDER BY id")[0][0]


def test_a_table_may_be_pasted(bare):
    text = upload(bare, FACTS + "/import", text="Цена?\tПять\nЦвет?\tСерый\n").text
    assert "2 новые" in words(text) and facts(bare) == []


def test_a_fact_of_a_table_may_belong_to_a_listing(bare):
    ours, avitos = bare.app.sql("SELECT id, avito_item_id FROM listing WHERE seen_at > 0 ORDER BY id")[0]
    load(bare, f"Подушки?;Три;{avitos}\nЯщик?;Есть;{ours}\n".encode())
    assert facts(bare) == [["Подушки?", "Три", ours, "1"], ["Ящик?", "Есть", ours, "1"]]


def test_every_mistake_is_told_with_its_line(bare):
    data = ("вопрос,ответ,объявление,используется\n,нет вопроса\nНет ответа?,\n"
            f"{'я' * 501},да\nДлинный?,{'я' * 4001}\nГде?,Тут,123\nТак?,Да,,может\n\"Мой\nдом?\",Да\n\nмой дом?,Нет\n"
            "Хорош?,Да\n").encode()
    text = upload(bare, FACTS + "/import", data=data).text
    told = words(text)
    for mistake in ["строка 2: нет вопроса", "строка 3: нет ответа", "строка 4: вопрос длиннее 500",
                    "строка 5: ответ длиннее 4000", "строка 6: нет такого объявления: 123",
                    "строка 7: в столбце «используется»", "строка 11: тот же вопрос уже в строке 8"]:
        assert mistake in told, mistake
    assert "2 новые" in told and "7 с ошибкой" in told and facts(bare) == []


def test_known_questions_are_skipped_or_updated(bare):
    know(bare, "Есть доставка?", "Нет")
    data = "есть  ДОСТАВКА?;Да\nНовый?;Да\n".encode()
    text, _ = load(bare, data)
    assert "1 новые" in words(text) and "1 уже есть" in words(text)
    assert [row[:2] for row in facts(bare)] == [["Есть доставка?", "Нет"], ["Новый?", "Да"]]
    text, place = load(bare, data, doubles="update")
    assert "1 изменятся" in words(text) and place.endswith("added=0&updated=1")
    assert [row[:2] for row in facts(bare)] == [["есть ДОСТАВКА?", "Да"], ["Новый?", "Да"]]
    assert "Загружать нечего" in upload(bare, FACTS + "/import", data=data, doubles="update").text


@pytest.mark.parametrize("data", ["Цвет?;Синий\n", "Цвет?;Синий;;\n", "вопрос;ответ\nЦвет?;Синий\n",
                                  "вопрос;ответ;используется\nЦвет?;Синий;\n"])
def test_a_table_that_does_not_say_whether_leaves_the_switch_as_it_is(bare, data):
    know(bare, "Цвет?", "Серый")
    bare.app.sql("UPDATE fact SET approved = 0")
    data += "Новый?;Да\n" if ";;" not in data else ""
    load(bare, data.encode(), doubles="update")
    assert bare.app.sql("SELECT question, answer, approved FROM fact ORDER BY id")[0] == ["Цвет?", "Синий", "0"]
    assert bare.app.sql("SELECT approved FROM fact WHERE question = 'Новый?'") in ([["1"]], [])


@pytest.mark.parametrize("data, says", [
    (b"", "Выберите файл или вставьте таблицу"), (b" \n\n", "Выберите файл"), (b"a;b\nc;\"d\n", "В строке 2 открыта кавычка"),
    (b"PK\x03\x04\x00\x01", "не похоже на CSV"), (b"a\nb\n", "только один столбец"), (b";;\n;\n", "ни одной строки"),
    ("вопрос;ответ\n".encode(), "ни одной строки"), (b"a;b\n" * 5001, "Больше 5000 строк"),
    (b"a" * (1024 * 1024 + 1), "больше 1 МБ"),
], ids=["nothing", "blanks", "quote", "zip", "column", "empty", "head", "rows", "size"])
def test_what_is_no_table_is_told_in_words(bare, data, says):
    assert says in words(upload(bare, FACTS + "/import", 422, data=data).text)


def test_a_large_table_is_loaded_at_once(bare):
    rows = [f"Вопрос номер {i}?;{'Ответ. ' * 12}{i}\n" for i in range(5000)]
    text, place = load(bare, "".join(rows).encode("cp1251"))
    assert "5000 новые" in words(text) and "Здесь не все" in words(text)
    assert bare.app.sql("SELECT COUNT(*) FROM fact") == [["5000"]]


def test_facts_go_out_and_come_back_the_same(bare):
    listing = bare.app.sql("SELECT MIN(id) FROM listing WHERE seen_at > 0")[0][0]
    know(bare, "=HYPERLINK(\"http://x\")", "+7 912 000-00-00; \"да\"\nи\tещё")
    know(bare, "-5?", "@all '=1", listing=listing)
    bare.act(FACTS, project="1", question="Выключен?", answer=NAUGHTY)
    answer = bare.admin.get(FACTS + "/export?project=1")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="facts.csv"'
    assert answer.body.startswith(b"\xef\xbb\xbf") and '"\'=HYPERLINK' in answer.text and '"\'+7 912' in answer.text
    before = facts(bare)
    assert "Загружать нечего" in upload(bare, FACTS + "/import", data=answer.body, doubles="update").text
    bare.app.sql("DELETE FROM fact")
    load(bare, answer.body)
    assert facts(bare) == before


def test_all_facts_go_out_however_many(bare):
    bare.app.sql("INSERT INTO fact (project_id, question, answer, stems, created_at, updated_at)"
                 " SELECT 1, CONCAT('Вопрос ', seq, '?'), 'Ответ', '', 1, 1 FROM seq_1_to_20500")
    lines = bare.admin.get(FACTS + "/export?project=1").text.splitlines()
    assert len(lines) == 1 + 20500 and "Вопрос 20500?" in lines[-1]


def test_only_an_administrator_loads_a_table(bare, people):
    for path in ["/import", "/import/write"]:
        upload(bare, FACTS + path, 403, people["operator"], text="a;b")
    assert people["operator"].get(FACTS + "/import?project=1").status == 403
    assert people["viewer"].get(FACTS + "/export?project=1").status == 200


def test_a_file_is_taken_only_where_one_is_expected(bare):
    upload(bare, FACTS + "/import/write", 400, text="a;b", data=b"a;b")
