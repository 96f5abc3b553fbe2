# SPDX-License-Identifier: MIT
"""The settings of an assistant on the live path: each part saved by itself, and what it changes."""

import concurrent.futures
import html
import re
import time

import pytest

from desk import GOOD, NAUGHTY, check_html, field, open_desk, words
from prilavok import wait
from test_ui import CHARACTER, HOURS, MANNER

PATHS = {"character": "/ui/assistant", "manner": "/ui/assistant/mode", "hours": "/ui/assistant/hours"}
FORMS = {"character": CHARACTER, "manner": MANNER, "hours": HOURS}


@pytest.fixture(scope="module")
def desk():
    with open_desk("settings", chat=False) as opened:
        yield opened


@pytest.fixture
def shop(desk):
    """The desk at rest, with a quick bot that answers alone."""
    desk.settle()
    desk.fresh()
    desk.app.sql("DELETE FROM project_hours; DELETE FROM project_holiday")
    desk.project(mode="auto", quiet_ms=200, quiet_max_ms=8000, schedule="always", off_hours="away", zone="Europe/Moscow",
                 takeover_ms=3600000, reply_max_age_ms=3600000, allowed_contacts="", doubtful="resend",
                 away_text="Здравствуйте! Сейчас мы не работаем.", handoff_text="Уточню и отвечу {when}.")
    return desk


def save(shop, part, status=303, **changes):
    return shop.act(PATHS[part], status, **{**FORMS[part], **changes})


def chosen(text, name):
    """The value of the chosen radio button or option."""
    radio = re.search(rf'name="{name}" value="([^"]*)" checked', text)
    select = re.search(rf'<select id="{name}".*?</select>', text, re.S)
    return radio[1] if radio else html.unescape(re.search(r'<option value="([^"]*)" selected', select[0])[1])


# --- three parts


@pytest.mark.parametrize("part, same", [
    ("character", ["name", "instructions", "handoff_text"]),
    ("manner", ["confidence", "quiet", "quiet_max", "max_age", "takeover", "allowed_contacts"]),
    ("hours", ["away_text"]),
])
def test_a_part_is_saved_and_shown(shop, part, same):
    answer = save(shop, part)
    assert answer.headers["Location"] == f"{PATHS[part]}?project=1&done=saved"
    text = shop.page(answer.headers["Location"])
    assert "Сохранено." in text
    for name in same:
        assert field(text, name) == FORMS[part][name], name
    for name in {"business", "tone", "mode", "pause", "doubtful", "schedule", "off_hours", "zone"} & set(FORMS[part]):
        assert chosen(text, name) == FORMS[part][name], name


def test_numbers_are_stored_in_milliseconds_and_hours_in_minutes(shop):
    save(shop, "manner")
    save(shop, "hours")
    assert shop.app.sql("SELECT quiet_ms, takeover_ms, reply_max_age_ms FROM project") == [["1500", "900000", "1800000"]]
    assert shop.app.sql("SELECT weekday, from_min, to_min FROM project_hours ORDER BY 1") == \
        [["1", "540", "1080"], ["2", "1200", "1560"]]
    text = shop.page("/ui/assistant/hours")
    assert field(text, "hours_1") == "9:00–18:00" and field(text, "hours_2") == "20:00–2:00"


@pytest.mark.parametrize("part", FORMS)
def test_a_part_leaves_the_others_alone(shop, part):
    columns = {"character": "name, business, tone, instructions, handoff_text",
               "manner": "mode, confidence, quiet_ms, takeover_ms, reply_max_age_ms, doubtful, allowed_contacts",
               "hours": "zone, schedule, off_hours, away_text"}
    others = ", ".join(text for name, text in columns.items() if name != part)
    before = shop.app.sql(f"SELECT {others} FROM project")
    save(shop, part)
    assert shop.app.sql(f"SELECT {others} FROM project") == before


