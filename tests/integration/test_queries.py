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


@pytest.fixture(scope="module")
def heard(shop):
    server, heard = plans.Server(shop.app), []
    data.make(shop.app.sql, 1000)
    with server.overhear(heard):
        walk.everything(shop)
    server.run("SET GLOBAL innodb_stats_auto_recalc = 0; ANALYZE TABLE " + ", ".join(sorted(plans.GROWING)))
    return heard


def test_no_query_reads_a_growing_table_from_end_to_end(shop, heard):
    assert len(heard) > 60, "the log was not heard"
    assert plans.complaints(plans.Server(shop.app), heard) == []


@pytest.mark.parametrize("words", ["AS last_text", "outbox_id, created_at FROM message WHERE chat_id"])
def test_chats_and_messages_are_listed_without_a_temporary_file(shop, heard, words):
    """The server sorts rows with texts in a file of its own, which took most of the time of a page."""
    found = [statement for statement in heard if words in statement]
    assert found
    for statement in found:
        assert plans.Server(shop.app).cost(statement)["CREATED_TMP_DISK_TABLES"] == 0, statement


def test_a_long_chat_costs_its_page_and_no_more(shop, heard):
    """Of the messages before the page none is read, but for the number of the buyer's, up to a thousand."""
    server, admin = plans.Server(shop.app), shop.app.login()
    chat = shop.app.sql("SELECT chat_id FROM message GROUP BY chat_id ORDER BY COUNT(*) DESC LIMIT 1")[0][0]
    statements = []
    with server.overhear(statements):
        assert admin.get(f"/ui/chats/{chat}").status == 200
    before = {statement: server.cost(statement) for statement in statements}
    shop.app.sql(f"""INSERT INTO message (account_id, chat_id, avito_id, author, author_id, type, text, content, created_at,
        received_at) SELECT 1, {chat}, CONCAT('long-', seq), IF(seq MOD 2, 'buyer', 'bot'), 9, 'text', 'Да', '{{}}', seq, seq
        FROM seq_1_to_5000""")
    server.run("ANALYZE TABLE message")
    assert max(map(plans.rows_read, before.values())) > 20
    for statement in statements:
        more = plans.rows_read(server.cost(statement)) - plans.rows_read(before[statement])
        assert more <= (2000 if "author = 'buyer'" in statement else 20), statement
