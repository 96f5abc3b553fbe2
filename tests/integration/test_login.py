# SPDX-License-Identifier: MIT
"""Guessing of passwords and codes, and what becomes of sessions.  Each hash costs 64 MB and is a line in the log."""

import concurrent.futures
import http.client
import itertools
import re
import threading
import time
import urllib.parse

import pytest

from prilavok import Instance, Session
from simlib import PATIENCE, is_watched

GUESSES = 10000
LIMIT = 20  # hashes a minute, whoever guesses whatever from wherever
LOGIN_WAIT_S = 30


@pytest.fixture(scope="module")
def house():
    with Instance("login") as app:
        app.start()
        yield app


@pytest.fixture(autouse=True)
def forget(request):
    """No test meets the failures of another."""
    yield
    if "house" in request.fixturenames:
        request.getfixturevalue("house").sql("DELETE FROM login_throttle")


def hashes(app):
    return app.log("ui").count('"event":"password.hash"')


def let_pass(app, seconds):
    """As if so much time had gone by."""
    app.sql(f"UPDATE login_throttle SET next_at = next_at - {seconds * 1000}, updated_at = updated_at - {seconds * 1000}")


def guess(app, login, password, source="127.0.0.1", path="/ui/login", **more):
    """Status and Retry-After of one try from an address of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", app.port, timeout=PATIENCE, source_address=(source, 0))
    try:
        connection.request("POST", path, urllib.parse.urlencode({"login": login, "password": password, **more}),
                           {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        answer.read()
        return answer.status, int(answer.headers.get("Retry-After", 0))
    finally:
        connection.close()


def test_ten_thousand_guesses_are_few_hashes_and_lock_nobody_out(house):
    """One address at one login, many addresses at it, many addresses at many logins: all at once."""
    owner = house.login()  # a browser that is known from now on
    stranger, before, began = house.session(), hashes(house), time.monotonic()
    running, inside = threading.Event(), []
    running.set()

    def one(number):
        source = "127.0.0.1" if number % 3 == 0 else f"127.{1 + number % 200}.{number // 200 % 250}.7"
        return guess(house, "admin" if number % 3 < 2 else f"user{number}", f"guess {number}", source)[0]

    def come_in():
        while running.is_set() or not inside:
            browser = Session(house.port)
            browser.cookies = {"prilavok_device": owner.cookies["prilavok_device"]}
            inside.append(browser.post("/ui/login", form={"login": "admin", "password": house.password}).status)
            time.sleep(0.5)

    with concurrent.futures.ThreadPoolExecutor(9) as pool:
        coming = pool.submit(come_in)
        # Where programs are slow, no more than would come in a minute: waits grow with every minute.
        statuses = list(pool.map(one, range(GUESSES // 20 if is_watched() else GUESSES)))
        running.clear()
        coming.result()
    minutes = 1 + int((time.monotonic() - began) / 60)
    assert set(statuses) <= {403, 429} and set(inside) == {303}, inside
    assert statuses.count(403) <= hashes(house) - before - len(inside) <= LIMIT * minutes

    # A browser nobody knows waits, but not for long.
    form = {"login": "admin", "password": house.password}
    answer = stranger.post("/ui/login", form=form)
    if answer.status == 429:
        assert 1 <= int(answer.headers["Retry-After"]) <= LOGIN_WAIT_S
        assert "Слишком много" in answer.text
        let_pass(house, LOGIN_WAIT_S)
        answer = stranger.post("/ui/login", form=form)
    assert answer.status == 303


def test_a_known_browser_is_known_for_its_login_only(house):
    house.cli("user", "add", "helper", "--role", "viewer", "--password-stdin", input="words of the helper")
    helper = house.login("helper", "words of the helper")
    for number in range(6):
        guess(house, "admin", f"guess {number}")
    house.sql("UPDATE login_throttle SET next_at = next_at + 60000")  # however long the next lines take
    browser = house.session()
    for word in [helper.cookies["prilavok_device"], "k1.00000000.AAAA", "x", "",
                 helper.cookies["prilavok_device"][:-2] + "AA"]:
        browser.cookies = {"prilavok_device": word}
        assert browser.post("/ui/login", form={"login": "admin", "password": house.password}).status == 429
    # And it is slowed like anybody when it is what guesses.
    browser.cookies = {"prilavok_device": helper.cookies["prilavok_device"]}
    tries = [browser.post("/ui/login", form={"login": "helper", "password": "x"}).status for _ in range(8)]
    assert tries[:3] == [403] * 3 and 429 in tries


def test_a_login_nobody_has_costs_the_same_work(house):
    house.cli("user", "add", "retired", "--role", "viewer", "--password-stdin", input="words of the retired")
    house.sql("UPDATE user SET disabled = 1 WHERE login = 'retired'")
    for login, password in [("admin", "wrong"), ("nobody", "wrong"), ("retired", "words of the retired"),
                            ("'; --", "wrong")]:
        before = hashes(house)
        answer = house.session().post("/ui/login", form={"login": login, "password": password})
        assert answer.status == 403 and "Неверный логин или пароль" in answer.text
        assert hashes(house) - before == (0 if login == "'; --" else 1), login  # which is no login
        house.sql("DELETE FROM login_throttle")


def test_a_session_begins_anew_with_every_login(house):
    planted = "ab" * 32
    browser = house.session()
    browser.cookies = {"prilavok": planted}
    assert browser.post("/ui/login", form={"login": "admin", "password": house.password}).status == 303
    first = browser.cookies["prilavok"]
    assert first != planted and re.fullmatch("[0-9a-f]{64}", first)
    assert browser.post("/ui/login", form={"login": "admin", "password": house.password}).status == 303
    second = browser.cookies["prilavok"]
    assert second != first
    for cookie, status in [(planted, 303), (first, 303), (second, 200)]:
        other = house.session()
        other.cookies = {"prilavok": cookie}
        assert other.get("/ui/me").status == status
    assert first not in str(house.sql("SELECT HEX(id_hash), csrf FROM session")).lower()


def test_a_new_password_ends_the_other_sessions(house):
    words = "new words of theirs"
    house.cli("user", "add", "mover", "--role", "admin", "--password-stdin", input="old words of theirs")
    here, there = house.login("mover", "old words of theirs"), house.login("mover", "old words of theirs")
    assert here.post("/ui/me/password", form={"current": "old words of theirs", "password": words,
                                              "again": words}).status == 303
    assert here.get("/ui/me").status == 200 and there.get("/ui/me").status == 303
    assert guess(house, "mover", "old words of theirs")[0] == 403
    house.login("mover", words)
    house.sql("UPDATE user SET disabled = 1 WHERE login = 'mover'")
    assert here.get("/ui/me").status == 303


@pytest.mark.parametrize("column, days", [("seen_at", 7), ("expires_at", 0)])
def test_a_session_ends_by_itself(house, column, days):
    browser = house.login()
    cookie = browser.cookies["prilavok"]
    house.sql(f"UPDATE session SET {column} = UNIX_TIMESTAMP(NOW(3)) * 1000 - {days * 86400000} + 120000")
    assert browser.get("/ui/me").status == 200
    house.sql(f"UPDATE session SET {column} = UNIX_TIMESTAMP(NOW(3)) * 1000 - {days * 86400000} - 1000")
    browser.cookies["prilavok"] = cookie
    assert browser.get("/ui/me").headers["Location"].startswith("/ui/login")
    assert browser.get("/ui/chats/news", headers={"HX-Request": "true"}).status == 401


def test_who_guesses_the_code_keeps_nobody_out(fresh):
    code = re.search(r"enter the code (\S+)$", fresh.start("--ask-owner"), re.MULTILINE)[1]
    form = {"login": "eve", "password": "long enough", "again": "long enough"}
    wrong = ["x", code[:-1], code + "a", "", " ", code[::-1]]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        tries = list(pool.map(lambda pair: guess(fresh, **{**form, "path": "/ui/start/owner", "code": pair[0]},
                                                 source=f"127.3.{pair[1]}.1")[0],
                              zip(itertools.cycle(wrong), range(200))))
    assert set(tries) == {422} and fresh.sql("SELECT * FROM user") == [] and hashes(fresh) == 0
    made = fresh.session().post("/ui/start/owner", form={**form, "code": code, "login": "anna"})
    assert (made.status, fresh.sql("SELECT login FROM user")) == (303, [["anna"]])
