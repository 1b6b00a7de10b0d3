"""The application that prints; one for each file, as its printing child is its own."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hytemap.settings import Settings
from hytemap.web.app import create_app


@pytest.fixture(scope="module")
def app(shipped_settings: Settings) -> Flask:
    return create_app(shipped_settings, watch=False)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
