# SPDX-License-Identifier: MIT
"""What the assistant knows, on the live path: facts are found, and come and go as tables."""

import html
import re

import pytest

from desk import NAUGHTY, check_html, desk, people, shop, words  # noqa: F401 (fixtures)

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
