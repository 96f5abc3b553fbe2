# SPDX-License-Identifier: MIT
"""./quickstart: start, stop, supervision, settings; and nginx/prilavok.conf, which it uses."""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

import pytest

import simlib
from prilavok import QUICKSTART, TOP, Instance, clean_environment
from simlib import PATIENCE, quickest, wait

WEB = os.environ.get("PRILAVOK_WEB", "nginx")
# Behind mod_fcgid the web server starts the programs.
PROGRAMS = [] if WEB == "apache-fcgid" else ["webhook", "api", "ui"]
SERVICES = ["mariadb", "simulator", *PROGRAMS, "worker", WEB.split("-")[0]]
READY = r"^Prilavok is ready: http://127\.0\.0\.1:{port}/  login admin, password (.+)$"


@pytest.fixture(scope="module")
def running():
    with Instance("quickstart") as instance:
        instance.first_words = instance.start()
        yield instance


class Process(int):
    """A pid that is not taken for that of a later process: a busy machine soon gives a number again."""

    def __new__(cls, pid):
        self = super().__new__(cls, pid)
        self.born = born(pid)
        return self


def born(pid):
    """When the process began, in ticks since boot; None if it is dead, reaped or not."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] == "Z" else fields[19]


def alive(process):
    return born(process) is not None and born(process) == process.born


def name_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def all_pids(instance):
    return [Process(pid) for pids in instance.processes().values() for pid in pids]


def mode(path):
    return path.stat().st_mode & 0o777


# --- start and stop


def test_the_first_start_says_where_and_with_which_password(running):
    found = re.search(READY.format(port=running.port), running.first_words, re.MULTILINE)
    assert found and len(found[1]) >= 12 and " " not in found[1]
    assert f"http://127.0.0.1:{running.port}/sim/" in running.first_words
    assert running.get("/health").status == 200


def test_every_program_runs(running):
    assert sorted(running.processes()) == sorted(SERVICES)
    assert all(running.processes().values())


def test_a_start_of_what_runs_says_so_and_changes_nothing(running):
    before = running.processes()
    again = running.quickstart("--detach", "--port", str(running.port))
    assert again.returncode == 0
    assert "running already" in again.stdout and str(running.port) in again.stdout
    assert running.processes() == before


def test_status_is_0_for_what_runs_and_3_for_what_does_not(running, fresh):
    assert running.quickstart("status").returncode == 0
    assert fresh.quickstart("status").returncode == 3


def test_secrets_are_for_the_owner_alone(running):
    assert mode(running.var) == 0o700
    assert mode(running.var / "kept.env") == 0o600
    assert mode(running.var / "prilavok.env") == 0o600


def test_the_database_has_no_network_port(running):
    assert running.sql("SELECT @@skip_networking, @@innodb_flush_log_at_trx_commit, @@log_bin") == [["1", "1", "0"]]


def test_a_second_start_keeps_the_data_and_takes_seconds(fresh):
    fresh.start()
    fresh.sql("CREATE TABLE kept_by_test (n INT); INSERT INTO kept_by_test VALUES (42)")
    secret = (fresh.var / "kept.env").read_text()

    def started_in():
        nonlocal words
        fresh.stop()
        begun = time.monotonic()
        words = fresh.start()
        return time.monotonic() - begun

    words = ""
    assert quickest(started_in, 10) < 10
    assert "chosen before" in words and "user password admin" in words
    assert fresh.sql("SELECT n FROM kept_by_test") == [["42"]]
    assert (fresh.var / "kept.env").read_text() == secret
    fresh.login()  # with the password of the first start


SLOW_MARIADBD = """#!/usr/bin/python3
import os, socket, sys, time
address = next(argument[9:] for argument in sys.argv if argument.startswith("--socket="))
with socket.socket(socket.AF_UNIX) as bound:
    bound.bind(address)
    time.sleep(1)