@pytest.mark.parametrize("part, name, value, says", [
    ("character", "name", " ", "Заполните это поле"), ("hours", "zone", "Mars/Base", "Такого часового пояса нет"),
    ("manner", "quiet", "скоро", "Нужно число"), ("manner", "quiet", "301", "Нужно число"),
    ("manner", "quiet_max", "1", "Не меньше"), ("manner", "confidence", "1.5", "Нужно число"),
    ("manner", "confidence", "101", "Нужно число"), ("manner", "takeover", "0", "Нужно число"),
    ("manner", "takeover", "", "Нужно число"), ("manner", "max_age", "", "Нужно число"),
    ("hours", "hours_4", "с 9 до 18", "Четверг: не получилось"),
    ("hours", "hours_6", "9-18, 17-20", "Суббота: не получилось"), ("hours", "away_text", "", "Напишите, что отправлять"),
])
def test_what_is_wrong_is_shown_again_as_typed(shop, part, name, value, says):
    before = shop.app.sql("SELECT * FROM project"), shop.app.sql("SELECT * FROM project_hours")
    text_name = {"character": "instructions", "manner": "allowed_contacts", "hours": "away_text"}[part]
    answer = save(shop, part, 422, **{text_name: NAUGHTY, name: value})
    check_html(answer.text)
    assert says in words(answer.text) and "Не сохранено" in words(answer.text)
    assert (chosen if name == "zone" else field)(answer.text, name) == value
    if name != text_name:
        assert field(answer.text, text_name) == NAUGHTY
    assert before == (shop.app.sql("SELECT * FROM project"), shop.app.sql("SELECT * FROM project_hours"))


def test_a_schedule_needs_a_day(shop):
    days = {f"hours_{day}": "" for day in range(1, 8)}
    answer = save(shop, "hours", 422, **days)
    assert "Нет ни одного рабочего дня" in words(answer.text)
    save(shop, "hours", **days, schedule="always")


def test_a_day_may_be_in_many_pieces(shop):
    pieces = ", ".join(f"{hour}:00–{hour}:30" for hour in range(24))
    save(shop, "hours", hours_5=pieces)
    assert field(shop.page("/ui/assistant/hours"), "hours_5") == pieces


def test_zones_are_chosen_from_a_list_with_their_clocks(shop):
    save(shop, "hours", zone="Asia/Yekaterinburg")
    text = shop.page("/ui/assistant/hours")
    options = dict(re.findall(r'<option value="([^"]*)"(?: selected)?>([^<]*)</option>', text))
    assert options["Asia/Yekaterinburg"] == "Екатеринбург (UTC+5)" and options["Asia/Kathmandu"] == "Asia/Kathmandu"
    assert list(options)[0] == "Europe/Kaliningrad" and len(options) > 300
    clocks = [time.strftime("%-H:%M", time.gmtime(time.time() + 5 * 3600 - ago)) for ago in (0, 60)]
    assert re.search(r"Сейчас там (\d+:\d\d)\.", words(text))[1] in clocks
    save(shop, "hours", zone="Etc/GMT+1")
    text = shop.page("/ui/assistant/hours")
    assert chosen(text, "zone") == "Etc/GMT+1" and "Etc/GMT+1 (UTC−1)" in text


def bars(text):
    """Each day's bars as (from, length)."""
    found = re.findall(r'<svg class="week-bar".*?</svg>', text, re.S)
    return [[(int(x), int(width)) for x, width in re.findall(r'<rect x="(\d+)" width="(\d+)"', bar)] for bar in found]


def test_the_week_is_drawn_without_scripts(shop):
    save(shop, "hours", hours_1="9:07-13, 14-18", hours_2="20-2", hours_7="22-6")
    night = [(1200, 240)]
    expected = [[(547, 233), (840, 240), (0, 360)], night, [(0, 120)], [], [], [], [(1320, 120)]]
    assert [sorted(day) for day in bars(shop.page("/ui/assistant/hours"))] == [sorted(day) for day in expected]
    answer = save(shop, "hours", 422, hours_1="9-12", hours_2="когда-то")
    check_html(answer.text)
    assert bars(answer.text)[:2] == [[(540, 180)], []]


def test_the_mode_takes_effect_at_once(shop):
    shop.model(GOOD, repeat=True)
    save(shop, "manner", quiet="0.2", mode="off")
    chat, _ = shop.write("Диван в наличии?")
    shop.settle()
    assert shop.texts(chat) == []
    save(shop, "manner", quiet="0.2", mode="auto")
    shop.write("Ау?", chat_id=chat)
    assert shop.reply(chat, timeout=30) == [GOOD["reply"]]


