"""Fixtures of the faces (a pytest plugin): the application over the default and the marked snapshot, real servers."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from hytemap.settings import Settings
from hytemap.web.app import create_app


@pytest.fixture(scope="session")
def settings(shipped_settings: Settings) -> Settings:
    """Settings whose data folder holds the default snapshot."""
    return shipped_settings


@pytest.fixture(scope="session")
def snapshot_folder(settings: Settings) -> Path:
    """A data folder (`HYTEMAP_DATA`) with the default snapshot."""
    return settings.data


@pytest.fixture(scope="session")
def app(settings: Settings) -> Flask:
    """The application over the default snapshot, without the thread that watches for a new one."""
    return create_app(settings, watch=False)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def live_server(snapshot_folder: Path) -> Iterator[str]:
    """The address of `hytemap serve` over the default snapshot, in a process of its own."""
    with serving(snapshot_folder) as address:
        yield address


@pytest.fixture(scope="session")
def marked_app(marked_settings: Settings) -> Flask:
    """The application over the snapshot with the publisher's marks of `tests.content.MARKS`."""
    return create_app(marked_settings, watch=False)


@pytest.fixture(scope="session")
def marked_server(marked_app: Flask) -> Iterator[str]:
    """The address of a server over the marked snapshot, in a thread."""
    with threaded(marked_app) as address:
        yield address


@contextmanager
def threaded(app: Flask) -> Iterator[str]:
    """Serve `app` from a thread of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def serving(data: Path, **environment: str) -> Iterator[str]:
    """`hytemap serve` over the snapshot in `data`, as a user would start it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HYTEMAP_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "hytemap", "serve", "--port", str(port), "--workers", "1"],
        env={**inherited, "HYTEMAP_DATA": str(data), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(process, address)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _wait_until_ready(process: subprocess.Popen[bytes], address: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            output = process.stdout.read().decode(errors="replace") if process.stdout else ""
            pytest.fail(f"hytemap serve ended with {process.returncode}:\n{output}")
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"hytemap serve was not ready within {seconds} s")
