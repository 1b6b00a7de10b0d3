"""`hytemap serve`: build when needed, then serve."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from http.client import HTTPConnection

import click

from hytemap.build.freshness import is_current
from hytemap.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="port to listen on")
@click.option("--workers", type=click.IntRange(1, 64), help="serving processes (HYTEMAP_WORKERS, else 2)")
def serve(host: str, port: int, workers: int | None) -> None:
    """Show the map and answer the API on http://HOST:PORT."""
    settings = Settings()
    _refuse_taken_port(host, port)
    _build_if_needed(settings)
    threading.Thread(target=_say_when_ready, args=(host, port), daemon=True).start()
    _run(host, port, workers or settings.workers)


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"cannot listen on {host} port {port} ({error.strerror}); choose another with --port"
            ) from error


def _build_if_needed(settings: Settings) -> None:
    """Build in a process of its own, so that this one and its workers never carry geopandas."""
    if is_current(settings):
        return
    click.echo("building the snapshot …")
    done = subprocess.run([sys.executable, "-m", "hytemap", "build"], check=False)  # noqa: S603 - our own program
    if done.returncode != 0:
        raise click.ClickException("the snapshot could not be built (see above); nothing is served")


def _say_when_ready(host: str, port: int) -> None:
    """Print the address once it answers."""
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    shown = f"http://{f'[{asked}]' if ':' in asked else asked}:{port}"
    for _ in range(300):
        try:
            with closing(HTTPConnection(asked, port, timeout=5)) as connection:
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    click.echo(f"hytemap is on {shown}/  (GeoJSON: {shown}/api/)  stop with Ctrl-C")
                    return
        except OSError:
            pass
        time.sleep(0.1)


def _run(host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "hytemap.web.app:create_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()