# --- the pause after a person wrote


@pytest.mark.parametrize("choice, takeover, stored", [
    ("hour", "", "3600000"), ("four", "7", "14400000"), ("morning", "", "-1"), ("good", "", "0"), ("own", "45", "2700000"),
    ("own", "60", "3600000"),
])
def test_a_pause_is_chosen_in_words(shop, choice, takeover, stored):
    save(shop, "manner", pause=choice, takeover=takeover)
    assert shop.app.sql("SELECT takeover_ms FROM project") == [[stored]]
    text = shop.page("/ui/assistant/mode")
    assert chosen(text, "pause") == ("hour" if stored == "3600000" else choice)
    assert field(text, "takeover") == ("45" if stored == "2700000" else "")


def owner_until(shop, chat):
    return int(shop.app.sql(f"SELECT owner_until FROM chat WHERE avito_chat_id = '{chat}'")[0][0])


@pytest.mark.parametrize("by", ["colleague", "operator"])
@pytest.mark.parametrize("choice", ["good", "morning", "hour"])
def test_whoever_writes_takes_the_chat_for_the_pause(shop, by, choice):
    save(shop, "manner", pause=choice, mode="auto", quiet="0.2")
    shop.model(GOOD, repeat=True)
    chat, _ = shop.write("Ещё продаёте?")
    shop.reply(chat, timeout=30)
    shop.settle()
    began = time.time() * 1000
    if by == "colleague":
        shop.write("Это Олег", chat_id=chat, **{"as": "colleague"})
    else:
        shop.on(chat, "reply", nonce=f"nonce-{choice}-1", text="Это Олег")
    wait(lambda: shop.row(chat)[:2] == ["human", by], 30, "the pause")
    until = owner_until(shop, chat)
    if choice == "good":
        assert until == 0
    elif choice == "hour":
        assert began + 3590000 <= until <= time.time() * 1000 + 3600000
    else:
        assert time.gmtime(until / 1000)[3:6] == (6, 0, 0) and began + 3600000 < until < began + 29 * 3600000
    shop.write("А доставка есть?", chat_id=chat)
    assert shop.needs_person(chat, timeout=30) == by
    shop.settle()
    assert GOOD["reply"] not in shop.texts(chat)[1:]


def test_a_chat_for_good_is_the_bots_again_when_it_is_handed_back(shop):
    save(shop, "manner", pause="good", mode="auto", quiet="0.2")
    shop.model(GOOD, {"reply": "Да, доставка есть."})
    chat, _ = shop.write("Ещё продаёте?")
    shop.reply(chat, timeout=30)
    shop.settle()
    shop.write("Это Олег", chat_id=chat, **{"as": "colleague"})
    wait(lambda: shop.row(chat)[:2] == ["human", "colleague"], 30, "the pause")
    shop.write("А доставка есть?", chat_id=chat)
    shop.needs_person(chat, timeout=30)
    shop.settle()
    shop.on(chat, "give-back")
    wait(lambda: len(shop.texts(chat)) == 2, 30, "the second reply")
    assert shop.texts(chat)[1] == "Да, доставка есть."
    assert shop.row(chat)[0] == "bot"


# --- starting texts


def preset(shop, **changes):
    return shop.act("/ui/assistant", 200, **{**CHARACTER, **changes}).text


def test_a_starting_text_goes_into_an_empty_field_and_is_not_saved_by_itself(shop):
    before = shop.app.sql("SELECT name, business, instructions FROM project")
    text = preset(shop, do="preset", business="cars", instructions=" ", name=NAUGHTY)
    check_html(text)
    assert "Заготовка вставлена" in words(text) and "торг при осмотре" in field(text, "instructions")
    assert field(text, "name") == NAUGHTY and chosen(text, "business") == "cars"
    assert before == shop.app.sql("SELECT name, business, instructions FROM project")
    save(shop, "character", instructions=field(text, "instructions"), business="cars")
    assert "торг при осмотре" in shop.app.sql("SELECT instructions FROM project")[0][0]


