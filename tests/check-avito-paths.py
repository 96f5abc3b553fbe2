#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every method and path of Avito that the sources use stands in Avito's documents.

They are looked for in AVITO_SPECS or beside the tree; without them the check is skipped.
"""
import json
import os
import pathlib
import re
import sys

SKIP = 77
ROW = re.compile(r'struct avito_method \w+ = \{\s*AVITO_\w+,\s*"(\w+)",\s*"([^"]+)"\s*\}')

root = pathlib.Path(__file__).resolve().parent.parent
specs = pathlib.Path(os.environ.get("AVITO_SPECS", root.parent / "shared" / "avito-api"))


def documented():
    for name in ("messenger", "auth", "user"):
        paths = json.loads((specs / f"{name}.json").read_text("utf-8"))["paths"]
        for path, methods in paths.items():
            for method in methods:
                yield method.upper(), path


def used():
    for source in sorted((root / "lib" / "remote").glob("avito*.c")):
        text = source.read_text("utf-8")
        rows = ROW.findall(text)
        if len(rows) != len(re.findall(r"struct avito_method \w+ =", text)):
            sys.exit(f"{source.name}: a method is written in a way this check cannot read")
        yield from rows


def main():
    if not (specs / "messenger.json").exists():
        print(f"SKIP: no documents of Avito in {specs}")
        return SKIP
    known, rows = set(documented()), list(used())
    unknown = [row for row in rows if row not in known]
    for method, path in unknown:
        print(f"not in Avito's documents: {method} {path}")
    print(f"{len(rows)} methods looked up")
    return 1 if unknown or not rows else 0


sys.exit(main())
