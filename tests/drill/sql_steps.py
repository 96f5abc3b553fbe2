# SPDX-License-Identifier: MIT
"""The steps of buyers, people and the queue; what is looked after is in sql_manage.py."""

import json

from live import SEND
from prilavok import wait
from sql_shop import CALL, LONG, MORE, REPLY, SCRIPT, STEPS, step
from test_ui import ADMIN_PAGES, OWNER_PAGES, PAGES, PARTS

# --- pages


def page(path):
    def look(shop):
        fact = shop.number("SELECT MIN(id) FROM fact")
        chat = shop.number("SELECT MIN(id) FROM chat WHERE enriched_at > 0")
        shop.ask(path.format(chat=chat, fact=fact))
    return look


MORE_PAGES = ["/", "/health", "/livez", "/readyz", "/info", "/metrics", "/ui", "/ui/start", "/ui/login", "/ui/chats/find?avito=x",
              "/ui/assistant/facts/export?project=1", "/ui/chats?tab=all&q=диван", "/ui/chats?tab=needs&q=диван", "/ui/chats?tab=all&q=ив",
              "/ui/chats?tab=all&q=Здравствуйте", "/ui/chats?tab=all&q=+7 916 123-45-67",
              "/ui/chats/news?tab=bot&after=x", "/ui/chats/{chat}/news?after=x", "/ui/chats/{chat}?before_at=9999999999999&before_id=9",
              "/ui/start/avito/news", "/ui/start/test/news", "/ui/chats/{chat}/listing-picture", "/ui/start/owner"]
for path in PAGES + OWNER_PAGES + ADMIN_PAGES + PARTS + MORE_PAGES:
    STEPS["page " + path] = page(path)


@step
def who_needs_no_login(shop):
    assert shop.ask("/ui/chats", session=shop.app.session()).status == 303
    stale = shop.app.session()
    stale.cookies["prilavok"] = stale.cookies["__Host-prilavok"] = "0" * 43
    assert shop.ask("/ui/chats", session=stale).status == 303


@step
def pictures(shop):
    chat, number = shop.silent()
    shop.write(chat_id=chat, type="image", content={"image": {"sizes": {"1280x960": "https://img.example/1.jpg"}}})
    query = f"SELECT id FROM message WHERE chat_id = {number} AND type = 'image'"
    message = wait(lambda: shop.number(query), LONG, "the picture")
    shop.ask(f"/ui/chats/{number}/pictures/{message}", status=(200, 404))
    shop.ask(f"/ui/chats/{number}/listing-picture", status=(200, 404))


@step
def searching_a_large_shop(shop):
    """By the numbers of its messages it is large, and a scooter is in several of the newest: a common word.  A number is in one."""
    chat, number = shop.silent()
    shop.app.sql(f"""INSERT INTO message (id, account_id, chat_id, avito_id, author, author_id, type, text, content, created_at,
        received_at) SELECT GREATEST(3000000, (SELECT MAX(id) FROM message)) + 100 + seq, account_id, id,
        CONCAT('large-{number}-', seq), 'colleague', 9, 'text', IF(seq = 1, 'Самокат 7700{number}', 'Самокат'),
        '{{}}', 1, 1
        FROM chat JOIN seq_1_to_5 WHERE id = {number}""")
    for words in ("самокат", f"самокаты 7700{number}"):
        assert f"/ui/chats/{number}?" in shop.ask(f"/ui/chats?tab=all&q={words}").text, (chat, words)


# --- people


@step
def signing_in_and_out(shop):
    session = shop.app.session()
    shop.app.sql("DELETE FROM login_throttle; UPDATE session SET seen_at = seen_at - 600000")
    shop.ask("/ui/me")
    shop.ask("/ui/login", {"login": "admin", "password": "wrong"}, session=session, status=(401, 422, 403, 200))
    shop.ask("/ui/login", {"login": "admin", "password": shop.app.password}, session=session)
    shop.ask("/ui/me", session=session)
    shop.ask("/ui/logout", {}, session=session)
    assert shop.ask("/ui/me", session=session).status == 303


