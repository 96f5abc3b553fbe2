# SPDX-License-Identifier: MIT
"""The steps of those who look after the assistant and the accounts."""

from prilavok import wait
from sql_shop import LONG, step
from test_ui import CHARACTER, HOURS, MANNER

# --- the assistant


@step
def character_and_manner(shop):
    name = shop.name("Диваны")
    shop.ask("/ui/assistant", {**CHARACTER, "name": name}, done=lambda: shop.number(f"SELECT name = '{name}' FROM project WHERE id = 1"))
    shop.ask("/ui/assistant/mode", {**MANNER, "mode": "auto", "quiet": "0", "quiet_max": "1", "doubtful": "resend"})
    shop.ask("/ui/assistant/hours", {**HOURS, "schedule": "always"})
    shop.project(mode="auto", quiet_ms=0, quiet_max_ms=1000, schedule="always", takeover_ms=3600000, reply_max_age_ms=3600000)


@step
def holidays(shop):
    shop.app.sql("DELETE FROM project_holiday")
    count = "SELECT COUNT(*) FROM project_holiday"
    shop.ask("/ui/assistant/holidays", {"project": "1", "from": "1.1"}, done=shop.once(count))
    number = shop.number("SELECT MAX(id) FROM project_holiday")
    shop.ask(f"/ui/assistant/holidays/{number}?project=1")
    shop.ask(f"/ui/assistant/holidays/{number}", {"project": "1", "from": "2.1", "name": "Сон"},
             done=shop.once(count + " WHERE name = 'Сон'"))
    shop.ask(f"/ui/assistant/holidays/{number}/remove", {"project": "1"}, done=lambda: shop.number(count) == 0)
    shop.ask("/ui/assistant/holidays/russia", {"project": "1"}, done=lambda: shop.number(count) > 0)
    assert shop.number(count + " GROUP BY from_day ORDER BY 1 DESC LIMIT 1") == 1
    shop.ask("/ui/assistant/holidays")
    shop.app.sql("DELETE FROM project_holiday")


@step
def answerers(shop):
    count = "SELECT COUNT(*) FROM provider WHERE model = 'spare'"
    form = {"project": "1", "dialect": "openai", "base_url": "http://127.0.0.1:1/v1", "model": "spare", "api_key": "x", "timeout": "3"}
    shop.ask("/ui/assistant/answerers", form, done=shop.once(count))
    number = str(shop.number("SELECT id FROM provider WHERE model = 'spare'"))
    place = "SELECT position FROM provider WHERE model = 'spare'"
    shop.ask("/ui/assistant/answerers", {**form, "answerer": number, "timeout": "4"}, done=shop.once(count))
    shop.ask("/ui/assistant/answerers", {**form, "answerer": number, "api_key": "", "forget_key": "1"}, done=shop.once(count))
    for way, change in ("up", -1), ("down", 1):
        before = shop.number(place)
        shop.ask(f"/ui/assistant/answerers/{way}", {"project": "1", "answerer": number},
                 done=lambda: (shop.number(place) - before) * change > 0)
    shop.ask("/ui/assistant/answerers/check", {"project": "1", "answerer": number})
    shop.ask("/ui/assistant/answerers/remove", {"project": "1", "answerer": number}, done=lambda: shop.number(count) == 0)


@step
def facts(shop):
    question = shop.name("Какого цвета диван номер")
    one = shop.once(f"SELECT COUNT(*) FROM fact WHERE question = '{question}'")
    shop.ask("/ui/assistant/facts", {"project": "1", "question": question, "answer": "Серый", "approved": "1"}, done=one)
    fact = shop.number(f"SELECT id FROM fact WHERE question = '{question}'")
    shop.ask(f"/ui/assistant/facts/{fact}", {"project": "1", "question": question, "answer": "Синий", "approved": "1"},
             done=lambda: shop.number(f"SELECT answer = 'Синий' FROM fact WHERE id = {fact}"))
    table = f"{question};Белый\n{question} из кожи;Чёрный"
    shop.ask("/ui/assistant/facts/import", {"project": "1", "text": table, "doubles": "update"})
    shop.ask("/ui/assistant/facts/import/write", {"project": "1", "text": table, "doubles": "update"},
             done=shop.once(f"SELECT COUNT(*) FROM fact WHERE question = '{question} из кожи'"))
    shop.ask(f"/ui/assistant/facts/{fact}/remove", {"project": "1"},
             done=lambda: shop.number(f"SELECT COUNT(*) FROM fact WHERE id = {fact}") == 0)


@step
def a_try(shop):
    shop.ask("/ui/assistant/try", {"project": "1", "when": "now", "words": "Диван ещё продаётся?"})


