# SPDX-License-Identifier: MIT
"""Who does the work: a service, runs from cron, or the programs the web server starts (WORKER_MODE); one
of them or all at once."""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import threading

import pytest

import simlib
from live import Live
from prilavok import Instance, clean_environment, wait

# Turns of the tests with several workers at once; more of them: TURNS=1000.
TURNS = int(os.environ.get("TURNS", "40"))
REPLY = {"reply": "Да, ещё продаётся.", "handoff": False, "confidence": 95}
CRON = r"^\* \* \* \* \* (PRILAVOK_ENV=\S+ \S+/prilavok-worker) --for 55$"


def apache_serves():
    """Apache refuses to serve as root; quickstart then needs a name space for it."""
    return os.geteuid() != 0 or simlib.may("unshare", "--user", "--map-user=1000")


def begin(mode, *args):
    app = Instance(mode)
    try:
        app.words = app.start(*args, env={"WORKER_MODE": mode})
    except BaseException:
        app.remove()
        raise
    return app


def make_quick(app):
    """A seller who answers at once."""
    shop = Live(app)
    shop.settle()
    shop.project(mode="auto", quiet_ms=300, quiet_max_ms=1000, schedule="always")
    shop.model(REPLY, repeat=True)
    return shop


@pytest.fixture(scope="module")
def cron():
    app = begin("cron")
    try:
        yield app
    finally:
        app.remove()


@pytest.fixture(scope="module", params=["nginx", "apache-fcgid"])
def embedded(request):
    if request.param != "nginx" and not apache_serves():
        pytest.skip("Apache does not serve as root here")
    app = begin("embedded", "--web", request.param)
    try:
        make_quick(app)
        yield app
    finally:
        app.remove()


def start_worker(app, *args):
    return subprocess.Popen(
        [simlib.program("prilavok-worker"), *args], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env=clean_environment({"PRILAVOK_ENV": str(app.var / "prilavok.env")}))


def heeds(process, number):
    """Does it do something of its own when that signal comes?  Whoever has ended need not."""
    caught = re.search(r"SigCgt:\s*(\w+)", pathlib.Path(f"/proc/{process.pid}/status").read_text())[1]
    return process.poll() is not None or int(caught, 16) >> (number - 1) & 1


@contextlib.contextmanager
def worker(app, *args):
    """A worker beside those the installation has; ended as a service manager would."""
    process = start_worker(app, *args)
    try:
        wait(lambda: heeds(process, signal.SIGTERM), what="a worker that can be told to end")
        yield process
    finally:
        process.terminate()
        words = process.communicate(timeout=simlib.PATIENCE)[1].decode()
        assert process.returncode == 0, words


def runs_of_cron(app, stop):
    """What cron does, with less than a minute between: runs that overlap, and the end of some."""
    for _ in range(10**6):
        if stop():
            return
        app.cli("work", "--for", "2")


def written(shop, count):
    return [shop.write(f"Здравствуйте! Ещё продаёте? Это вопрос {n}.")[0] for n in range(count)]


def each_is_answered_once(shop, chats):
    wait(lambda: all(shop.texts(chat) for chat in chats), 600, "an answer in every chat")
    shop.settle(600)
    assert {len(shop.texts(chat)) for chat in chats} == {1}
    assert {len(shop.outbox(chat)) for chat in chats[:20]} == {1}


def asked(shop):
    """How often the model was."""
    return len(shop.model_requests())


def waiting_turns(app):
    """starts of the turns that nobody runs."""
    return app.sql("SELECT starts FROM job WHERE kind = 'turn' AND state = 0")


