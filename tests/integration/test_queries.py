# SPDX-License-Identifier: MIT
"""No query of the programs reads a growing table from end to end.

The statements are overheard while every page of the table of routes is asked for and buyers are answered.
The data is a small shop's (a thousand chats, twenty thousand messages): with the statistics of ANALYZE
TABLE behind it the optimizer takes a fitting index at that size as it does at a hundred times more, and
without one has nothing but the scan this test looks for.  "make bench" asks the same of a shop of 100,000 chats."""

import sys

import pytest

from live import Live
from prilavok import TOP, Instance

sys.path.insert(0, str(TOP / "tests/bench"))

import data  # noqa: E402
import plans  # noqa: E402
import walk  # noqa: E402


@pytest.fixture(scope="module")
def shop():
    with Instance("queries") as app:
        app.start()
        live = Live(app)
        live.settle()
        yield live


def test_no_query_reads_a_growing_table_from_end_to_end(shop):
    server, heard = plans.Server(shop.app), []
    data.make(shop.app.sql, 1000)
    with server.overhear(heard):
        walk.everything(shop)
    server.run("SET GLOBAL innodb_stats_auto_recalc = 0; ANALYZE TABLE " + ", ".join(sorted(plans.GROWING)))
    assert len(heard) > 60, "the log was not heard"
    assert plans.complaints(server, heard) == []