def test_a_starting_text_replaces_own_words_only_when_told_to(shop):
    text = preset(shop, do="preset", business="jobs", instructions="Мой текст")
    check_html(text)
    assert "Заменить его заготовкой?" in words(text) and field(text, "instructions") == "Мой текст"
    assert "Расскажи о вакансии" in words(text)
    assert field(preset(shop, do="keep", business="jobs", instructions="Мой текст"), "instructions") == "Мой текст"
    assert "Расскажи о вакансии" in field(preset(shop, do="replace", business="jobs", instructions="Мой"), "instructions")


def test_every_business_has_a_starting_text_in_both_languages(shop):
    names = ["goods", "services", "realty", "cars", "jobs", "general"]
    try:
        texts = {}
        for lang in ["en", "ru"]:
            shop.act("/ui/me/lang", lang=lang)
            texts[lang] = {field(preset(shop, do="replace", business=name), "instructions") for name in names}
            assert len(texts[lang]) == len(names) and all(text.count("\n") >= 4 for text in texts[lang])
        assert not texts["en"] & texts["ru"]
    finally:
        shop.act("/ui/me/lang", lang="ru")


# --- holidays


def holidays(shop):
    return shop.app.sql("SELECT from_day, to_day, hours, name FROM project_holiday ORDER BY id")


def add_holiday(shop, status=303, **values):
    return shop.act("/ui/assistant/holidays", status, project="1", **values)


def listed(shop, path="/ui/assistant/holidays"):
    """The words of each holiday on a page."""
    found = re.search(r'<ul class="holidays">(.*?)</ul>', shop.page(path), re.S)
    return [words(row) for row in re.findall(r"<li>(.*?)</li>", found[1], re.S)] if found else []


def test_holidays_are_added_in_the_order_of_a_calendar_changed_and_removed(shop):
    assert "Пока таких дней нет" in words(shop.page("/ui/assistant/holidays"))
    add_holiday(shop, **{"from": "31.12", "to": "8.1", "name": "Каникулы"})
    add_holiday(shop, **{"from": "8.3.2027", "hours": "10-15"})
    add_holiday(shop, **{"from": "1.5", "to": "3.5", "name": NAUGHTY})
    assert holidays(shop)[:2] == [["1231", "108", "", "Каникулы"], ["20270308", "20270308", "10:00–15:00", ""]]
    expected = ["8 марта 2027 10:00–15:00 один раз", f"1–3 мая закрыто {NAUGHTY}",
                "31 декабря – 8 января закрыто Каникулы"]
    assert listed(shop) == expected and listed(shop, "/ui/assistant/hours") == expected
    number = shop.app.sql("SELECT id FROM project_holiday WHERE from_day = 20270308")[0][0]
    path = f"/ui/assistant/holidays/{number}"
    text = shop.page(f"{path}?project=1")
    assert [field(text, name) for name in ("from", "to", "hours", "name")] == ["08.03.2027", "", "10:00–15:00", ""]
    shop.act(path, project="1", **{"from": "8.3", "to": "9.3", "hours": "", "name": "Весна"})
    assert holidays(shop)[1] == ["308", "309", "", "Весна"]
    shop.act(f"{path}/remove", project="1")
    assert len(holidays(shop)) == 2
    assert shop.act(f"{path}/remove", 404, project="1")


@pytest.mark.parametrize("typed, name, says", [
    ({"from": ""}, "from", "Нужна дата"), ({"from": "30.2"}, "from", "Нужна дата"),
    ({"from": "1.1", "to": "завтра"}, "to", "Нужна дата"), ({"from": "1.1", "to": "8.1.2027"}, "to", "Последний день"),
    ({"from": "8.1.2027", "to": "1.1.2027"}, "to", "Последний день"),
    ({"from": "1.1", "hours": "с утра"}, "hours", "Не получилось разобрать"),
])
def test_a_wrong_holiday_is_shown_again_as_typed(shop, typed, name, says):
    answer = add_holiday(shop, 422, **typed, **{"name": NAUGHTY})
    check_html(answer.text)
    assert says in words(answer.text) and field(answer.text, name) == typed[name]
    assert field(answer.text, "name") == NAUGHTY and holidays(shop) == []
    add_holiday(shop, **{"from": "1.6"})
    number = shop.app.sql("SELECT id FROM project_holiday")[0][0]
    answer = shop.act(f"/ui/assistant/holidays/{number}", 422, project="1", **typed)
    assert says in words(answer.text) and field(answer.text, name) == typed[name]
    assert holidays(shop) == [["601", "601", "", ""]]


