"""Asking for what may still be in the making."""

from __future__ import annotations

import time

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hytemap.web.printing.desk import Desk
from hytemap.web.printing.order import Order
from hytemap.web.printing.standing import Busy, Making, Ready

#: generous: other work may share the machine
PATIENCE_S = 60.0


def answer_of(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    """The answer once it is no longer in the making."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        found = client.get(address, headers=headers)
        if found.status_code != 202:
            return found
        time.sleep(0.05)
    return pytest.fail(f"{address}: still in the making after {PATIENCE_S:.0f} s")


def said_by(desk: Desk, snapshot: str, order: Order) -> Ready | Busy:
    """What the desk says of an order once it is no longer in the making."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        found = desk.ask(snapshot, order)
        if not isinstance(found, Making):
            return found
        time.sleep(0.05)
    return pytest.fail(f"{order}: still in the making after {PATIENCE_S:.0f} s")