@step
def the_first_day(shop):
    shop.ask("/ui/start/shop", {"name": "Мебель", "business": "goods"})
    key = shop.name("first").replace(" ", "-")
    shop.ask("/ui/start/avito", {"simulator": "1"})
    shop.ask("/ui/start/avito", {"client_id": key, "client_secret": "x"},
             done=shop.once(f"SELECT COUNT(*) FROM account WHERE client_id = '{key}'"))
    shop.app.sql(f"DELETE FROM job WHERE account_id = (SELECT id FROM account WHERE client_id = '{key}');"
                 f" DELETE FROM account WHERE client_id = '{key}'")
    shop.ask("/ui/start/assistant", {})
    for where in "shop", "avito", "assistant", "test", "on":
        shop.ask("/ui/start/" + where)
    shop.ask("/ui/start/on", {"mode": "auto"})
    shop.ask("/ui/start/skip", {"step": "test"})
    shop.ask("/ui/start/dismiss", {})
    shop.app.sql("DELETE FROM setting WHERE name LIKE 'start%' OR name LIKE 'first%'")
    shop.project(mode="auto", quiet_ms=0, quiet_max_ms=1000, schedule="always")


# --- accounts


@step
def the_account(shop):
    shop.ask("/ui/accounts/1/name", {"name": "Мебель"})
    shop.ask("/ui/accounts/1/enable", {"enabled": "0"}, done=lambda: shop.number("SELECT enabled = 0 FROM account WHERE id = 1"))
    shop.ask("/ui/accounts/1/enable", {"enabled": "1"}, done=lambda: shop.number("SELECT enabled FROM account WHERE id = 1"))
    shop.ask("/ui/accounts/1/keys", {"client_id": "sim-client", "client_secret": "sim-secret"})
    shop.ask("/ui/accounts/1/webhook", {"url": "https://crm.example/hook"})
    shop.ask("/ui/accounts/1/check", {})
    name = shop.name("Кресла")
    shop.ask("/ui/accounts/shops", {"shop": name}, done=shop.once(f"SELECT COUNT(*) FROM project WHERE name = '{name}'"))
    shop.ask("/ui/accounts/1/shop", {"project": "1"})
    shop.connected()
    shop.app.sql(f"DELETE FROM project WHERE name = '{name}'")


@step
def an_account_that_comes_and_goes(shop):
    key = shop.name("key").replace(" ", "-")
    one = f"SELECT COUNT(*) FROM account WHERE client_id = '{key}'"
    shop.ask("/ui/accounts", {"project": "1", "name": "Второй", "client_id": key, "client_secret": "x"}, done=shop.once(one))
    number = shop.number(f"SELECT id FROM account WHERE client_id = '{key}'")
    shop.ask(f"/ui/accounts/{number}")
    shop.ask(f"/ui/accounts/{number}/remove", {"confirm": "удалить"},
             done=lambda: shop.number(f"SELECT deleted_at > 0 FROM account WHERE id = {number}"))
    wait(lambda: shop.app.sql(f"SELECT client_secret FROM account WHERE id = {number}") == [[""]], LONG, "forgotten keys")
    shop.ask("/ui/accounts", {"project": "1", "name": "Второй", "client_id": key, "client_secret": "x"}, done=shop.once(one))
    assert shop.number(f"SELECT deleted_at = 0 FROM account WHERE id = {number}")
    shop.app.sql(f"UPDATE account SET enabled = 0 WHERE id = {number}")
    shop.app.sql(f"DELETE FROM job WHERE account_id = {number}")


@step
def accounts_from_the_shell(shop):
    key = shop.name("shell").replace(" ", "-")
    one = shop.once(f"SELECT COUNT(*) FROM account WHERE client_id = '{key}'")
    shop.command("account", "add", key, "--name", "Третий", "--json", input="x\n", done=one)
    number = str(shop.number(f"SELECT id FROM account WHERE client_id = '{key}'"))
    shop.command("account", "show", number, "--json")
    shop.command("account", "keys", number, key, input="y\n")
    shop.command("account", "disable", number)
    shop.command("account", "enable", number)
    shop.command("account", "list", "--json")
    shop.command("account", "check", "1", "--json")
    shop.app.sql(f"DELETE FROM account WHERE id = {number}; DELETE FROM job WHERE account_id = {number}")


@step
def the_rest_of_the_shell(shop):
    shop.command("project", "list", "--json")
    shop.command("project", "show", "1", "--json")
    shop.command("project", "mode", "1", "auto")
    shop.command("sim", "seed", "--json")
    shop.command("install", "--json")
    shop.command("migrate", "--pending", "--json")
    shop.command("migrate", "--json")
    wait(lambda: shop.app.cli("check", check=False).returncode == 0, LONG, "a good check")