def nobody_listens(app):
    """For nudges."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as nudge:
        return nudge.connect_ex(f"{app.run}/worker.sock") != 0


def page(app):
    return app.login().get("/ui/system").text


def holder(app):
    """The process that works: worker ids are boot.namespace.pid.start."""
    rows = app.sql("SELECT id FROM worker WHERE mode = 'embedded' ORDER BY seen_at DESC, started_at DESC")
    return int(rows[0][0].split(".")[2]) if rows else None


# --- one mode at a time


def test_a_service_works_and_the_page_says_since_when(app):
    shop = Live(app)
    shop.fresh()
    shop.model(REPLY, repeat=True)
    chat, _ = shop.write("Ещё продаёте?")
    shop.reply(chat)
    health = app.get("/readyz").json()["checks"]["worker"]
    service, = [mode for mode in health["alive"] if mode["mode"] == "service"]
    assert health["ok"] and service["count"] >= 1 and service["since"].endswith("Z")
    assert "Работает служба. Запущена " in page(app)
    assert 'prilavok_workers{mode="service"} ' in app.get("/metrics").text


def test_without_a_run_from_cron_everybody_is_told_the_line_for_the_crontab(cron):
    assert "worker" not in cron.processes()
    line = cron.cli("work", "--crontab").stdout.strip()
    assert re.match(CRON, line)
    assert json.loads(cron.cli("work", "--crontab", "--json").stdout) == {"crontab": line}
    assert f"For the crontab:   {line}\n" in cron.words
    cron.sql("DELETE FROM worker")
    told = page(cron)
    assert "Обработчик не работает" in told and line in told
    done = cron.cli("check", check=False)
    assert done.returncode == 3 and line in done.stdout
    answer = cron.get("/readyz")
    assert answer.status == 503 and answer.json()["checks"]["worker"]["alive"] == []


def test_the_line_for_the_crontab_does_the_work(cron):
    line = cron.cli("work", "--crontab").stdout.strip()
    command = "exec env " + re.match(CRON, line)[1] + " --for 55"  # what cron gives to the shell
    process = subprocess.Popen(["/bin/sh", "-c", command], env={"PATH": "/usr/bin:/bin"}, stderr=subprocess.DEVNULL)
    try:
        shop = make_quick(cron)
        chat, _ = shop.write("Ещё продаёте?")
        assert shop.reply(chat) == [REPLY["reply"]]
        assert "Работает по расписанию. Последний раз — " in page(cron)
        assert cron.get("/readyz").status == 200
    finally:
        process.terminate()
        assert process.wait(simlib.PATIENCE) == 0
    assert "Работает по расписанию" in page(cron)  # a run that has ended is a run that works


def test_runs_until_nothing_is_due_answer_in_the_end(cron):
    with worker(cron):  # once, to connect the account
        shop = make_quick(cron)
    chat, _ = shop.write("Ещё продаёте?")

    def is_answered():
        cron.cli("work", "--once")
        return shop.texts(chat)
    wait(is_answered, what="a reply")
    assert shop.texts(chat) == [REPLY["reply"]]


def test_runs_from_cron_that_overlap_answer_once(cron):
    with contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(worker(cron, "--for", "55"))
        shop = make_quick(cron)
        each_is_answered_once(shop, written(shop, TURNS))


@pytest.fixture
def thinking(cron):
    """A shop at rest and without a worker, whose model takes long."""
    with worker(cron):  # once, to connect the account
        shop = make_quick(cron)
        shop.fresh()
    shop.model({**REPLY, "delay_ms": 40000}, repeat=True)
    yield shop
    shop.model(REPLY, repeat=True)
    with worker(cron):
        shop.settle()


def ended_by_its_time(app, _):
    with worker(app, "--for", "2", "--finish", "0") as run:
        assert run.wait(simlib.PATIENCE) == 0


def ended_by_a_signal(app, asks):
    with worker(app):
        wait(asks, what="a question to the model")


def ended_by_a_signal_after_its_time(app, asks):
    """It may have been too slow to begin anything."""
    with worker(app, "--for", "2") as run:
        wait(lambda: run.poll() is not None or asks() and nobody_listens(app), what="the end of its time")


@pytest.mark.parametrize("run", [ended_by_its_time, ended_by_a_signal, ended_by_a_signal_after_its_time])
def test_a_run_that_ends_while_the_model_thinks_gives_the_turn_back(cron, thinking, run):
    """More often than a job may die with its worker."""
    chat, _ = thinking.write("Ещё продаёте?")

    def is_given_back_often():
        times = asked(thinking)
        run(cron, lambda: asked(thinking) > times)
        assert (asked(thinking) == times or waiting_turns(cron) == [["0"]]) and thinking.texts(chat) == []
        return asked(thinking) >= 4
    wait(is_given_back_often, 600, "four runs that ask the model")
    thinking.model(REPLY, repeat=True)
    with worker(cron):
        assert thinking.reply(chat) == [REPLY["reply"]]
        thinking.settle()
    assert len(thinking.texts(chat)) == 1 and thinking.row(chat)[2] == "0"


def test_a_run_from_cron_lets_the_model_answer(cron, thinking):
    """Longer than a service that is told to end."""
    thinking.model({**REPLY, "delay_ms": 20000}, repeat=True)
    chat, _ = thinking.write("Ещё продаёте?")

    def is_answered():  # those too slow to begin anything end at once
        cron.cli("work", "--for", "2")
        assert asked(thinking) <= 1
        return thinking.texts(chat)
    wait(is_answered, 600, "a run that begins to answer")
    assert thinking.texts(chat) == [REPLY["reply"]]


def test_a_turn_whose_workers_die_is_a_persons_all_the_same(cron, thinking):
    chat, _ = thinking.write("Ещё продаёте?")
    for times in range(3):
        victim = start_worker(cron)
        try:
            wait(lambda: asked(thinking) > times, what="a question to the model")
        finally:
            victim.kill()
            victim.communicate()
    with worker(cron):
        assert thinking.needs_person(chat) == "stuck"
    assert asked(thinking) == 3 and thinking.texts(chat) == []


def test_embedded_works_and_the_page_says_so(embedded):
    assert "worker" not in embedded.processes()
    shop = Live(embedded)
    chat, _ = shop.write("Ещё продаёте?")
    assert shop.reply(chat) == [REPLY["reply"]]
    assert "Работает внутри веб-сервера. Начал " in page(embedded)
    answer = embedded.get("/readyz")
    assert answer.status == 200
    assert answer.json()["checks"]["worker"]["alive"][0] | {"since": ""} == {"mode": "embedded", "count": 1, "since": ""}
    assert 'prilavok_workers{mode="embedded"} 1\n' in embedded.get("/metrics").text
    assert "embedded, seen " in embedded.cli("check").stdout


def test_an_embedded_worker_that_is_killed_loses_nothing(embedded):
    """Once in the life of each job: one that dies too often with its worker is put aside for a person."""
    shop = Live(embedded)
    for _ in range(3):
        chats = written(shop, 8)
        pid = wait(lambda: holder(embedded), what="a worker")
        os.kill(pid, signal.SIGKILL)
        wait(lambda: embedded.get("/health").status == 200 and holder(embedded) != pid, what="a successor")
        each_is_answered_once(shop, chats)


def test_an_embedded_worker_ends_with_its_process_and_gives_its_work_back(embedded):
    shop = Live(embedded)
    chats = written(shop, 10)
    old = wait(lambda: holder(embedded), what="a worker")
    os.kill(old, signal.SIGTERM)  # as a web server does that has too many
    wait(lambda: not os.path.exists(f"/proc/{old}"), what="its end")
    wait(lambda: embedded.get("/health").status == 200 and holder(embedded) not in (None, old), what="a successor")
    each_is_answered_once(shop, chats)


# --- several at once


def test_all_modes_at_once_answer_each_turn_once(embedded):
    shop = Live(embedded)
    done = []
    cron = threading.Thread(target=runs_of_cron, args=(embedded, lambda: done))
    with worker(embedded):
        cron.start()
        try:
            chats = written(shop, TURNS)
            wait(lambda: len(embedded.get("/readyz").json()["checks"]["worker"]["alive"]) == 3, what="all modes alive")
            told = page(embedded)
            for words in ("Работает служба", "Работает по расписанию", "Работает внутри веб-сервера", "не мешают"):
                assert words in told
            each_is_answered_once(shop, chats)
        finally:
            done.append(True)
            cron.join()


def test_a_second_service_works_beside_the_first(app):
    with worker(app):
        wait(lambda: [mode for mode in app.get("/readyz").json()["checks"]["worker"]["alive"]
                      if mode["mode"] == "service" and mode["count"] >= 2], what="two services")


def threads(app):
    return len(os.listdir(f"/proc/{app.pid('worker')}/task"))


def test_threads_are_started_when_there_is_work_for_them(app):
    """64 of them may be; those that were never needed would only hold memory."""
    shop = make_quick(app)
    shop.settle()
    app.restart("worker")
    each_is_answered_once(shop, written(shop, 5))
    assert 2 <= threads(app) < 32


# --- refusals


@pytest.mark.parametrize("program", ["prilavok-worker", "webhook.fcgi", "ui.fcgi", "api.fcgi"])
@pytest.mark.parametrize("mode, run, words", [
    ("daemon", "/tmp", 'WORKER_MODE: "daemon" is none of service, cron and embedded'),
    ("embedded", "", "WORKER_MODE=embedded needs PRILAVOK_RUN_DIR: a folder the programs may write to")])
def test_a_wrong_mode_is_refused_in_words(tmp_path, program, mode, run, words):
    file = tmp_path / "prilavok.env"
    file.write_text(f"DATABASE_URL=mysql://u@localhost/d?socket=/nowhere\nPRILAVOK_SECRET_KEY={'ab' * 32}\n"
                    f"WORKER_MODE={mode}\nPRILAVOK_RUN_DIR={run}\n")
    done = subprocess.run([simlib.program(program)], env=clean_environment({"PRILAVOK_ENV": str(file)}), text=True,
                          stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=simlib.PATIENCE)
    assert done.returncode == 1 and words in done.stderr.replace('\\"', '"')


def test_quickstart_refuses_a_wrong_mode(fresh):
    done = fresh.quickstart("--detach", "--port", str(fresh.port), "--env", "/dev/null", env={"WORKER_MODE": "daemon"})
    assert done.returncode == 1 and 'WORKER_MODE: "daemon" is none of' in done.stdout
