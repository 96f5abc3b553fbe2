# SPDX-License-Identifier: MIT
"""A MariaDB for one test, without anything else of an installation."""

import getpass
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

from prilavok import clean_environment
from simlib import PATIENCE, program, wait

PATH = {"PATH": os.environ["PATH"] + ":/usr/sbin"}
TOP = pathlib.Path(__file__).resolve().parents[2]


class Server:
    """place: where its data lies, perhaps on a disk of its own; options: as of mariadbd's command line."""

    def __init__(self, place=None, options=()):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="drill-db-"))
        self.data = pathlib.Path(place or self.place) / "data"
        self.socket = self.place / "s"
        self.options = list(options)
        self.process = None
        done = subprocess.run(
            ["mariadb-install-db", "--no-defaults", "--force", f"--user={getpass.getuser()}", f"--datadir={self.data}",
             "--auth-root-authentication-method=normal", "--skip-test-db"], cwd=self.place, timeout=PATIENCE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, **PATH, "TMPDIR": str(self.place)})
        assert done.returncode == 0, done.stdout

    @property
    def url(self):
        return f"mysql://root@localhost/prilavok?socket={self.socket}"

    def start(self, *more):
        log = open(self.place / "log", "ab")
        self.process = subprocess.Popen(
            ["mariadbd", "--no-defaults", f"--user={getpass.getuser()}", f"--datadir={self.data}",
             f"--socket={self.socket}", f"--pid-file={self.place}/pid", f"--tmpdir={self.place}", "--skip-networking",
             "--skip-name-resolve", "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=16M",
             *self.options, *more], stdout=log, stderr=log, env={**os.environ, **PATH})
        log.close()
        wait(self.is_up, what="the database")
        return self

    def is_up(self):
        assert self.process.poll() is None, (self.place / "log").read_text(errors="replace")[-3000:]
        return self.sql("CREATE DATABASE IF NOT EXISTS prilavok CHARACTER SET utf8mb4", "", check=False) is not None

    def sql(self, query, database="prilavok", check=True):
        done = subprocess.run(["mariadb", "--no-defaults", "--batch", "--skip-column-names", f"--socket={self.socket}",
                               "--user=root", *([database] if database else [])], input=query, text=True, timeout=PATIENCE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert done.returncode == 0 or not check, done.stderr
        return [line.split("\t") for line in done.stdout.splitlines()] if done.returncode == 0 else None

    def stop(self, sig=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(sig)
            self.process.wait(PATIENCE)

    def remove(self):
        self.stop(signal.SIGKILL)
        shutil.rmtree(self.place, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.remove()

    # --- programs that use it

    def environment(self, **more):
        return clean_environment({"PRILAVOK_ENV": "/dev/null", "DATABASE_URL": self.url, "PRILAVOK_SECRET_KEY": "5" * 64,
                                  "PRILAVOK_SQL": str(TOP / "sql"), **more})

    def prilavok(self, *args, check=True, **more):
        done = subprocess.run([program("prilavok"), *args], text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment(**more))
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done
