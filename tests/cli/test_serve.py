"""`hytemap serve`, started as a user starts it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hytemap.settings import Settings
from hytemap.snapshot.store import read_current
from tests.cli.serving import HYTEMAP, PATIENCE, Server, environment, run, wait_until
from tests.content import copy_content, edit_figures


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers from an empty folder; they end with the test."""
    running: list[Server] = []
    cwd = tmp_path / "anywhere"
    cwd.mkdir()

    def starts(**settings: Any) -> Server:
        running.append(Server(cwd, **settings))
        return running[-1]

    yield starts
    for server in running:
        server.end()
    assert list(cwd.iterdir()) == [], "serving writes nothing into the folder it is started from"


@pytest.fixture
def data(shipped_settings: Settings, tmp_path: Path) -> Path:
    """A data folder of the test's own, with the snapshot of the shipped content."""
    return shutil.copytree(shipped_settings.data, tmp_path / "data")


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_prints_its_address_once_it_answers(start: Callable[..., Server], data: Path) -> None:
    server = start(data=data).wait_until_ready()
    current = read_current(data / "snapshots")
    assert current is not None
    assert server.snapshot() == current.hash
    assert f"{server.address}/  (GeoJSON: {server.address}/api/)" in server.output
    assert "building" not in server.output


def test_announces_itself_also_where_only_other_hosts_are_answered(start: Callable[..., Server], data: Path) -> None:
    server = start(data=data, allowed_hosts="kartta.example.fi").wait_until_ready()
    with pytest.raises(urllib.error.HTTPError) as refused:
        server.snapshot()
    refused.value.close()
    assert refused.value.code == 400


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(signal.SIGTERM, id="SIGTERM"),
        pytest.param(signal.SIGINT, id="SIGINT", marks=pytest.mark.slow),
        pytest.param(signal.SIGHUP, id="SIGHUP", marks=pytest.mark.slow),
    ],
)
def test_ends_with_all_its_workers_when_told_to(start: Callable[..., Server], data: Path, end: signal.Signals) -> None:
    server = start(data=data).wait_until_ready()
    workers = server.children()
    assert len(workers) == 2
    server.process.send_signal(end)
    assert server.wait_until_ended() == 0, server.output
    assert not any(is_running(worker) for worker in workers)


def test_workers_end_when_the_process_that_started_them_was_killed(start: Callable[..., Server], data: Path) -> None:
    server = start(data=data).wait_until_ready()
    workers = server.children()
    server.process.kill()
    wait_until(lambda: not any(is_running(worker) for worker in workers), "the end of the workers")


def test_a_killed_worker_is_replaced_and_the_other_answers_meanwhile(start: Callable[..., Server], data: Path) -> None:
    server = start(data=data).wait_until_ready()
    killed, other = server.children()
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: len(set(server.children()) - {killed}) == 2, "a new worker")
    assert other in server.children()
    wait_until(server.answers, "an answer")


def test_a_taken_port_is_said_in_a_sentence(data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("serve", "--port", str(port), data=data)
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1 port {port} (Address already in use); choose another with --port" in done.stderr
    assert "Traceback" not in done.stderr


def damage_current(snapshots: Path) -> None:
    (snapshots / "CURRENT").write_text('{"file": "snapsh')


def remove_snapshot(snapshots: Path) -> None:
    next(snapshots.glob("snapshot-*.gpkg")).unlink()


def truncate_snapshot(snapshots: Path) -> None:
    path = next(snapshots.glob("snapshot-*.gpkg"))
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (damage_current, "does not say which snapshot is current"),
        (remove_snapshot, "is missing"),
        (truncate_snapshot, "is damaged"),
    ],
)
def test_a_damaged_snapshot_is_named_and_built_anew(
    start: Callable[..., Server], data: Path, damage: Callable[[Path], None], said: str
) -> None:
    before = read_current(data / "snapshots")
    assert before is not None
    damage(data / "snapshots")
    server = start(data=data).wait_until_ready()
    assert said in server.output
    assert server.snapshot() == before.hash, "the same inputs give the same snapshot"


