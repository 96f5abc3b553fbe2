# SPDX-License-Identifier: MIT
"""The route tables of the web programs, read from their source: method, path, rank, accepted parameters."""

import dataclasses
import re

from prilavok import TOP

# Every program with a table; a new one is found by itself.
SOURCES = sorted(path for path in (TOP / "cgi").glob("*/*.c")
                 if re.search(r"const struct route \w+\[\] = \{", path.read_text()))


@dataclasses.dataclass(frozen=True)
class Param:
    name: str
    kind: str       # LINE TEXT TOKEN ENUM ID INT BOOL FILE JSON RAW
    required: bool
    min: str = ""   # as the source has them, perhaps a name
    max: str = ""


@dataclasses.dataclass(frozen=True)
class Route:
    program: str    # the folder in cgi/
    method: str
    path: str
    access: str     # PUBLIC API VIEWER OPERATOR ADMIN OWNER
    params: tuple

    @property
    def name(self):
        return f"{self.method} {self.path}"

    @property
    def in_path(self):
        return re.findall(r"\{(\w+)\}", self.path)


def _params(folder):
    """The tables of parameters of a program by name, with their macros expanded."""
    source = "\n".join(path.read_text() for path in sorted(folder.glob("*.c")))
    macros = {name: body.replace("\\\n", " ") for name, body in
              re.findall(r"#define (\w+) \\\n((?:.*\\\n)*.*)\n", source)}
    tables = {}
    for name, body in re.findall(r"const struct param (\w+)\[\] = \{(.*?)\n\};", source, re.S):
        for macro, text in macros.items():
            body = re.sub(rf"\b{macro}\b", lambda _, text=text: text, body)
        rows = []
        for kind, arguments in re.findall(r"PARAM_(\w+)(?:\((.*?)\))?,?(?=\s|$)", body):
            parts = [part.strip() for part in arguments.split(",")] if arguments else [""]
            rows.append(Param(parts[0].strip('"'), kind, len(parts) > 1 and parts[1] == "REQUIRED", *parts[2:4]))
        assert rows, f"the table {name} was not understood"
        tables[name] = tuple(rows)
    return tables


def read():
    routes = []
    for path in SOURCES:
        source = path.read_text()
        tables = _params(path.parent)
        body = re.search(r"const struct route \w+\[\] = \{(.*?)\n\};", source, re.S)[1]
        rows = re.findall(r"\{\s*(\w+),\s*\"([^\"]+)\",\s*(\w+),\s*(\w+),\s*(\w+)\s*\}", body)
        assert len(rows) == len(re.findall(r"\"/", body)), f"a row of {path} was not understood"
        for method, pattern, access, _, params in rows:
            routes.append(Route(path.parent.name, method, pattern, access,
                                () if params == "NULL" else tables[params]))
    return routes


def number(text):
    """A limit as the source has it."""
    names = {"INT64_MAX": 2**63 - 1}
    for path in [*(TOP / "cgi").glob("*/*.[ch]"), *(TOP / "lib").glob("*/*.[ch]")]:
        for found in re.findall(r"enum \{([^}]*)\}", path.read_text()):
            for name, value in re.findall(r"(\w+) = ([\w *()]+)", found):
                names.setdefault(name, value)
    value = text
    for _ in range(5):
        value = re.sub(r"[A-Z]\w+", lambda found: str(names[found[0]]), str(value))
    return int(eval(value, {"__builtins__": {}}))  # digits and operators of our own source
