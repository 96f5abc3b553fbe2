# SPDX-License-Identifier: MIT
"""The benchmark still runs and fills its table.  How fast anything is, is not asked here."""

import os
import re
import subprocess
import sys

from prilavok import TOP, clean_environment
from simlib import BUILD

ROWS = ("whole installation idle", "reply overhead", "one worker, ", "at that moment", "webhook, committed",
        "empty tables", "finished turns", "inbox, ", "thread, ", "overview, ", "search for what", "search for a common", "data grows",
        "bare INSERTs", "burst of 50 webhooks, 64", "burst of 50 webhooks, 256", "webhooks a second", "of them today", "read a growing table whole")


def test_the_table_is_filled():
    tiny = ["--chats", "40", "--rounds", "1", "--seconds", "1", "--requests", "10", "--replies", "3", "--calls", "6",
            "--burst", "50", "--day", "100", "--steady", "2", "--year", "2000"]
    done = subprocess.run([sys.executable, TOP / "tests/bench/bench.py", *tiny], stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=600,
                          env=clean_environment({"PRILAVOK_BUILD": BUILD, "PATH": os.environ["PATH"]}))
    assert done.returncode == 0, done.stderr[-4000:]
    for row in ROWS:
        line = next((line for line in done.stdout.splitlines() if row in line), "")
        assert re.search(r"\| [^|]*\d", line), (row, done.stdout)
    assert re.search(r"^\d{4}-\d\d-\d\d, \d+ cores .*MariaDB 1\d\.\d+.*load", done.stdout, re.MULTILINE), done.stdout
