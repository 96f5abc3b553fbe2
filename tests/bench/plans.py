# SPDX-License-Identifier: MIT
"""What the programs ask the database, overheard in the server's general log, and how it would go about it: no
table that grows may be read from end to end."""

import contextlib
import json
import os
import re
import subprocess

# Those whose rows grow with the chats and messages of a shop.
GROWING = {"buyer", "chat", "chat_phone", "composer_draft", "draft", "job", "listing", "llm_call", "message", "outbox",
           "session", "turn"}

# What looks like a scan and is none, or is one with a reason: a part of the statement, the table and how it
# is read, and why that is well.
ALLOWED = {
    ("SELECT 100 FROM chat c WHERE 1 = 1 LIMIT 99, 1", "chat", "index"): "they are counted only while they are fewer",
    ("FROM turn ORDER BY id DESC LIMIT 1)", "turn", "index"): "the newest row, from the end of the primary key",
}

# A plan that stops early is no scan: it looks at fewer rows than this, or than a tenth of the table.
FEW_ROWS = 300


class Server:
    """Root's connection to the database of an installation."""

    def __init__(self, app):
        self.app = app

    def run(self, sql, must=True):
        done = subprocess.run(["mariadb", "--no-defaults", "--batch", "--raw", "--skip-column-names", "--user=root",
                               f"--socket={self.app.run}/mariadb.sock", "--default-character-set=utf8mb4", "prilavok"],
                              input=sql.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300,
                              env={key: value for key, value in os.environ.items() if key != "MYSQL_PWD"})
        assert done.returncode == 0 or not must, done.stderr.decode()
        return done.stdout.decode()

    @contextlib.contextmanager
    def overhear(self, heard):
        """Adds what the programs ask meanwhile to the list heard, each kind of statement once."""
        self.run("SET GLOBAL log_output = 'TABLE'; TRUNCATE mysql.general_log; SET GLOBAL general_log = 1;")
        # Of statements prepared before this the log has no values: so the programs shall connect anew.
        for number in self.run("SELECT id FROM information_schema.processlist WHERE user = 'prilavok'").split():
            self.run(f"KILL {number}", must=False)  # it may have gone by itself
        try:
            yield
        finally:
            self.run("SET GLOBAL general_log = 0")
            # JSON, so that nothing a buyer wrote ends a line
            lines = self.run("SELECT JSON_QUOTE(CONVERT(argument USING utf8mb4)) FROM mysql.general_log"
                             " WHERE command_type = 'Execute' AND user_host LIKE 'prilavok[%'").splitlines()
            kinds = {}
            for line in lines:
                statement = json.loads(line, strict=False)
                # One with "?" was overheard just before its connection was ended.
                if re.match(r"\s*\(*(SELECT|UPDATE|DELETE|WITH|INSERT.*?SELECT)\b", statement, re.DOTALL) and \
                        "?" not in TEXT.sub("", statement):
                    kinds.setdefault(kind(statement), statement)
            heard.extend(kinds.values())

    def explain(self, statement):
        """Every table of the plan, as EXPLAIN's JSON has it."""
        return list(_tables(json.loads(self.run(f"EXPLAIN FORMAT=JSON {statement}"))))

    def cost(self, statement):
        """What the server counted while it carried out a reading statement, by its names in capitals."""
        lines = self.run(f"FLUSH STATUS; {statement}; SELECT CONCAT('counted ', variable_name, ' ', variable_value)"
                         " FROM information_schema.session_status WHERE variable_name LIKE 'Handler%'"
                         " OR variable_name LIKE 'Created_tmp%'").splitlines()
        # the statement's own rows come before, and may have any words
        return {name: int(value) for name, value in (line.split()[1:] for line in lines[-60:]
                                                    if re.fullmatch(r"counted \w+ \d+", line))}

    def sizes(self):
        rows = self.run("SELECT table_name, table_rows FROM information_schema.tables"
                        " WHERE table_schema = 'prilavok'").splitlines()
        return {name: int(count) for name, count in (row.split("\t") for row in rows)}


TEXT = re.compile(r"'(?:[^'\\]|\\.|'')*'")


def kind(statement):
    """The statement without its values: what is the same in two is the same query."""
    return re.sub(r"\b\d+\b|\bNULL\b", "?", TEXT.sub("?", statement))


def rows_read(cost):
    return sum(value for name, value in cost.items() if name.startswith("HANDLER_READ"))


def _tables(plan):
    if isinstance(plan, dict):
        if "table_name" in plan:
            yield plan
        for value in plan.values():
            yield from _tables(value)
    elif isinstance(plan, list):
        for value in plan:
            yield from _tables(value)


def _names(statement):
    """The tables of a statement by their aliases."""
    found = re.findall(r"(?:FROM|JOIN|UPDATE|INTO|,)\s+`?(\w+)`?(?:\s+(?:AS\s+)?`?(\w+)`?)?", statement)
    return {alias: table for table, name in found for alias in (name, table) if table in GROWING and alias}


def scans(server, statement, sizes):
    """The parts of the statement's plan that read a growing table from end to end without a reason: words for a
    person, and the reasons that were used."""
    names = _names(statement)
    found, reasons = [], set()
    for table in server.explain(statement):
        name, access = names.get(table["table_name"], table["table_name"]), table.get("access_type")
        rows = int(table.get("rows", 0))
        if name not in GROWING or access not in ("ALL", "index") or rows < max(FEW_ROWS, sizes[name] // 10):
            continue
        reason = next((key for key in ALLOWED if key[0] in statement and key[1:] == (name, access)), None)
        if reason:
            reasons.add(reason)
        else:
            found.append(f"{name} ({access}, {rows} rows)")
    return found, reasons


def complaints(server, heard):
    """What is wrong with these statements, and which exceptions nothing needs any more."""
    sizes, words, used = server.sizes(), [], set()
    for statement in heard:
        found, reasons = scans(server, statement, sizes)
        used |= reasons
        words += [f"{one}: {statement[:700]}" for one in found]
    return words + [f"no statement needs this exception: {key}" for key in ALLOWED if key not in used]
