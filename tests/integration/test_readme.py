# SPDX-License-Identifier: MIT
"""What the README tells people to type is what the tests run."""

import re

import pytest

from prilavok import TOP

# Where each command is run: its file, and the words by which the test there can be found.
RUN_BY = {
    "./quickstart": ("tests/integration/test_quickstart.py", "test_a_signal_ends_a_start_in_the_foreground"),
    "./quickstart --detach": ("tests/integration/prilavok.py", 'self.quickstart("--detach"'),
    "./quickstart stop": ("tests/integration/prilavok.py", 'self.quickstart("stop")'),
    "./quickstart check": (".ci/run", "exec ./quickstart check"),
}


def commands(name):
    text = (TOP / name).read_text()
    return {line.strip() for line in re.findall(r"^    (\S.*)$", text, re.MULTILINE) if line.lstrip().startswith("./")}


@pytest.mark.parametrize("name", ["README.md", "README.ru.md"])
def test_every_command_of_the_readme_is_run_by_a_test(name):
    assert commands(name) == set(RUN_BY)
    for path, words in RUN_BY.values():
        assert words in (TOP / path).read_text()


@pytest.mark.parametrize("name", ["README.md", "README.ru.md"])
def test_every_setting_and_file_the_readme_names_exists(name):
    text = (TOP / name).read_text()
    known = (TOP / "lib/base/conf.c").read_text()
    for key in re.findall(r"\b([A-Z]+(?:_[A-Z]+)+)=", text):
        assert f'"{key}"' in known, key
    for path in re.findall(r"`((?:nginx|apache|man|var)/[^`]*)`|\]\(([^)]+)\)", text):
        path = path[0] or path[1]
        assert path == "var/" or (TOP / path).exists(), path


def test_the_readme_prints_what_quickstart_prints():
    assert "Prilavok is ready: " in (TOP / "README.md").read_text()
    assert "Prilavok is ready: " in (TOP / "quickstart").read_text() + (TOP / "tools/processes.sh").read_text()
