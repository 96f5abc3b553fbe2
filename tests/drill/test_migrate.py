# SPDX-License-Identifier: MIT
"""An older installation with what newer ones cannot have: a migration tidies it, and may run again."""

import shutil

from mariadb import Server
from prilavok import TOP

OLD = ["001-base.sql", "002-inbox.sql", "003-face.sql"]

# id, the keys, who it is at Avito; and whether it stays
DOUBLES = [
    (1, "never-connected", None, True),
    (2, "never-connected", None, False),
    (3, "second-connected", None, False),
    (4, "second-connected", 400, True),
    (5, "second-connected", None, False),
    (6, "both-connected", 600, True),
    (7, "both-connected", 700, False),
    (8, "deleted-before", None, False),
    (9, "deleted-before", 900, True),
    (10, "alone", 1000, True),
]
DELETED_AT = 12345


def test_of_doubled_accounts_the_connected_or_oldest_stays(tmp_path):
    for name in OLD:
        shutil.copy(TOP / "sql" / name, tmp_path)
    with Server() as server:
        server.prilavok("migrate", PRILAVOK_SQL=str(tmp_path))
        server.prilavok("install", "--json", PRILAVOK_SQL=str(tmp_path))
        project = server.sql("SELECT MIN(id) FROM project")[0][0]
        for number, key, user, _ in DOUBLES:
            server.sql("INSERT INTO account (id, project_id, name, client_id, client_secret, webhook_token, avito_user_id,"
                       f" created_at, updated_at, deleted_at) VALUES ({number}, {project}, '', '{key}', '', 'token-{number}',"
                       f" {user or 'NULL'}, 0, 0, {DELETED_AT if number == 8 else 0})")
            server.sql("INSERT INTO chat (account_id, avito_chat_id, created_at)"
                       f" VALUES ({number}, 'chat-{number}', 0)")
        server.prilavok("migrate")
        rows = server.sql("SELECT id, deleted_at = 0, enabled, IFNULL(avito_user_id, 0), deleted_at FROM account ORDER BY id")
        assert [(int(row[0]), row[1] == "1") for row in rows] == [(number, stays) for number, _, _, stays in DOUBLES]
        for row, (number, _, user, stays) in zip(rows, DOUBLES):
            if stays:
                assert row[2:4] == ["1", str(user or 0)], row
            elif number == 8:
                assert row[4] == str(DELETED_AT), "deleted once more"
            else:
                assert row[2:4] == ["0", "0"], row
        assert server.sql("SELECT COUNT(*) FROM chat") == [[str(len(DOUBLES))]], "chats are gone"
        again = server.sql("INSERT INTO account (project_id, name, client_id, client_secret, webhook_token, created_at, updated_at)"
                           f" VALUES ({project}, '', 'alone', '', 'token-11', 0, 0)", check=False)
        assert again is None, "keys were doubled again"
        text = (TOP / "sql/004-proof.sql").read_text()
        before = server.sql("SELECT id, deleted_at, enabled FROM account ORDER BY id")
        server.sql(text)
        assert server.sql("SELECT id, deleted_at, enabled FROM account ORDER BY id") == before


def test_chats_from_before_looks_remembered_count_as_read(tmp_path):
    """Those that come later do not, however often the file is run."""
    for path in sorted((TOP / "sql").glob("00[1-5]-*.sql")):
        shutil.copy(path, tmp_path)
    chat = "INSERT INTO chat (id, account_id, avito_chat_id, last_message_id, created_at) VALUES "
    message = ("INSERT INTO message (id, account_id, chat_id, avito_id, author, author_id, type, text, content, created_at,"
               " received_at) VALUES ")
    looked = "SELECT looked_id FROM chat ORDER BY id"
    with Server() as server:
        server.prilavok("migrate", PRILAVOK_SQL=str(tmp_path))
        server.sql(chat + "(1, 1, 'old', 7, 0), (2, 1, 'empty', NULL, 0)")
        server.sql(message + "(7, 1, 1, 'm-7', 'buyer', 9, 'text', '', '{}', 1, 1)")
        server.prilavok("migrate")
        assert server.sql(looked) == [["m-7"], [""]]
        server.sql(chat + "(3, 1, 'new', 8, 0)")
        server.sql(message + "(8, 1, 3, 'm-8', 'buyer', 9, 'text', '', '{}', 1, 1)")
        server.sql("UPDATE chat SET looked_id = 'm-9' WHERE id = 1")
        server.sql((TOP / "sql/006-net.sql").read_text())
        assert server.sql(looked) == [["m-9"], [""], [""]]