@step
def somebodys_settings(shop):
    shop.ask("/ui/me/lang", {"lang": "ru"}, done=lambda: shop.number("SELECT lang = 'ru' FROM user WHERE login = 'admin'"))
    shop.ask("/ui/me/theme", {"theme": "dark"})
    shop.ask("/ui/me/keys", {"keys": "1"})
    shop.app.sql("DELETE FROM login_throttle")
    words = {"current": shop.app.password, "password": shop.app.password, "again": shop.app.password}
    shop.ask("/ui/me/password", words)


@step
def people(shop):
    login = shop.name("anna").replace(" ", "")
    one = shop.once(f"SELECT COUNT(*) FROM user WHERE login = '{login}'")
    shop.command("user", "add", login, "--role", "admin", "--password-stdin", input="password-of-anna", done=one)
    shop.command("user", "role", login, "owner",
                 done=lambda: shop.number(f"SELECT role = 'owner' FROM user WHERE login = '{login}'"))
    shop.command("user", "role", login, "viewer",
                 done=lambda: shop.number(f"SELECT role = 'viewer' FROM user WHERE login = '{login}'"))
    shop.command("user", "password", login, "--password-stdin", input="another-word-of-anna")
    session = shop.app.session()
    shop.ask("/ui/login", {"login": login, "password": "another-word-of-anna"}, session=session)
    for word, flag in ("disable", 0), ("enable", 1):
        shop.command("user", word, login,
                     done=lambda: shop.number(f"SELECT disabled = {1 - flag} FROM user WHERE login = '{login}'"))
    shop.command("user", "list", "--json")


@step
def the_first_owner(shop):
    shop.app.sql("DELETE FROM user; DELETE FROM login_throttle")
    made = shop.command("install", "--ask-owner", "--json")
    code = json.loads(made.stdout)["code"]
    form = {"code": code, "login": "admin", "password": shop.app.password, "again": shop.app.password}
    shop.ask("/ui/start/owner", form, session=shop.app.session(),
             done=shop.once("SELECT COUNT(*) FROM user"))
    shop.sign_in()


# --- chats


@step
def a_reply(shop):
    chat, _ = shop.question()
    shop.answered(chat)


@step
def two_questions(shop):
    chat, _ = shop.question()
    shop.answered(chat)
    shop.model(MORE, repeat=True)
    shop.write("А доставка есть?", chat_id=chat)
    shop.answered(chat, [REPLY["reply"], MORE["reply"]])
    shop.model(REPLY, repeat=True)


@step
def words_while_the_model_thinks(shop):
    """The turn is asked for again while it runs: it ends as one that is due."""
    shop.model({**REPLY, "delay_ms": 5000}, repeat=True)
    for _ in range(20):
        chat, number = shop.question()
        turn = f"FROM job WHERE kind = 'turn' AND chat_id = {number}"
        wait(lambda: shop.number(f"SELECT COUNT(*) {turn} AND state = 1") or shop.outbox(chat), LONG, "a running turn")
        shop.write("А доставка есть?", chat_id=chat)
        wait(lambda: shop.heard(chat) == 2, LONG, "the second words")
        again = shop.number(f"SELECT MAX(again) {turn}")
        shop.model(REPLY, repeat=True)
        wait(lambda: shop.number(f"SELECT waiting_since = 0 FROM chat WHERE id = {number}"), LONG, "an answer to both")
        shop.answered(chat, [REPLY["reply"]] * (1 if again else len(shop.outbox(chat))))
        if again:
            break


@step
def words_that_come_late(shop):
    """An older message whose event got lost, after a person has answered."""
    chat, number = shop.silent()
    first = shop.messages(chat)[0]
    shop.write("Отвечу сам", chat_id=chat, **{"as": "colleague"})
    wait(lambda: shop.row(chat)[0] == "human", LONG, "the colleague")
    late = shop.event(chat, {**first, "id": shop.name("late").replace(" ", "-"), "created": first["created"] - 60})
    shop.deliver(late)
    wait(lambda: shop.heard(chat) == 2, LONG, "the late words")


