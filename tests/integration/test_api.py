# SPDX-License-Identifier: MIT
"""The addresses for programs: how the installation is, told from checks and not from constants."""

import os
import re
import signal
import time

import pytest

from simlib import freeze, quickest
from test_reply import shop  # noqa: F401 (a fixture)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PATHS = ["/", "/health", "/livez", "/readyz", "/info", "/metrics"]


@pytest.mark.parametrize("path", PATHS)
def test_each_answers_get_and_head_alike(app, path):
    got, head = app.get(path), app.request("HEAD", path)
    assert (got.status, head.status, head.body) == (200, 200, b"")
    assert got.headers["Content-Type"] == head.headers["Content-Type"]


@pytest.mark.parametrize("path", [*PATHS, "/nowhere", "/webhooks/avito/x", "/ui/login", "/ui/chats", "/ui/nowhere"])
def test_security_headers_stand_on_every_answer(app, path):
    answer = app.get(path)
    for name, value in HEADERS.items():
        assert answer.headers.get_all(name) == [value], name
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-Id"])
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", PATHS)
def test_another_method_gets_405_with_the_right_ones(app, method, path):
    answer = app.request(method, path, body=b"{}", headers={"Content-Type": "application/json"})
    assert answer.status == 405 and answer.headers["Allow"] == "GET, HEAD"


def test_an_unknown_address_gets_404_in_the_one_shape(app):
    answer = app.get("/api/nowhere")
    assert answer.status == 404
    assert set(answer.json()["error"]) == {"code", "message", "request_id"}
    assert answer.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("query", ["?x=1", "?%ff=1", "?a=%zz", "?a=1&a=2", "?" + "a=1&" * 300])
def test_unexpected_parameters_get_400(app, query):
    answer = app.get("/health" + query)
    assert answer.status == 400 and "error" in answer.json()


def test_a_browser_is_shown_the_dashboard_and_a_program_the_health(app):
    browser = app.get("/", headers={"Accept": "text/html,application/xhtml+xml"})
    assert browser.status == 303 and browser.headers["Location"] == "/ui"
    assert app.get("/").json()["status"] in ("ok", "degraded")


def test_metrics_are_prometheus_text(app):
    answer = app.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    line = re.compile(r'(# (HELP|TYPE) \S+ .+|prilavok_[a-z_]+(\{[a-z]+="[^"]*"\})? -?[0-9.]+)')
    assert all(line.fullmatch(found) for found in answer.text.splitlines())
    assert "prilavok_up 1\n" in answer.text and "prilavok_worker_up 1\n" in answer.text


def test_health_says_what_is_wrong_with_an_account(shop):
    try:
        shop.app.sql("UPDATE account SET status = 'needs_reauth'")
        health = shop.app.get("/health")
        assert health.status == 200 and health.json()["status"] == "degraded"
        assert health.json()["checks"]["accounts"] == {"total": 1, "connected": 0, "webhook_ours": 1}
    finally:
        shop.app.sql("UPDATE account SET status = 'ok'")


def test_a_database_that_hangs_is_told_apart_from_a_dead_program(shop):
    def ready_in():
        pid = shop.app.pid("mariadb")
        freeze(pid)
        try:
            assert shop.app.get("/livez").status == 200
            ready = shop.app.get("/readyz")
            assert ready.status == 503 and ready.json()["checks"]["database"]["ok"] is False
            assert shop.app.get("/health").json()["status"] == "down"
            assert "prilavok_up 0" in shop.app.get("/metrics").text
        finally:
            os.kill(pid, signal.SIGCONT)
        began = time.monotonic()
        shop.app.wait(lambda: shop.app.get("/readyz").status == 200, what="readiness")
        return time.monotonic() - began

    assert quickest(ready_in, 5) < 5
