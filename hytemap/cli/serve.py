"""`hytemap serve`: build when needed, then serve."""

from __future__ import annotations

import itertools
import logging
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING

import click

from hytemap.build.freshness import why_build
from hytemap.errors import HytemapError, SnapshotError
from hytemap.settings import Settings
from hytemap.snapshot.store import checked_path

if TYPE_CHECKING:
    from hytemap.web.front import Front

#: seconds a worker may take to end before it is killed
KILL_AFTER = 10


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="port to listen on")
@click.option("--workers", type=click.IntRange(1, 64), help="serving processes (HYTEMAP_WORKERS, else 2)")
def serve(host: str, port: int, workers: int | None) -> None:
    """Show the map and answer the API on http://HOST:PORT."""
    settings = Settings()
    # a build started below must not outlive a server that is told to end meanwhile
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    _refuse_taken_port(host, port)
    _build_if_needed(settings)
    _run(host, port, workers or settings.workers, settings)


def _refuse_taken_port(host: str, port: int) -> None:
    """Granian's sockets share a port with whoever else lets it be shared: two servers would answer in turns."""
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
    reason = why_build(settings)
    if reason is None:
        return
    click.echo(f"building the snapshot: {reason}")
    done = subprocess.run([sys.executable, "-m", "hytemap", "build"], check=False)
    if done.returncode == 0:
        return
    try:
        current, _ = checked_path(settings.snapshots)
    except SnapshotError as error:
        raise click.ClickException("the snapshot could not be built (see above); nothing is served") from error
    click.echo(f"the build failed (see above): serving the snapshot of before, {current.hash}", err=True)


def _run(host: str, port: int, workers: int, settings: Settings) -> None:
    """Serve until told to end; exits with 1 when workers cannot be kept running."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    server = Granian(
        "hytemap.web.app:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        # without TLS no browser and no proxy in front speaks HTTP/2: to look for it cost a fifth of all answers
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER,
    )
    announce = threading.Thread(target=_say_when_ready, args=(host, port, settings.allowed_hosts), daemon=True)
    if sys.platform == "linux":
        _share_imports()
        # a thread that runs while a process forks may leave a lock held in the child
        _after_forks(workers, announce.start)
    else:
        announce.start()
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        # granian would take the end of a terminal as "start the workers anew", and stay
        server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    server.serve(target_loader=load_application, wrap_loader=False)


def _share_imports() -> None:
    """Import what workers need once, before they fork: they start in an instant and share the memory of it.

    Only imports: no snapshot is opened, as SQLite must not be carried over a fork. (PROJ opens its own database when
    imported, and opens it anew in a child by itself.)
    """
    import hytemap.web.app
    import hytemap.web.front  # noqa: F401

    multiprocessing.set_start_method("fork", force=True)  # the default is another from Python 3.14 on


def _after_forks(count: int, then: Callable[[], None]) -> None:
    """Call `then` in this process once it has forked `count` times."""
    forks = itertools.count(1)

    def forked() -> None:
        if next(forks) == count:
            then()

    os.register_at_fork(after_in_parent=forked)


def load_application() -> Front:
    """The application of one worker; called in its process. A snapshot it cannot read ends it with a sentence."""
    # until granian sets its own: what was inherited would only note in this process that the parent is to end
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with, args=(os.getppid(),), name="parent-watch", daemon=True).start()
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    from hytemap.web.app import create_app
    from hytemap.web.front import application

    try:
        return application(create_app())
    except HytemapError as error:
        click.echo(f"hytemap: {error}", err=True)
        sys.exit(1)


def _end_with(parent: int) -> None:
    """A worker whose parent was killed ends too, and frees the port."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _say_when_ready(host: str, port: int, allowed_hosts: list[str]) -> None:
    """Print the address once it answers."""
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    shown = f"http://{f'[{asked}]' if ':' in asked else asked}:{port}"
    headers = {"Host": allowed_hosts[0]} if allowed_hosts else {}
    while not _is_ready(asked, port, headers):
        time.sleep(0.05)
    click.echo(f"hytemap is on {shown}/  (GeoJSON: {shown}/api/)  stop with Ctrl-C")


def _is_ready(host: str, port: int, headers: dict[str, str]) -> bool:
    try:
        with closing(HTTPConnection(host, port, timeout=5)) as connection:
            connection.request("GET", "/readyz", headers=headers)
            return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