@step
def words_that_come_late_and_wait(shop):
    """The same after the bot has answered: it has not seen them."""
    chat, _ = shop.question()
    shop.answered(chat)
    first = shop.messages(chat)[0]
    shop.model(MORE, repeat=True)
    shop.deliver(shop.event(chat, {**first, "id": shop.name("late").replace(" ", "-"), "created": first["created"] - 60}))
    shop.answered(chat, [REPLY["reply"], MORE["reply"]])
    shop.model(REPLY, repeat=True)


@step
def a_colleague(shop):
    chat, _ = shop.question()
    shop.answered(chat)
    shop.write("Добавлю от себя: скидок нет", chat_id=chat, **{"as": "colleague"})
    wait(lambda: shop.row(chat)[:2] == ["human", "colleague"], LONG, "the colleague")


@step
def an_early_echo(shop):
    shop.calm(webhook={"before_answer": True, "retry": {"times": 200, "pause_ms": 300}})
    chat, _ = shop.question()
    shop.answered(chat)
    shop.calm()
    assert shop.row(chat)[0] == "bot"


@step
def words_taken_back(shop):
    shop.project(quiet_ms=5000, quiet_max_ms=20000)
    chat, message = shop.write("Ещё продаёте?")
    wait(lambda: shop.row(chat), LONG, "the chat")
    shop.control("POST", "delete", {"chat_id": chat, "message_id": message})
    assert shop.needs_person(chat, LONG) == "nothing"
    shop.project(quiet_ms=0, quiet_max_ms=1000)


@step
def a_hand_off(shop):
    shop.model(CALL, repeat=True)
    chat, number = shop.question("Отдадите за полцены? Мой телефон +7 916 123-45-67")
    shop.needs_person(chat, LONG)
    wait(lambda: len(shop.texts(chat)) == 1, LONG, "the sentence for the buyer")
    shop.model(REPLY, repeat=True)
    shop.ask(f"/ui/chats/{number}/dismiss", {}, done=lambda: shop.row(chat)[2] == "0")


@step
def a_shop_that_is_closed(shop):
    shop.app.sql("DELETE FROM project_hours; INSERT INTO project_hours (project_id, weekday, from_min, to_min)"
                 " SELECT id, 1 + (WEEKDAY(UTC_TIMESTAMP() + INTERVAL 3 HOUR) + 3) % 7, 600, 601 FROM project")
    shop.project(schedule="hours", off_hours="away", zone="Europe/Moscow", away_text="Нас нет")
    chat, _ = shop.question()
    shop.answered(chat, ["Нас нет"])
    shop.project(schedule="always")


@step
def a_model_that_fails(shop):
    shop.app.sql("UPDATE provider SET open_until = 0, failures = 0, ladder = 0")
    shop.model({"status": 500}, repeat=True)
    chat, _ = shop.question("Расскажите подробнее, пожалуйста.")
    shop.needs_person(chat, LONG)
    shop.model(REPLY, repeat=True)
    shop.app.sql("UPDATE provider SET open_until = 0, failures = 0, ladder = 0")


@step
def a_draft(shop):
    shop.mode("draft")
    for word in "send", "drop":
        chat, number = shop.question()
        assert shop.needs_person(chat, LONG) == "draft"
        draft = shop.number(f"SELECT id FROM draft WHERE chat_id = {number}")
        shop.ask(f"/ui/chats/{number}")
        path = f"/ui/chats/{number}/draft" + ("/drop" if word == "drop" else "")
        shop.ask(path, {"draft": str(draft), "text": "Да, приезжайте"},
                 done=lambda: shop.number(f"SELECT state <> 'open' FROM draft WHERE id = {draft}"))
        if word == "send":
            shop.answered(chat, ["Да, приезжайте"])
    shop.mode("auto")


