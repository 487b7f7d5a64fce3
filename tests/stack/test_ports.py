"""Ports: the default where it is free, another where it is not."""

from __future__ import annotations

import socket

import pytest

from theset_assets.stack.ports import HOST, open_ports


@pytest.fixture
def free_port() -> int:
    with open_ports() as ports:
        return ports.take()


def test_a_free_preferred_port_is_given(free_port):
    with open_ports() as ports:
        assert ports.take(free_port) == free_port


def test_one_that_is_listened_on_is_not(free_port):
    with socket.create_server((HOST, free_port)), open_ports() as ports:
        assert ports.take(free_port) != free_port


def test_one_that_another_stack_has_claimed_is_not_even_before_it_listens(free_port):
    with open_ports() as ours, open_ports() as theirs:
        assert ours.take(free_port) == free_port
        assert theirs.take(free_port) != free_port


def test_a_claim_ends_with_its_stack(free_port):
    with open_ports() as ours:
        ours.take(free_port)
    with open_ports() as theirs:
        assert theirs.take(free_port) == free_port
