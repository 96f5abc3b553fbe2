# SPDX-License-Identifier: MIT
import pytest

from prilavok import Instance
from simlib import Receiver, Sim


@pytest.fixture(scope="session")
def app():
    """The installation most tests share: the sample shop, the simulator as Avito and as the model."""
    instance = Instance()
    try:
        instance.start()
        yield instance
    finally:
        instance.remove()


@pytest.fixture
def fresh():
    """An installation for one test, not yet started."""
    instance = Instance("fresh")
    try:
        yield instance
    finally:
        instance.remove()


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
