"""The desk: takes orders, keeps one child that prints, bounded in time, memory and number.

A worker answers one request at a time, so the desk never waits long: what takes longer is told to be in the making, and
is kept in a folder that all workers share until it is asked for again.
"""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import orjson

from hytemap.errors import NotFound, RequestFault
from hytemap.settings import Settings
from hytemap.web.printing.look import look
from hytemap.web.printing.order import Order
from hytemap.web.printing.shelf import Shelf
from hytemap.web.printing.standing import Busy, Making, Ready, Why

log = logging.getLogger("hytemap.web")

PROGRAM = "hytemap.web.printing.child"
#: seconds a request waits for what is being made before it is told to come again
PATIENCE_S = 0.4
#: what never is made within that time
LONG = ("atlas",)
#: seconds after which a worker waits for a sheet again: many sheets at once shall not keep it from answering
REST_S = 2.0
#: of the printing process, the lowest there is: who serves keeps all but a sixtieth of a processor that both want
NICENESS = 19
#: seconds without an order after which the child ends
IDLE_S = 120
#: failures remembered where the shelf cannot be written
MOST_UNSHELVED = 64


class Desk:
    """Orders of one worker; what is made goes on the shelf that all share. `program` is the module that makes it."""

    def __init__(self, settings: Settings, program: str = PROGRAM, patience_s: float = PATIENCE_S) -> None:
        """`patience_s`: seconds a request waits before it is told to come again."""
        self._settings, self._program, self._patience_s = settings, program, patience_s
        self._most_s, self._waiting = settings.print_seconds, settings.print_waiting
        self._shelf = Shelf(settings.printed, settings.print_seconds)
        self._look = look(settings)
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._jobs: dict[str, threading.Event] = {}
        self._drawn: dict[str, tuple[int, int]] = {}
        self._unshelved: dict[str, dict[str, Any]] = {}
        self._at_work = threading.Lock()
        self._used = 0.0
        self._waited = -REST_S

    def ask(self, snapshot: str, order: Order, check: Callable[[], None] = lambda: None) -> Ready | Making | Busy:
        """What was made of the order, or where it stands; raises RequestFault for one that cannot be made.

        `check` raises that for a new order before it takes a place from those that can.
        """
        asked = orjson.dumps({"snapshot": snapshot, "order": order.told()})
        key = hashlib.sha256(self._look + asked).hexdigest()[:32]
        found = self._shelf.take(key)
        if found is not None:
            return found
        with self._lock:
            done = self._jobs.get(key)
            # who comes again holds up nobody
            patience = 0.0
            if done is None:
                # in this order: another worker notes what came of it before it is no longer at it
                elsewhere = self._shelf.making(key)
                if elsewhere is not None:
                    return elsewhere
                failed = self._failed(key)
                if failed is not None:
                    return _said(failed)
                found = self._shelf.take(key)
                if found is not None:
                    return found
                check()
                if len(self._jobs) >= self._waiting:
                    return Busy(Why.FULL)
                patience = self._patience(order)
                done = self._jobs[key] = threading.Event()
                with suppress(OSError):
                    # before anybody else can ask; where the shelf cannot be written, the thread finds and tells it
                    self._shelf.begin(key)
                threading.Thread(target=self._run, args=(key, asked), name="print", daemon=True).start()
        if patience:
            done.wait(patience)
            self._waited = time.monotonic()
        if not done.is_set():
            return Making(1, *self._drawn.get(key, (0, 0)))
        failed = self._failed(key)
        return self._shelf.take(key) or _said(failed or {"why": Why.LOST.name})

    def _patience(self, order: Order) -> float:
        """Seconds to wait for a new order: none where it takes longer, stands in a queue, or one was waited for."""
        rested = time.monotonic() - self._waited >= REST_S
        return self._patience_s if rested and order.kind not in LONG and not self._jobs and self._child else 0.0

    def _failed(self, key: str) -> dict[str, Any] | None:
        return self._unshelved.pop(key, None) or self._shelf.failed(key)

    def _fail(self, key: str, told: dict[str, Any]) -> None:
        """Note a fault or a `Why` for whoever comes again, to this worker or to another."""
        try:
            self._shelf.fail(key, told)
        except OSError:
            while len(self._unshelved) > MOST_UNSHELVED:
                self._unshelved.pop(next(iter(self._unshelved)))
            self._unshelved[key] = told

    def _tell(self, key: str, done: int, count: int) -> None:
        """Note how far an order is."""
        self._drawn[key] = (done, count)
        self._shelf.tell(key, done, count)

    # --- the child ---

    def _run(self, key: str, asked: bytes) -> None:
        try:
            with self._at_work:
                # it may have waited long: from now on its time runs
                self._shelf.begin(key)
                self._make(key, asked)
        except Exception:
            log.exception("printing failed")
            self._fail(key, {"why": Why.FAILED.name})
        finally:
            self._shelf.end(key)
            with self._lock:
                self._drawn.pop(key, None)
                self._jobs.pop(key).set()

    def _make(self, key: str, asked: bytes) -> None:
        child = self._started()
        late = threading.Event()

        def end() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(self._most_s, end)
        timer.start()
        try:
            told, content = _exchange(child, asked, lambda done, count: self._tell(key, done, count))
        except (OSError, ValueError):
            self._ended()
            why = Why.LATE if late.is_set() else Why.ENDED
            log.warning("printing: %s", why.value)
            self._fail(key, {"why": why.name})
            return
        finally:
            timer.cancel()
            self._used = time.monotonic()
        if told.get("last"):
            self._ended()
        if "fault" in told:
            self._fail(key, {"fault": told["fault"]})
        elif told.get("gone"):
            self._fail(key, {"why": Why.NEW_FIGURES.name, "seconds": 1})
        elif "error" in told:
            log.error("printing: %s", told["error"])
            self._fail(key, {"why": Why.FAILED.name})
        else:
            self._shelf.put(key, Ready(content, told["name"]))

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", self._program, str(self._settings.print_mb)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            # from here, as it loads its libraries for most of a second before it could step back itself
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._child.pid, NICENESS)
            if self._child.stdin is not None:
                self._child.stdin.write(self._settings.model_dump_json().encode() + b"\n")
            threading.Thread(target=self._end_when_idle, args=(self._child,), name="print-idle", daemon=True).start()
        self._used = time.monotonic()
        return self._child

    def _end_when_idle(self, child: subprocess.Popen[bytes]) -> None:
        while child.poll() is None:
            time.sleep(1)
            if time.monotonic() - self._used > IDLE_S and self._at_work.acquire(blocking=False):
                try:
                    if time.monotonic() - self._used > IDLE_S:
                        self._ended()
                        return
                finally:
                    self._at_work.release()

    def _ended(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()


def _exchange(
    child: subprocess.Popen[bytes], asked: bytes, tell: Callable[[int, int], None]
) -> tuple[dict[str, Any], bytes]:
    """What the child says and makes; before that, `tell` is given what it says of how far it is.

    Raises OSError or ValueError when the child does not answer whole.
    """
    stdin, stdout = child.stdin, child.stdout
    if stdin is None or stdout is None:
        raise OSError("no pipes")
    stdin.write(asked + b"\n")
    stdin.flush()
    told: dict[str, Any] = orjson.loads(stdout.readline())
    while "size" not in told:
        tell(told["done"], told["count"])
        told = orjson.loads(stdout.readline())
    content = stdout.read(told["size"])
    if len(content) != told["size"]:
        raise OSError("cut short")
    return told, content


def _said(failed: dict[str, Any]) -> Busy:
    """What failed, as it was noted; raises the RequestFault of an order that cannot be made."""
    if "fault" in failed:
        told = failed["fault"]
        kind = NotFound if told["status"] == 404 else RequestFault
        raise kind(told["detail"], told["parameter"], told["allowed"])
    why = Why[failed["why"]]
    return Busy(why, failed["seconds"]) if "seconds" in failed else Busy(why)