def test_a_worker_that_cannot_read_the_snapshot_says_so_in_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from hytemap.cli.serve import load_application; load_application()"],
        env=environment(data=tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == f"hytemap: there is no snapshot in {tmp_path / 'snapshots'}; run `hytemap build`\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the shipped content, to be changed."""
    return copy_content(tmp_path / "content")


def break_definition(content: Path) -> None:
    path = content / "layers" / "indicators" / "unemployment_rate.yaml"
    path.write_text(path.read_text().replace("direction: lower", "direction: sideways"))


def one_more_unemployed(row: dict[str, str]) -> dict[str, str]:
    if (row["area"], row["variable"], row["year"]) == ("02100", "pt_tyott", "2024"):
        return row | {"value": str(int(row["value"]) + 1)}
    return row


def test_without_a_snapshot_faults_of_the_definitions_end_it(start: Callable[..., Server], content: Path) -> None:
    break_definition(content)
    server = start(content=content, data=content.parent / "none-yet")
    assert server.wait_until_ended() == 1
    assert "layers/indicators/unemployment_rate.yaml: direction" in server.output
    assert "nothing is served" in server.output
    assert "Traceback" not in server.output


def test_with_a_snapshot_faults_of_the_definitions_leave_it_serving(
    start: Callable[..., Server], content: Path, data: Path
) -> None:
    before = read_current(data / "snapshots")
    assert before is not None
    break_definition(content)
    server = start(content=content, data=data).wait_until_ready()
    assert "layers/indicators/unemployment_rate.yaml: direction" in server.output
    assert f"serving the snapshot of before, {before.hash}" in server.output
    assert server.snapshot() == before.hash


@pytest.mark.slow
def test_every_worker_shows_a_new_snapshot_by_itself(start: Callable[..., Server], content: Path) -> None:
    data = content.parent / "data"
    server = start(content=content, data=data).wait_until_ready()
    assert "building the snapshot: there is no snapshot yet" in server.output
    before = server.snapshot()
    edit_figures(content, "paavo", one_more_unemployed)
    built = run("build", content=content, data=data)
    assert built.returncode == 0, built.stderr
    current = read_current(data / "snapshots")
    assert current is not None
    assert current.hash != before
    # the kernel deals new connections out to the two workers: forty in a row from one of them only is 1 in 10¹²
    wait_until(lambda: {server.snapshot() for _ in range(40)} == {current.hash}, "the new snapshot from every worker")


@pytest.mark.slow
def test_a_build_killed_in_the_middle_leaves_the_old_snapshot_serving(
    start: Callable[..., Server], content: Path
) -> None:
    data = content.parent / "data"
    server = start(content=content, data=data).wait_until_ready()
    snapshots = data / "snapshots"
    said = (snapshots / "CURRENT").read_bytes()
    before = server.snapshot()
    edit_figures(content, "paavo", one_more_unemployed)

    killed = subprocess.Popen([*HYTEMAP, "build"], env=environment(content=content, data=data))
    wait_until(lambda: list(snapshots.glob(".snapshot-*")) or killed.poll() is not None, "the build writing")
    killed.kill()
    assert killed.wait(PATIENCE) == -signal.SIGKILL

    assert list(snapshots.glob(".snapshot-*")), "it was killed while it wrote"
    assert (snapshots / "CURRENT").read_bytes() == said
    assert {server.snapshot() for _ in range(40)} == {before}
    server.process.terminate()
    server.wait_until_ended()

    # what the killed build left is neither served nor kept, and its lock holds nobody up
    again = start(content=content, data=data).wait_until_ready()
    assert again.snapshot() != before
    assert not list(snapshots.glob(".snapshot-*"))