@step
def a_persons_words(shop):
    chat, number = shop.silent()
    nonce = shop.name("nonce-of-a-form-").replace(" ", "")
    shop.ask(f"/ui/chats/{number}/keep", {"nonce": nonce, "text": "Добрый"})
    shop.ask(f"/ui/chats/{number}")
    shop.ask(f"/ui/chats/{number}/reply", {"nonce": nonce, "text": "Добрый день"},
             done=shop.once(f"SELECT COUNT(*) FROM outbox WHERE chat_id = {number}"))
    shop.answered(chat, ["Добрый день"])
    shop.ask(f"/ui/chats/{number}/keep", {"nonce": nonce, "text": ""})


@step
def taking_over_and_giving_back(shop):
    chat, number = shop.silent()
    shop.ask(f"/ui/chats/{number}/take", {"for": "hour"}, status=(303, 200))
    wait(lambda: shop.row(chat)[0] == "human", what="a person has it")
    shop.ask(f"/ui/chats/{number}/give-back", {}, done=lambda: shop.row(chat)[0] == "bot")
    shop.ask(f"/ui/chats/{number}/answer-now", {}, headers=SCRIPT, status=(200, 303, 409))
    wait(lambda: shop.texts(chat), LONG, "an answer")
    shop.answered(chat)


@step
def words_that_did_not_go_out(shop):
    for word in "again", "drop":
        shop.calm(routes=[{"path": SEND, "method": "POST", "status": 400, "times": 1,
                           "body": {"error": {"code": 400, "message": "no"}}}])
        chat, number = shop.silent()
        shop.ask(f"/ui/chats/{number}/reply", {"nonce": shop.name("unsent-").replace(" ", ""), "text": "Да"},
                 done=shop.once(f"SELECT COUNT(*) FROM outbox WHERE chat_id = {number}"))
        wait(lambda: shop.outbox(chat)[0][1] == "failed", LONG, "a failure")
        shop.calm()
        unsent = shop.number(f"SELECT id FROM outbox WHERE chat_id = {number}")
        shop.ask(f"/ui/chats/{number}")
        shop.ask(f"/ui/chats/{number}/unsent/{word}", {"unsent": str(unsent)},
                 done=lambda: shop.outbox(chat)[0][1] != "failed")
        if word == "again":
            shop.answered(chat, ["Да"])


@step
def a_doubtful_send(shop):
    shop.calm(routes=[{"path": SEND, "method": "POST", "lost_answer": True, "times": 1}],
              webhook={"lose": 1.0, "retry": {"times": 200, "pause_ms": 300}})
    chat, _ = shop.write("Ещё продаёте?")
    shop.look()
    wait(lambda: shop.texts(chat), LONG, "a send")
    shop.answered(chat)
    shop.calm()


@step
def a_send_that_never_arrived(shop):
    """Three looks find nothing, then it goes out again."""
    shop.calm(routes=[{"path": SEND, "method": "POST", "cut": "before", "times": 1}])
    chat, _ = shop.question()
    query = ("SELECT COUNT(*) FROM outbox o JOIN chat c ON c.id = o.chat_id"
             f" WHERE c.avito_chat_id = '{chat}' AND o.checks > 0")
    wait(lambda: shop.number(query), LONG, "a look")
    shop.calm()
    shop.answered(chat)


@step
def a_send_that_must_wait(shop):
    shop.calm(routes=[{"path": SEND, "method": "POST", "status": 429, "headers": {"Retry-After": "1"}, "times": 1}])
    chat, _ = shop.question()
    shop.answered(chat)
    shop.calm()


@step
def a_look_at_the_chats(shop):
    shop.calm(webhook={"lose": 1.0})
    chat, _ = shop.write("Самовывоз есть?")
    shop.look()
    shop.answered(chat)
    shop.calm()