os.unlink(address)
os.execv({server!r}, ["mariadbd", *sys.argv[1:]])
"""


def test_a_database_that_does_not_listen_yet_is_waited_for(fresh, tmp_path):
    """Its socket lies there a moment before connections are taken; on a busy machine a long moment."""
    server = shutil.which("mariadbd", path=f"{os.environ['PATH']}:/usr/sbin")
    (tmp_path / "mariadbd").write_text(SLOW_MARIADBD.format(server=server))
    (tmp_path / "mariadbd").chmod(0o755)
    fresh.start(env={"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert fresh.get("/health").status == 200


def test_two_instances_live_side_by_side(running, fresh):
    fresh.start()
    assert fresh.get("/health").status == running.get("/health").status == 200
    assert not set(all_pids(fresh)) & set(all_pids(running))
    fresh.stop()
    assert running.get("/health").status == 200
    assert all(running.processes().values())


def test_stop_leaves_no_process_behind(fresh):
    fresh.start()
    pids = all_pids(fresh) + [Process(fresh.pid("quickstart"))]
    fresh.stop()
    assert [pid for pid in pids if alive(pid)] == []
    assert fresh.quickstart("status").returncode == 3


def test_stop_finds_everything_after_the_supervisor_was_killed(fresh):
    fresh.start()
    pids = all_pids(fresh)
    os.kill(fresh.pid("quickstart"), signal.SIGKILL)
    os.kill(fresh.pid("api" if PROGRAMS else "apache"), signal.SIGKILL)  # its children are nobody's now
    fresh.stop()
    assert [pid for pid in pids if alive(pid)] == []


def test_a_start_after_the_supervisor_was_killed_begins_clean(fresh):
    fresh.start()
    pids = all_pids(fresh)
    os.kill(fresh.pid("quickstart"), signal.SIGKILL)
    wait(lambda: fresh.quickstart("status").returncode == 3)
    fresh.start()
    assert [pid for pid in pids if alive(pid)] == []
    assert fresh.get("/health").status == 200


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_start_in_the_foreground(fresh, sig):
    starter = subprocess.Popen(
        [QUICKSTART, "--build", simlib.BUILD, "--port", str(fresh.port), "--var", fresh.var,
         "--env", "/dev/null"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True,
        env=clean_environment(),
        # The tests themselves may run where it is ignored: in the background, or under nohup.
        preexec_fn=lambda: signal.signal(sig, signal.SIG_DFL))
    try:
        for line in starter.stdout:
            if line.startswith("Prilavok is ready"):
                break
        pids = all_pids(fresh)
        os.killpg(starter.pid, sig)
        assert starter.wait(PATIENCE) == 0
        assert len(pids) >= len(SERVICES) and [pid for pid in pids if alive(pid)] == []
    finally:
        starter.stdout.close()
        if starter.poll() is None:
            starter.kill()
            starter.wait()


# --- refusals


def test_a_taken_port_is_named(fresh):
    with socket.socket() as other:
        other.bind(("127.0.0.1", fresh.port))
        other.listen()
        done = fresh.quickstart("--detach", "--port", str(fresh.port))
    assert done.returncode == 1
    assert f"port {fresh.port} is taken" in done.stdout
    assert fresh.quickstart("status").returncode == 3


@pytest.mark.parametrize("args", [
    ["--colour"], ["begin"], ["--port"], ["--port", "0"], ["--port", "65536"], ["--port", "80x"],
    ["--listen", "here; rm"], ["--env", "/nowhere"]])
def test_a_wrong_option_is_refused_with_help(fresh, args):
    done = subprocess.run([QUICKSTART, *args], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          stdin=subprocess.DEVNULL, timeout=PATIENCE)
    assert done.returncode == 2
    assert "Usage:" in done.stderr and done.stdout == ""


def test_help_is_given():
    done = subprocess.run([QUICKSTART, "--help"], text=True, stdout=subprocess.PIPE, timeout=PATIENCE)
    assert done.returncode == 0 and done.stdout.startswith("Usage:")


# --- supervision


@pytest.mark.parametrize("name", SERVICES)
def test_a_killed_process_is_back_within_a_second(running, name):
    line = f'"event":"process.restarted","name":"{name}","status":137'

    def back_in():
        old = [Process(pid) for pid in running.processes()[name]]
        known = running.log("quickstart").count(line)
        time.sleep(1.5)  # what died a moment ago waits for its second
        os.kill(old[0], signal.SIGKILL)
        killed = time.monotonic()
        wait(lambda: running.pid(name) not in old, what=f"a new {name}")
        seconds = time.monotonic() - killed
        wait(running.is_healthy, what="health")
        wait(lambda: [pid for pid in old if alive(pid)] == [], what="the end of the old")
        wait(lambda: running.log("quickstart").count(line) == known + 1, what="a line in the log")
        return seconds

    assert quickest(back_in, 1) <= 1


def test_a_process_that_dies_again_and_again_starts_once_a_second(running):
    def three_more_in():
        time.sleep(1.5)
        begun = time.monotonic()
        for _ in range(4):
            wait(lambda: name_of(running.pid("worker")) not in ("", "sh", "setsid"))  # it is past its pause
            program = running.pid("worker")
            os.kill(program, signal.SIGKILL)
            wait(lambda: running.pid("worker") != program)
        seconds = time.monotonic() - begun
        assert seconds > 1.9  # the first may die at once, the second late in its second
        return seconds

    assert quickest(three_more_in, 5) < 5
    wait(lambda: born(running.pid("worker")))


def test_a_process_killed_in_its_pause_waits_no_longer(running):
    def back_in():
        time.sleep(1.5)
        begun = time.monotonic()
        for _ in range(4):
            program = running.pid("worker")
            os.kill(program, signal.SIGKILL)
            wait(lambda: running.pid("worker") != program)
        wait(lambda: name_of(running.pid("worker")) not in ("", "sh", "setsid"))
        return time.monotonic() - begun

    assert quickest(back_in, 3) < 3  # and not four pauses


# --- settings


def start_with(instance, lines, env=None):
    file = instance.place / "mine.env"
    file.write_text(lines)
    done = instance.quickstart("--detach", "--port", str(instance.port), "--env", str(file), env=env)
    return done


def test_the_environment_wins_over_the_file_and_the_file_over_what_is_made(fresh):
    done = start_with(
        fresh, '# mine\nASSISTANT_QUIET_SECONDS=7\nPUBLIC_URL="http://file.example"\nLOG_LEVEL=DEBUG\n',
        {"PUBLIC_URL": 'http://environment.example/"q\\', "RATE_LIMIT_WINDOW": ""})
    assert done.returncode == 0, done.stdout
    lines = (fresh.var / "prilavok.env").read_text().splitlines()
    assert "ASSISTANT_QUIET_SECONDS=7" in lines and "LOG_LEVEL=DEBUG" in lines
    assert r'PUBLIC_URL="http://environment.example/\"q\\"' in lines
    keys = [line.split("=")[0] for line in lines if not line.startswith("#")]
    assert len(keys) == len(set(keys)) and "RATE_LIMIT_WINDOW" not in keys


def test_what_came_by_the_environment_is_kept_but_no_password(fresh):
    fresh.start(env={"ASSISTANT_QUIET_SECONDS": "9", "ADMIN_PASSWORD": "a long word of mine"})
    fresh.stop()
    fresh.start()
    assert 'ASSISTANT_QUIET_SECONDS="9"' in (fresh.var / "prilavok.env").read_text()
    for file in (fresh.var / "kept.env", fresh.var / "prilavok.env", fresh.var / "log" / "quickstart.log"):
        assert "a long word" not in file.read_text()


def test_keys_in_the_environment_alone_lead_to_an_answer_and_are_kept(fresh):
    with simlib.Sim(repeats=True) as avito:
        fresh.start(env={
            "AVITO_API_BASE_URL": avito.base, "AVITO_CLIENT_ID": "sim-client", "AVITO_CLIENT_SECRET": "sim-secret",
            "OPENAI_BASE_URL": avito.base + "/v1", "OPENAI_API_KEY": "sim", "OPENAI_MODEL": "sim",
            "PUBLIC_URL": f"http://127.0.0.1:{fresh.port}", "ASSISTANT_MODE": "auto", "ASSISTANT_QUIET_SECONDS": "1"})
        assert "simulator" not in fresh.processes()
        assert fresh.get("/sim/").status == 404
        for _ in range(2):
            wait(lambda: avito.control("GET", "accounts")["accounts"][0]["subscriptions"], what="a subscription")
            avito.model({"reply": "Да, продаётся."})
            chat, _ = avito.write("Ещё продаётся?")
            wait(lambda: [m for m in avito.messages(chat) if m["via"] == "api"], what="an answer")
            fresh.stop()
            fresh.start()


def test_another_host_may_use_the_database_of_the_first(running, fresh):
    done = fresh.quickstart("--detach", "--port", str(fresh.port), "--web", WEB, "--env", running.var / "prilavok.env")
    assert done.returncode == 0, done.stdout
    assert sorted(fresh.processes()) == sorted(set(SERVICES) - {"mariadb", "simulator"})
    fresh.login(password=running.password)
    fresh.stop()
    assert running.get("/health").status == 200


@pytest.mark.parametrize("lines, word", [
    ("LOG_LEVEL=INFO\nLOG_LEVEL=DEBUG\n", "LOG_LEVEL stands there twice"),
    ("export OPENAI_API_KEY sk-secret\n", "no KEY=value"),
    ("LOG_LEVLE=INFO\n", "LOG_LEVLE"),
])
def test_a_wrong_settings_file_is_refused(fresh, lines, word):
    done = start_with(fresh, lines)
    assert done.returncode == 1 and word in done.stdout
    assert fresh.quickstart("status").returncode == 3


@pytest.mark.parametrize("name", ["with a blank, a 'quote' and Привет", "long-" + "x" * 100])
def test_any_directory_will_do(name):
    place = pathlib.Path(f"/tmp/prilavok {os.getpid()}")
    with Instance(var=place / name / "var") as instance:
        instance.start()
        assert instance.get("/health").status == 200
        assert len(f"{instance.run}/mariadb.sock") < 107
        instance.stop()
        assert not os.path.exists(instance.run)
        shutil.rmtree(place, ignore_errors=True)


@pytest.mark.skipif(os.geteuid() != 0 or not simlib.may("unshare", "--mount"),
                    reason="only root hides the names of hosts, and not in every container")
def test_a_host_that_knows_no_names_will_do(fresh):
    hidden = ("for file in /etc/hosts /etc/nsswitch.conf; do [ ! -e $file ] || mount --bind /dev/null $file || exit; done;"
              " exec \"$0\" \"$@\"")
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", hidden, QUICKSTART, "--detach", "--port", str(fresh.port), "--env", "/dev/null",
         "--build", simlib.BUILD, "--var", fresh.var], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=300, cwd="/", env=clean_environment(fresh.env))
    assert done.returncode == 0, done.stdout
    assert fresh.get("/health").status == 200


# --- nginx


def test_the_shipped_nginx_file_is_right_as_it_stands(fresh):
    main = fresh.place / "nginx.conf"
    main.write_text(f"""pid pid;
