# SPDX-License-Identifier: MIT
"""What the README tells people to type is what the tests run."""

import os
import re
import subprocess

import pytest

from prilavok import TOP, clean_environment
from simlib import PATIENCE

# Where each command is run: its file, and the words by which the test there can be found.
RUN_BY = {
    "./quickstart": ("tests/integration/test_quickstart.py", "test_a_signal_ends_a_start_in_the_foreground"),
    "./quickstart --detach": ("tests/integration/prilavok.py", 'self.quickstart("--detach"'),
    "./quickstart stop": ("tests/integration/prilavok.py", 'self.quickstart("stop")'),
    "./quickstart --ask-owner": ("tests/integration/test_ui_start.py", 'fresh.start("--ask-owner")'),
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
    known = (TOP / "lib/base/conf.c").read_text() + (TOP / "tests/drill/test_random.py").read_text()
    for key in re.findall(r"\b([A-Z]+(?:_[A-Z]+)+)=", text):
        assert f'"{key}"' in known or f'"{key}=' in (TOP / "quickstart").read_text(), key
    for path in re.findall(r"`((?:nginx|apache|man|var)/[^`]*)`|\]\(([^)]+)\)", text):
        path = path[0] or path[1]
        assert path == "var/" or (TOP / path).exists(), path


def test_the_readme_prints_what_quickstart_prints():
    assert "Prilavok is ready: " in (TOP / "README.md").read_text()
    assert "Prilavok is ready: " in (TOP / "quickstart").read_text() + (TOP / "tools/processes.sh").read_text()


@pytest.mark.parametrize("name", ["README.md", "README.ru.md"])
def test_the_drill_the_readme_boasts_of_can_be_run(name):
    """The sentence about the drill says what its command does, and the command has its target."""
    text, makefile = (TOP / name).read_text(), (TOP / "Makefile.am").read_text()
    (seed, turns), = re.findall(r"^    DRILL_SEED=(\d+)(?: DRILL_TURNS=(\d+))? make -C build drill$", text, re.MULTILINE)
    turns = turns or re.search(r"DRILL_TURNS-(\d+)", makefile)[1]
    assert re.search(r"^drill:$", makefile, re.MULTILINE)
    said, = re.findall(r"\*\*0 [^*]*\*\*[^)]*\)", text)
    assert {seed, turns} <= set(re.findall(r"\d+", said))


# What Debian's Apache has loaded before anybody asks, and what a2enmod adds of itself.
APACHE = ["mpm_event", "access_compat", "alias", "authn_core", "authz_core", "authz_host", "autoindex", "dir", "env",
          "filter", "mime", "negotiation", "reqtimeout", "setenvif", "status"]
NEEDS = {"proxy_fcgi": ["proxy"]}


@pytest.mark.parametrize("name", ["README.md", "README.ru.md"])
@pytest.mark.parametrize("site", ["prilavok-proxy", "prilavok-fcgid"])
def test_apache_takes_the_file_with_the_modules_the_readme_names(tmp_path, name, site):
    modules = re.search(rf"^    a2enmod ([a-z_ ]+) && a2ensite {site} && systemctl restart apache2$",
                        (TOP / name).read_text(), re.MULTILINE)[1].split()
    assert f"/examples/apache/{site}.conf /etc/apache2/sites-available/\n" in (TOP / name).read_text()
    loaded = APACHE + [needed for module in modules for needed in [*NEEDS.get(module, []), module]]
    main = tmp_path / "apache2.conf"
    main.write_text("ServerName localhost\nErrorLog /dev/stderr\nDefaultRuntimeDir .\nTypesConfig /etc/mime.types\n" + "".join(
        f"LoadModule {module}_module /usr/lib/apache2/modules/mod_{module}.so\n" for module in loaded)
        + f'Include "{TOP}/apache/{site}.conf"\n')
    done = subprocess.run(["apache2", "-t", "-d", tmp_path, "-f", main], text=True, stderr=subprocess.PIPE, timeout=PATIENCE,
                          env=clean_environment({"PATH": os.environ["PATH"] + ":/usr/sbin"}))
    assert done.returncode == 0 and "Syntax OK" in done.stderr, done.stderr


@pytest.mark.parametrize("name", ["README.md", "README.ru.md"])
def test_the_line_for_cron_is_one_the_program_prints(app, name):
    command, = re.findall(r"^    \(crontab -l; prilavok (.*)\) \| crontab -$", (TOP / name).read_text(), re.MULTILINE)
    assert app.cli(*command.split()).stdout.startswith("* * * * * ")
