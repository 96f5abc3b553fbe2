# SPDX-License-Identifier: MIT
"""The command line: every command explains itself, reads as JSON, and says by its exit code how it went."""

import concurrent.futures
import json
import os
import pty
import signal
import subprocess
import termios
import time

import pytest

import simlib
from prilavok import clean_environment

COMMANDS = ["install", "migrate", "check", "user", "account", "project", "work", "sim", "version"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(app, command):
    done = app.cli(command, "--help")
    assert done.stdout.startswith(f"Usage: prilavok {command}") or f"prilavok {command}" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("args", [[], ["nonsense"], ["user"], ["user", "frobnicate"], ["account", "show"],
                                  ["project", "mode", "1", "loud"], ["sim", "grow"], ["check", "more"],
                                  ["version", "--loud"], ["migrate", "up"]])
def test_wrong_usage_is_exit_2_with_the_usage(app, args):
    done = app.cli(*args, check=False)
    assert done.returncode == 2 and "Usage" in done.stderr


@pytest.mark.parametrize("args", [["version"], ["user", "list"], ["account", "list"], ["account", "show", "1"],
                                  ["project", "list"], ["project", "show", "1"], ["migrate", "--pending"], ["check"]])
def test_what_reads_speaks_json(app, args):
    done = app.cli(*args, "--json")
    assert isinstance(json.loads(done.stdout), dict)


@pytest.mark.parametrize("args", [["account", "show", "999"], ["account", "check", "999"], ["project", "show", "999"],
                                  ["user", "role", "nobody", "viewer"]])
def test_what_is_not_there_is_exit_3(app, args):
    done = app.cli(*args, check=False)
    assert done.returncode == 3 and done.stderr != ""


def test_check_looks_at_everything(app):
    done = app.cli("check")
    words = [line.split()[1] for line in done.stdout.splitlines()]
    for what in ["configuration", "secret", "public", "database", "schema", "worker", "jobs", "account"]:
        assert what in words
    assert all(line.startswith("ok") for line in done.stdout.splitlines())


def test_check_says_what_to_do_when_the_database_is_away(app):
    done = app.cli("check", check=False, env={"DATABASE_URL": "mysql://x@localhost/x?socket=/nowhere.sock"})
    assert done.returncode == 3 and "FAIL database" in done.stdout


def test_check_tells_what_is_wrong_with_the_key(app):
    lines = app.cli("check", check=False, env={"PRILAVOK_SECRET_KEY": "12"}).stdout.splitlines()
    line, = [line for line in lines if "secret key" in line]
    assert line.startswith("FAIL") and "64" in line


def test_what_could_not_be_printed_is_told(app):
    with open("/dev/full", "w") as full:
        done = subprocess.run([simlib.program("prilavok"), "version"], stdout=full, stderr=subprocess.PIPE, text=True,
                              timeout=simlib.PATIENCE, env=clean_environment())
    assert done.returncode == 1 and "could not be written" in done.stderr


def test_an_account_can_be_checked_from_the_shell(app):
    done = app.cli("account", "check", "1", "--json")
    assert json.loads(done.stdout)["status"] == "ok"


def test_a_second_account_is_added_switched_off_and_never_shows_its_secret(app):
    done = app.cli("account", "add", "second-key", "--name", "Второй", "--json", input="second-secret-canary\n")
    account = json.loads(done.stdout)
    try:
        assert "second-secret-canary" not in done.stdout
        assert app.cli("account", "add", "second-key", check=False, input="x\n").returncode == 1
        assert app.cli("account", "check", str(account["id"]), check=False).returncode == 3
        assert json.loads(app.cli("account", "show", str(account["id"]), "--json").stdout)["status"] == "needs_reauth"
        app.cli("account", "disable", str(account["id"]))
        off = app.cli("account", "check", str(account["id"]), check=False)
        assert off.returncode == 1 and "is switched off" in off.stderr
        assert app.cli("check").returncode == 0
        rows = app.sql(f"SELECT client_secret FROM account WHERE id = {account['id']}")
        assert "second-secret-canary" not in rows[0][0]
    finally:
        app.sql(f"DELETE FROM account WHERE id = {account['id']};"
                f" DELETE FROM job WHERE account_id = {account['id']}")


def test_a_colleague_is_added_changed_and_locked_out_from_the_shell(app):
    made = json.loads(app.cli("user", "add", "Shell-Rita", "--lang", "en", "--json").stdout)
    assert made["login"] == "shell-rita"
    rita = app.login("shell-rita", made["password"])
    assert app.cli("user", "add", "shell-rita", check=False).returncode == 1
    app.cli("user", "role", "shell-rita", "viewer")
    assert any(line.split() == ["shell-rita", "viewer", "en"] for line in app.cli("user", "list").stdout.splitlines())
    told = app.cli("user", "password", "shell-rita", "--password-stdin", input="another-password\n").stdout
    assert told == "login shell-rita\n"
    assert rita.get("/ui/me").status == 303  # a new password ends what the old one began
    rita = app.login("shell-rita", "another-password")
    app.cli("user", "disable", "shell-rita")
    assert rita.get("/ui/me").status == 303
    assert ["shell-rita", "viewer", "en", "disabled"] in [line.split()
                                                          for line in app.cli("user", "list").stdout.splitlines()]
    app.cli("user", "enable", "shell-rita")
    app.login("shell-rita", "another-password")
    made = app.cli("user", "password", "shell-rita").stdout.split("password ")[1].strip()
    app.login("shell-rita", made)
    app.sql("DELETE FROM user WHERE login LIKE 'shell-%'")


@pytest.mark.parametrize("args, typed, status", [
    (["add", "x", "--role", "king"], "", 2), (["add", "x", "--lang", "xx"], "", 2), (["role", "admin", "king"], "", 2),
    (["add", "two words"], "", 1), (["add", "x", "--password-stdin"], "", 1),
    (["add", "x", "--password-stdin"], "short\n", 1), (["password", "nobody"], "", 3), (["disable", "nobody"], "", 3)])
def test_what_is_no_user_is_refused_from_the_shell(app, args, typed, status):
    done = app.cli("user", *args, check=False, input=typed)
    assert done.returncode == status and done.stderr != "", done.stderr
    assert "x" not in [row[0] for row in app.sql("SELECT login FROM user")]


def type_password(app, login, *answers):
    """What "prilavok user add" says and how it ends for somebody who types at a terminal."""
    terminal, end = pty.openpty()
    program = subprocess.Popen([simlib.program("prilavok"), "user", "add", login], stdin=end, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean_environment(
                                   {**app.env, "PRILAVOK_ENV": str(app.var / "prilavok.env")}))
    os.close(end)
    try:
        for question, answer in zip(["made): ", "Again: "], answers):
            words = ""
            while not words.endswith(question):
                words += program.stderr.read(1) or pytest.fail(words)
            # What is typed before is thrown away.
            simlib.wait(lambda: not termios.tcgetattr(terminal)[3] & termios.ECHO, what="a hidden answer")
            os.write(terminal, f"{answer}\n".encode())
        said, failed = program.communicate(timeout=simlib.PATIENCE)
        return program.returncode, said, failed
    finally:
        os.close(terminal)


def test_a_password_is_typed_twice_and_not_shown(app):
    assert type_password(app, "shell-zoya", "typed-password", "typed-passwort")[0] == 1
    status, said, _ = type_password(app, "shell-zoya", "typed-password", "typed-password")
    assert status == 0 and said == "login shell-zoya\n"
    app.login("shell-zoya", "typed-password")
    status, said, _ = type_password(app, "shell-yura", "")
    assert status == 0
    app.login("shell-yura", said.split("password ")[1].strip())
    app.sql("DELETE FROM user WHERE login LIKE 'shell-%'")


def test_the_mode_of_an_assistant_is_set_from_the_shell(app):
    before = json.loads(app.cli("project", "show", "1", "--json").stdout)["mode"]
    app.cli("project", "mode", "1", "off")
    assert json.loads(app.cli("project", "show", "1", "--json").stdout)["mode"] == "off"
    app.cli("project", "mode", "1", before)


def set_mode_in_the_shell(app):
    app.cli("project", "mode", "1", "draft")


def name_the_shop(app):
    assert app.login().post("/ui/start/shop", form={"name": "Лавка", "business": "goods"}).status == 303


@pytest.mark.parametrize("save, saved", [(set_mode_in_the_shell, "mode"), (name_the_shop, "name")])
def test_what_somebody_else_saves_at_that_moment_stays(app, save, saved):
    before, = app.sql("SELECT name, business, mode, instructions FROM project WHERE id = 1")
    waits = ("SELECT COUNT(*) FROM information_schema.processlist WHERE id <> CONNECTION_ID()"
             " AND info REGEXP '^(UPDATE project|SELECT .* FROM project .* FOR UPDATE)'")
    with concurrent.futures.ThreadPoolExecutor(1) as threads:
        with app.holding("UPDATE project SET instructions = 'Новые' WHERE id = 1"):
            done = threads.submit(save, app)
            app.wait(lambda: app.sql(waits) != [["0"]], what="a writer that waits")
        done.result(simlib.PATIENCE)
    after = app.sql(f"SELECT instructions, {saved} IN ('draft', 'Лавка') FROM project WHERE id = 1")
    app.sql("UPDATE project SET name = '{}', business = '{}', mode = '{}', instructions = '{}' WHERE id = 1".format(*before)
            + "; DELETE FROM setting WHERE name = 'start'")
    assert after == [["Новые", "1"]]


def test_install_again_changes_nothing_that_was_edited(app):
    app.sql("UPDATE project SET quiet_ms = 7777, mode = 'draft'")
    done = json.loads(app.cli("install", "--json").stdout)
    assert "password" not in done and done["migrations"] == 0
    assert app.sql("SELECT quiet_ms, mode FROM project") == [["7777", "draft"]]
    app.sql("UPDATE project SET quiet_ms = 4000, mode = 'auto'")


def test_install_says_that_there_is_no_password_to_reset_to(app):
    done = app.cli("install", "--reset", check=False, env={"ADMIN_PASSWORD": ""})
    assert done.returncode == 1 and "ADMIN_PASSWORD" in done.stderr


def test_sample_facts_come_once(app):
    before = app.sql("SELECT COUNT(*) FROM fact")
    assert json.loads(app.cli("sim", "seed", "--json").stdout) == {"facts": 0}
    assert app.sql("SELECT COUNT(*) FROM fact") == before


@pytest.mark.parametrize("args", [["--once"], ["--for", "2"]])
def test_a_run_from_cron_does_what_is_due_and_is_known_until_the_next(app, args):
    supervisor = app.pid("quickstart")
    worker = app.pid("worker")
    simlib.freeze(supervisor)  # so that cron is alone
    try:
        os.kill(worker, signal.SIGTERM)
        app.wait(lambda: app.sql("SELECT COUNT(*) FROM worker WHERE mode = 'service'") == [["0"]])
        app.sql("UPDATE job SET run_at = 0 WHERE kind = 'connect' AND state = 0; DELETE FROM worker")
        started = time.time()
        assert app.cli("work", *args).returncode == 0
        row, = app.sql("SELECT mode, worked_at, seen_at >= worked_at FROM worker")
        assert row[0] == "cron" and int(row[1]) >= (started - 1) * 1000 and row[2] == "1"
        health = app.get("/health").json()
        assert health["checks"]["worker"]["ok"] and health["checks"]["worker"]["mode"] == "cron"
        assert app.cli("check").returncode == 0
        text = app.login().get("/ui/system").text
        assert "по расписанию" in text
    finally:
        os.kill(supervisor, signal.SIGCONT)
    app.wait(lambda: app.pid("worker") != worker)
    app.wait(lambda: app.sql("SELECT COUNT(*) FROM worker WHERE mode = 'service'") == [["1"]])


def test_an_unknown_key_is_refused_by_name(app, tmp_path):
    env = tmp_path / "prilavok.env"
    env.write_text("AVITO_CLINT_ID=1\n")
    done = app.cli("--env", str(env), "check", check=False)
    assert done.returncode == 1 and "AVITO_CLINT_ID" in done.stderr and "AVITO_CLIENT_ID" in done.stderr


@pytest.mark.parametrize("name", ["prilavok-worker", "webhook.fcgi", "api.fcgi", "ui.fcgi", "prilavok-sim"])
def test_every_program_explains_itself(name):
    program = simlib.program(name)
    done = subprocess.run([program, "--help"], stdout=subprocess.PIPE, text=True, timeout=simlib.PATIENCE,
                          env=clean_environment())
    assert done.returncode == 0 and "Usage" in done.stdout
    assert subprocess.run([program, "--nonsense"], stderr=subprocess.DEVNULL, timeout=simlib.PATIENCE,
                          env=clean_environment()).returncode == 2