def test_the_holidays_of_russia_are_added_once(shop):
    add_holiday(shop, **{"from": "8.3", "hours": "10-12"})
    for _ in range(2):
        shop.act("/ui/assistant/holidays/russia", project="1")
    days = [row[:2] for row in holidays(shop)]
    assert days == [["308", "308"], ["101", "106"], ["107", "107"], ["108", "108"], ["223", "223"], ["501", "501"],
                    ["509", "509"], ["612", "612"], ["1104", "1104"]]
    assert "9 мая закрыто День Победы" in listed(shop)
    assert holidays(shop)[0][2] == "10:00–12:00"


def fill_holidays(shop, count):
    shop.app.sql("INSERT INTO project_holiday (project_id, from_day, to_day)"
                 f" SELECT id, 20270101, 20270101 FROM project, seq_1_to_{count}")


def test_there_is_an_end_to_holidays(shop):
    """Who meets it is shown the days, some of which may go, and keeps what was typed."""
    fill_holidays(shop, 100)
    answer = add_holiday(shop, 422, **{"from": "1.1", "name": NAUGHTY})
    check_html(answer.text)
    assert "Больше ста дней" in words(answer.text) and answer.text.count("1 января 2027") == 100
    assert field(answer.text, "from") == "1.1" and field(answer.text, "name") == NAUGHTY
    answer = shop.act("/ui/assistant/holidays/russia", 422, project="1")
    assert "Больше ста дней" in words(answer.text) and len(holidays(shop)) == 100


def test_many_people_at_once_find_the_same_end_to_holidays(shop):
    fill_holidays(shop, 95)
    session = shop.admin
    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda day: session.post("/ui/assistant/holidays", form={
            "project": "1", "from": f"{day}.2"}).status, range(1, 17)))
    assert sorted(answers) == [303] * 5 + [422] * 11 and len(holidays(shop)) == 100


def test_the_holidays_of_russia_are_added_all_or_none(shop):
    fill_holidays(shop, 92)
    answer = shop.act("/ui/assistant/holidays/russia", 422, project="1")
    assert "Больше ста дней" in words(answer.text) and len(holidays(shop)) == 92
    shop.app.sql("DELETE FROM project_holiday WHERE id = (SELECT MAX(id) FROM project_holiday)")
    shop.act("/ui/assistant/holidays/russia", project="1")
    assert len(holidays(shop)) == 100
    shop.act("/ui/assistant/holidays/russia", project="1")  # all are there: nothing is too many


def test_on_a_holiday_the_away_text_goes_out(shop):
    """Open round the clock, but today and tomorrow (the night may end while this runs) in the shop's zone."""
    zone_s = 10 * 3600
    always = {f"hours_{day}": "0-24" for day in range(1, 8)}
    save(shop, "manner", mode="auto", quiet="0.2")
    save(shop, "hours", **always, zone="Asia/Vladivostok", away_text="Сегодня праздник, отвечу потом.")
    shop.model(GOOD, repeat=True)
    chat, _ = shop.write("Ещё продаёте?")
    assert shop.reply(chat, timeout=30) == [GOOD["reply"]]
    shop.settle()
    today, tomorrow = (time.strftime("%d.%m", time.gmtime(time.time() + zone_s + days * 86400)) for days in (0, 1))
    add_holiday(shop, **{"from": today, "to": tomorrow})
    other, _ = shop.write("Ещё продаёте диван?")
    assert shop.reply(other, timeout=30) == ["Сегодня праздник, отвечу потом."]
    shop.settle()
    number = shop.app.sql("SELECT id FROM project_holiday")[0][0]
    shop.act(f"/ui/assistant/holidays/{number}", project="1", **{"from": today, "to": tomorrow, "hours": "0-24"})
    third, _ = shop.write("Ещё продаёте кресло?")
    assert shop.reply(third, timeout=30) == [GOOD["reply"]]
