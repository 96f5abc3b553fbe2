# SPDX-License-Identifier: MIT
"""Every statement fails once, in every way a database fails: nothing is lost, nothing is done twice, and
whoever clicked reads what to do."""

import os
import pathlib
import re
import shutil
import subprocess
import time
import zlib

import pytest

import simlib
import sql_steps  # noqa: F401 (which has the first steps)
import sql_manage  # noqa: F401 (and the others)
from mariadb import Server
from prilavok import TOP, Instance, wait
from sql_shop import LOST, STEPS, Shop

FULL = int(os.environ.get("DRILL_TIMES", "5")) > 5  # "make drill"
SHARDS = 2
# 1213, 1205, 1020: refused; 2006, 2013: the connection is cut before; 12013: after it was done.
FAULTS = [1213, 1205, 1020, 2006, 2013, 12013]
AFTERWARDS = {"ROLLBACK"}  # only ever follows another failure


def renewing():
    """The one call that only a change of many seconds makes; it has a test of its own."""
    source = (TOP / "lib/store/migrate.c").read_text()
    begin = source.index("\nrenew(")
    return "lib/store/migrate.c:%d" % (1 + source.count("\n", 0, source.index("db_exec(", begin)))


def sites():
    """Every place that calls the database, as the compiler saw it."""
    files = [*pathlib.Path(simlib.BUILD).glob("*.a"), *pathlib.Path(simlib.BUILD).glob("*.fcgi"),
             *map(simlib.program, ["prilavok", "prilavok-worker"])]
    done = subprocess.run(["readelf", "--string-dump=db_sites", *files], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return set(re.findall(r"(?:lib|cgi)/\S+\.c:\d+", done.stdout))


class Faults:
    """The folder through which statements are watched and made to fail; see lib/io/db_fault.h."""

    def __init__(self, place):
        self.place = place
        self.trace = place / "sql.trace"

    def watch(self):
        self.trace.write_text("")

    def seen(self):
        """{statement: its first words} since watch()."""
        lines = (line.split("\t") for line in self.trace.read_text(errors="replace").splitlines())
        return {line[0]: line[1] for line in lines if len(line) == 2}

    def unwatch(self):
        self.trace.unlink(missing_ok=True)

    def arm(self, statement, fault):
        path = self.place / ("sql." + statement.replace("/", ","))
        new = self.place / "new"
        new.write_text(str(fault))
        new.rename(path)
        return path


def start(app, place):
    """A driven shop, and what each step says to the database: {step: {statement: words}}."""
    faults = Faults(place)
    faults.watch()
    app.start()
    shop = Shop(app)
    shop.places, shop.took, shop.said = faults, {}, {"the start": faults.seen()}
    for name in STEPS:
        faults.watch()
        began = time.monotonic()
        STEPS[name](shop)
        shop.took[name] = time.monotonic() - began
        shop.said[name] = faults.seen()
    faults.unwatch()
    return shop


@pytest.fixture
def drill(tmp_path_factory):
    place = tmp_path_factory.mktemp("sql")
    with Instance("sql", env={"CRASH_DIR": str(place)}) as app:
        yield start(app, place)


def restarts(shop):
    """How often a program was started again that nobody had killed."""
    log = shop.app.log("quickstart")
    return [line for line in log.splitlines() if '"process.restarted"' in line and '"name":"worker"' not in line] + [
        line for name in ("ui", "api", "webhook", "worker") for line in shop.app.log(name).splitlines()
        if '"process.died"' in line or "Assertion" in line or "out of memory" in line]


def unreached(shop):
    """Places that call the database which no step has met: a new one wants a step."""
    known = sites()
    assert len(known) > 200
    return sorted(known - {statement.rsplit("-", 1)[0] for statement in shop.known()} - {renewing()})


def choose(name):
    """The fault that a step meets in "check"; an answer lost while sending would mean a minute of looking."""
    some = FAULTS if name.startswith("page") else FAULTS[:4]
    return some[zlib.crc32(name.encode()) % len(some)]


def meet(shop, name, fault, statements):
    """Does a step while the statements fail, each once; the ones that have not failed."""
    armed = {statement: shop.places.arm(statement, fault) for statement in statements}
    shop.fault = fault
    STEPS[name](shop)
    shop.fault = None
    left = [statement for statement, path in armed.items() if path.exists()]
    for statement in left:
        armed[statement].unlink(missing_ok=True)
    return left


def test_every_place_is_reached_and_fails_once_in_every_step(drill, record_property):
    assert unreached(drill) == []
    met = 0
    for name in STEPS:
        for fault in FAULTS if FULL else [choose(name)]:
            print(f"{name}: {fault}")
            left = meet(drill, name, fault, drill.said[name])
            met += len(drill.said[name]) - len(left)
    assert restarts(drill) == []
    assert drill.number("SELECT COUNT(*) FROM job WHERE state = 2") == 0
    record_property("summary", f"{len(drill.known())} statements at {len(sites())} places, {met} failures: 0 lost, 0 doubled")


@pytest.mark.skipif(not FULL, reason="the whole table takes long: make drill")
@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_statement_fails_in_every_way(drill, shard, record_property):
    unmet, pairs = [], 0
    for statement in sorted(drill.known()):
        if zlib.crc32(statement.encode()) % SHARDS != shard or drill.known()[statement] in AFTERWARDS:
            continue
        where = sorted((name for name in STEPS if statement in drill.said[name]), key=drill.took.get)
        for fault in FAULTS:
            # What the worker says at times of its own, a short step may miss.
            if where and not any(meet(drill, name, fault, [statement]) == [] for name in where[:3] * 2 + where[3:15]):
                unmet.append((statement, fault, drill.known()[statement]))
            pairs += 1
    assert restarts(drill) == []
    assert drill.number("SELECT COUNT(*) FROM job WHERE state = 2") == 0
    record_property("summary", f"0 lost, 0 doubled in {pairs} failures of single statements")
    assert unmet == []


# --- before there is anything


SCHEMA = ("SELECT table_name, column_name, column_type, is_nullable, column_default FROM information_schema.columns"
          " WHERE table_schema = 'prilavok' ORDER BY 1, 2")
MADE = "SELECT (SELECT COUNT(*) FROM project), (SELECT COUNT(*) FROM user), (SELECT COUNT(*) FROM schema_version)"


def install(server, fault, place):
    """As often as it says that it is unknown whether something was done: its statements are made for that."""
    for args in ["migrate"], ["install", "--json"]:
        for _ in range(300):
            done = server.prilavok(*args, check=False, CRASH_DIR=str(place))
            if done.returncode == 0:
                break
            assert done.returncode == 1 and fault in LOST and "2013" in done.stderr, (fault, done.stderr)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("fault", FAULTS if FULL else [1213])
def test_the_schema_is_made_whatever_fails(tmp_path, fault):
    faults = Faults(tmp_path)
    with Server() as server:
        faults.watch()
        install(server, 0, tmp_path)
        said, schema, made = faults.seen(), server.sql(SCHEMA), server.sql(MADE)
        faults.unwatch()
        server.sql("DROP DATABASE prilavok; CREATE DATABASE prilavok CHARACTER SET utf8mb4", "")
        armed = [faults.arm(statement, fault) for statement in said]
        install(server, fault, tmp_path)
        left = [path.name for path in armed if path.exists()]
        assert len(left) <= 3 and len(armed) > 50, left  # whose turn comes before there is a table
        assert server.sql(SCHEMA) == schema and server.sql(MADE) == made


@pytest.mark.parametrize("fault", FAULTS if FULL else [0])
def test_the_lock_of_a_long_change_is_renewed_whatever_fails(tmp_path, fault):
    faults = Faults(tmp_path)
    slow = tmp_path / "sql"
    shutil.copytree(TOP / "sql", slow)
    (slow / "999-slow.sql").write_text("DO SLEEP(%d);\n" % (22 if fault else 11))  # renewed every 10 s
    with Server() as server:
        server.prilavok("migrate")
        faults.watch()
        running = subprocess.Popen([simlib.program("prilavok"), "migrate"], stdout=subprocess.DEVNULL,
                                   env=server.environment(CRASH_DIR=str(tmp_path), PRILAVOK_SQL=str(slow)))
        renewal = wait(lambda: [name for name in faults.seen() if name.startswith(renewing() + "-")], what="a renewal")
        armed = fault and faults.arm(renewal[0], fault)
        assert running.wait(simlib.PATIENCE) == 0 and not (armed and armed.exists())
        assert server.sql("SELECT COUNT(*) FROM schema_version WHERE number = 999") == [["1"]]