error_log stderr;
events {{ }}
http {{
	client_body_temp_path body; fastcgi_temp_path fastcgi; proxy_temp_path proxy;
	scgi_temp_path scgi; uwsgi_temp_path uwsgi;
	include /etc/nginx/mime.types;
	include "{TOP}/nginx/prilavok.conf";
}}
""")
    done = subprocess.run(["nginx", "-t", "-p", fresh.place, "-c", main], text=True, stderr=subprocess.PIPE, timeout=PATIENCE,
                          env=clean_environment({"PATH": os.environ["PATH"] + ":/usr/sbin"}))
    assert done.returncode == 0 and "warn" not in done.stderr, done.stderr


def test_a_body_too_long_is_refused(running):
    for path, length, status in (("/webhooks/avito/x", 65537, 413), ("/ai/respond", 1048577, 413)):
        answer = running.post(path, body=b"x" * length)
        assert answer.status == status
        if WEB == "nginx":
            assert answer.headers["Content-Type"].startswith("application/json")
            assert answer.json()["error"]["code"] == "too_large"


def test_hidden_files_and_other_places_are_not_served(running):
    for path in ("/.git/config", "/static/.hidden", "/static/", "/static/../quickstart", "/static/%2e%2e/quickstart",
                 "/static/no-such-file.css"):
        assert running.get(path).status in (400, 404), path


def complain_about(running, path):
    """Gives the web server a reason to name the path in its log."""
    stopped = [Process(pid) for pid in running.processes()["webhook"]]
    simlib.freeze(running.pid("quickstart"))  # so that it does not start them again yet
    try:
        for pid in stopped:
            os.kill(pid, signal.SIGKILL)
        wait(lambda: not any(alive(pid) for pid in stopped))
        assert running.post(path, body=b"{}").status == 503
    finally:
        os.kill(running.pid("quickstart"), signal.SIGCONT)
    wait(lambda: running.get(path).status != 503)


def test_the_path_of_a_webhook_is_in_no_log(running):
    token = "canary-0123456789abcdef"
    path = f"/webhooks/avito/{token}"
    running.post(path, body=b"{}")
    running.post(path, body=b"x" * 70000)
    running.post(path, body=b"x" * 5400000)  # more than any server takes
    if PROGRAMS:  # else there is always another process
        complain_about(running, path)
    logs = list((running.var / "log").iterdir())
    assert len(logs) > len(SERVICES)
    assert [log.name for log in logs if token in log.read_text()] == []