@step
def a_first_look(shop):
    shop.control("POST", "history", {"chats": 3, "age_s": 86400})
    shop.app.sql("UPDATE account SET synced_at = 0")
    shop.look()
    wait(lambda: shop.app.sql("SELECT synced_at > 0 FROM account ORDER BY id LIMIT 1") == [["1"]], LONG, "the first look")


@step
def a_new_token(shop):
    shop.control("POST", "tokens/expire", {})
    chat, _ = shop.question()
    shop.answered(chat)


@step
def refused_keys(shop):
    shop.app.sql("UPDATE token SET refusals = 0")  # of earlier turns of this step, for which the next token would wait
    shop.calm(routes=[{"path": "/token", "method": "POST", "status": 401, "body": {"error": "invalid_client"}}])
    shop.control("POST", "tokens/expire", {})
    shop.look("connect")
    wait(lambda: shop.app.sql("SELECT status FROM account WHERE id = 1") == [["needs_reauth"]], LONG, "refused keys")
    shop.ask("/ui/accounts/1")
    shop.calm()
    shop.connected()


@step
def what_is_no_event(shop):
    for body in "{}", "nonsense":
        def is_taken():
            status = shop.app.post(shop.webhook_path(), body=body, headers={"Content-Type": "application/json"}).status
            return status == 200
        wait(is_taken, what="an acknowledgement")
    assert shop.app.post("/webhooks/avito/unknown", data={}).status in (404, 503)


@step
def a_job_that_killed_its_workers(shop):
    shop.mode("auto", quiet_ms=3000, quiet_max_ms=9000)
    chat, number = shop.question()
    shop.app.sql(f"UPDATE job SET starts = 99, run_at = 0 WHERE kind = 'turn' AND chat_id = {number} AND state = 0")
    shop.mode("auto", quiet_ms=0, quiet_max_ms=1000)
    query = f"SELECT COUNT(*) FROM job WHERE chat_id = {number} AND state = 2"
    wait(lambda: shop.number(query) == 1, LONG, "a parked job")
    job = shop.number(f"SELECT id FROM job WHERE chat_id = {number} AND state = 2")
    shop.ask("/ui/system")
    shop.ask(f"/ui/system/jobs/{job}/retry", {}, done=lambda: shop.number(query) == 0)
    shop.answered(chat)


@step
def a_worker_whose_database_stumbles(shop):
    """It looks after its running jobs as soon as it can ask again."""
    claim = next(name for name, words in shop.known().items() if name.startswith("lib/store/job.c") and "AS SIGNED), 0), -1)" in words
                 or "IFNULL(GREATEST(MIN(run_at)" in words)
    shop.model({**REPLY, "delay_ms": 3000}, REPLY, repeat=True)
    chat, _ = shop.question()
    wait(lambda: shop.number("SELECT COUNT(*) FROM job WHERE kind = 'turn' AND state = 1"), LONG, "a running turn")
    armed = shop.places.arm(claim, 1064)
    wait(lambda: not armed.exists(), LONG, "a stumble")
    shop.model(REPLY, repeat=True)
    shop.answered(chat)


@step
def a_job_that_is_removed(shop):
    shop.app.sql("INSERT INTO job (kind, name, account_id, state, run_at, created_at) VALUES ('odd', 'odd', 1, 2, 0, 0)")
    job = shop.number("SELECT id FROM job WHERE kind = 'odd'")
    shop.ask(f"/ui/system/jobs/{job}/remove", {}, done=lambda: shop.number("SELECT COUNT(*) FROM job WHERE kind = 'odd'") == 0)


@step
def workers_that_come_and_go(shop):
    shop.model({**REPLY, "delay_ms": 5000}, REPLY, repeat=True)
    chat, _ = shop.question()
    wait(lambda: shop.number("SELECT COUNT(*) FROM job WHERE kind = 'turn' AND state = 1"), LONG, "a running turn")
    shop.app.restart("worker", 9)
    shop.model(REPLY, repeat=True)
    shop.answered(chat)
    shop.app.restart("worker")
    wait(shop.app.is_healthy, what="health")
    shop.command("work", "--once")
