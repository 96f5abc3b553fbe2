# SPDX-License-Identifier: MIT
import pytest

from live import Live
from prilavok import Instance
from simlib import Receiver, Sim


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """A failure tells the state of the installations its test used, so that it can be understood from afar."""
    report = (yield).get_result()
    if not report.failed:
        return
    used = {}
    for value in getattr(item, "funcargs", {}).values():
        instance = value.app if isinstance(value, Live) else value
        if isinstance(instance, Instance) and (instance.var / "log").is_dir():
            used[str(instance.var)] = instance
    for place, instance in used.items():
        report.sections.append((f"state of {place}", instance.state()))


@pytest.fixture(scope="session")
def app():
    """The installation most tests share: the sample shop, the simulator as Avito and as the model."""
    with Instance() as instance:
        instance.start()
        Live(instance)  # which waits for the account
        yield instance


@pytest.fixture
def fresh():
    """An installation for one test, not yet started."""
    with Instance("fresh") as instance:
        yield instance


@pytest.fixture(scope="module")
def lone_sim():
    with Sim() as running:
        yield running


@pytest.fixture
def sim(lone_sim):
    """A simulator by itself, at its start."""
    lone_sim.reset()
    return lone_sim


@pytest.fixture
def hook(sim):
    """A receiver of webhooks that is subscribed at it."""
    with Receiver() as receiver:
        sim.avito("POST", "/messenger/v3/webhook", {"url": receiver.url})
        yield receiver
