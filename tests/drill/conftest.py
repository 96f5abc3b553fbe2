# SPDX-License-Identifier: MIT
"""Drills run on a build with --enable-crash-points; see Makefile.am, drill."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))


def pytest_terminal_summary(terminalreporter):
    """What the drills found, also when they ran in other processes."""
    for report in terminalreporter.stats.get("passed", []):
        for name, text in report.user_properties:
            if name == "summary":
                terminalreporter.write_line(text)
