#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""How long our functions and files are: the house style as numbers.

usage: check-size.py [--list] [source folder]

A function has the lines between its braces, blank ones and comments too.  Prints the distribution,
with --list also what is over 45 lines, or a file over 500; exit 1 if a function has more than 80
lines, a file more than 600, or the median of the product is over 12.
"""
import os
import pathlib
import re
import statistics
import sys

LONG, LONGEST, FILE_LONG, FILE_LONGEST, MEDIAN = 45, 80, 500, 600, 12
NAME = re.compile(r"\b(\w+)\(")


def functions(path):
    """(name, line, length) of each function: its braces stand alone in the first column."""
    name, start = "?", 0
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line == "{":
            start = number
        elif line.startswith("}") and start:
            yield name, start, number - start - 1
            start = 0
        elif line[:1].isalpha() and "(" in line:
            found = NAME.search(line)
            name = found[1] if found else name
            if line.startswith("START_TEST("):
                name = line[len("START_TEST("):].rstrip(")")


def measure(title, paths, listing):
    lengths, bad = [], False
    for path in paths:
        lines = path.read_text().count("\n")
        if lines > FILE_LONG and (listing or lines > FILE_LONGEST):
            print(f"{path}: {lines} lines")
        bad |= lines > FILE_LONGEST
        for name, line, length in functions(path):
            lengths.append(length)
            if length > LONG and (listing or length > LONGEST):
                print(f"{path}:{line}: {name}: {length} lines")
            bad |= length > LONGEST
    if not lengths:
        sys.exit("check-size: no sources here")
    lengths.sort()
    median = statistics.median(lengths)
    print(f"{title}: {len(lengths)} functions, median {median:g} lines, "
          f"nine of ten up to {lengths[len(lengths) * 9 // 10]}, longest {lengths[-1]}")
    return bad, median


def main():
    arguments = [a for a in sys.argv[1:] if a != "--list"]
    os.chdir(arguments[0] if arguments else os.environ.get("srcdir", "."))
    listing = "--list" in sys.argv
    top = pathlib.Path(".")
    product = sorted([*top.glob("lib/**/*.c"), *top.glob("cgi/**/*.c")])
    tests = sorted(top.glob("tests/**/*.c"))
    bad, median = measure("lib, cgi", product, listing)
    bad_tests, _ = measure("tests", tests, listing)
    if median > MEDIAN:
        print(f"the median is over {MEDIAN}")
    return bad or bad_tests or median > MEDIAN


sys.exit(main())
