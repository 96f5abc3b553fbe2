# SPDX-License-Identifier: MIT
"""Style, scripts and icons: how they are made, and how they reach the browser."""

import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from prilavok import TOP

SCRIPT = TOP / "tools/static.sh"
FIRST_LOAD = 60 * 1024
PAGES = ["/ui/login", "/ui/chats", "/ui/assistant", "/ui/accounts", "/ui/system", "/ui/me", "/ui/no-such-page"]


def references(page):
    """The files a page names, in the order of the page."""
    return list(dict.fromkeys(re.findall(r'(?:href|src)="(/static/[^"#]*)', page)))


def fetch(session, path):
    """What goes over the line to a browser, and what it is."""
    answer = session.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip", path
    return answer, gzip.decompress(answer.body).decode()


def test_the_first_load_is_small(app):
    session = app.login()
    page, text = fetch(session, "/ui/chats")
    assert page.status == 200
    sizes = {"/ui/chats": len(page.body)}
    for path in references(text):
        answer = session.get(path, headers={"Accept-Encoding": "gzip"})
        sizes[path] = len(answer.body)
    assert {path.rsplit(".", 1)[1] for path in list(sizes)[1:]} == {"css", "js", "svg"}
    assert sum(sizes.values()) <= FIRST_LOAD, sizes


@pytest.mark.parametrize("path", PAGES)
def test_what_a_page_names_is_there_and_may_be_kept(app, path):
    session = app.session() if path == "/ui/login" else app.login()
    named = references(session.get(path).text)
    assert named
    for name in named:
        answer = session.get(name)
        assert answer.status == 200, name
        assert re.fullmatch(r"/static/\w+\.[0-9a-f]{12}\.\w+", name)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_lock_file_binds_contents_and_no_host():
    lock = json.loads((TOP / "static/package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for entry in packages.values():
        assert entry["integrity"].startswith("sha512-") and "resolved" not in entry


# --- static.sh


@pytest.fixture
def source(tmp_path):
    """A copy of static/ that may be changed."""
    return pathlib.Path(shutil.copytree(TOP / "static", tmp_path / "source"))


def run(*args, env=None):
    return subprocess.run(["/bin/sh", SCRIPT, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=120, env={**os.environ, **(env or {})})


def make(source, out):
    """The map of assets of a source folder with a package that needs no network."""
    package = source / "packages/htmx.org"
    package.mkdir(parents=True, exist_ok=True)
    for name in ["LICENSE", "package.json", "htmx.min.js"]:
        (package / name).write_text(name)
    for args in [("packages", source, out / "packages"), ("files", source, out / "packages", out / "static")]:
        done = run(*args)
        assert done.returncode == 0, done.stdout
    return dict(line.split(" = ") for line in (out / "static/assets.hdf").read_text().splitlines())


def test_a_changed_file_has_a_new_name_and_its_old_one_goes(source, tmp_path):
    before = make(source, tmp_path)
    with open(source / "css/chat.css", "a") as css:
        css.write(".new { color: inherit; }\n")
    after = make(source, tmp_path)
    assert {key for key in before if before[key] != after[key]} == {"Css"}
    names = {f"/static/{file.name}" for file in (tmp_path / "static").iterdir()}
    assert names == {*after.values(), "/static/assets.hdf"}


def test_every_part_of_the_style_is_in_it_and_shared_ones_come_first(source, tmp_path):
    (source / "css/a-page.css").write_text(".a-page { color: inherit; }\n")
    css = (tmp_path / make(source, tmp_path)["Css"].lstrip("/")).read_text()
    for part in (source / "css").iterdir():
        assert part.read_text() in css, part.name
    assert css.startswith((source / "css/tokens.css").read_text())
    assert css.index((source / "css/forms.css").read_text()) < css.index(".a-page")


def test_two_files_of_one_name_are_refused(source, tmp_path):
    (source / "ui.svg").write_text("<svg/>")
    make(pathlib.Path(shutil.copytree(TOP / "static", tmp_path / "good")), tmp_path)
    done = run("files", source, tmp_path / "packages", tmp_path / "other")
    assert done.returncode != 0 and "Asset.Ui" in done.stdout


def test_a_tarball_brings_its_packages_and_needs_no_npm(source, tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ["rm", "mkdir", "cp"]:
        (tools / name).symlink_to(shutil.which(name))
    done = run("packages", source, tmp_path / "none", env={"PATH": str(tools)})
    assert done.returncode != 0 and "apt-get install nodejs npm" in done.stdout
    make(source, tmp_path)
    done = run("packages", source, tmp_path / "none", env={"PATH": str(tools)})
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "none/htmx.org/LICENSE").read_text() == "LICENSE"


def test_a_registry_out_of_reach_is_told_with_what_to_do(source, tmp_path):
    done = run("packages", source, tmp_path / "none", env={
        "npm_config_registry": "http://127.0.0.1:9/", "npm_config_cache": str(tmp_path / "cache"),
        "npm_config_fetch_retries": "0"})
    assert done.returncode != 0
    assert "npm config set registry" in done.stdout and "HTTPS_PROXY" in done.stdout
    assert not (tmp_path / "none/stamp").exists()
