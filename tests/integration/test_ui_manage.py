# SPDX-License-Identifier: MIT
"""What the owner looks after, on the live path: answerers, facts, shops, accounts, and jobs set aside."""

import concurrent.futures
import html
import re

from desk import GOOD, NAUGHTY, check_html, desk, field, people, shop, words  # noqa: F401 (fixtures)

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
