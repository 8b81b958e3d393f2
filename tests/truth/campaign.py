"""python -m tests.truth.campaign N: many random problems, and the smallest that fails, by cause.

Needs what ``pip install -e '.[test,campaign]'`` installs. Problems have numbers and are the same whatever
the order or the count of processes: what is printed with a failure runs it again.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType

from matcalc.answer import Answer
from matcalc.errors import MatcalcError
from tests.truth.agreement import ALL, Disagreement
from tests.truth.programs import Problem, problem
from tests.truth.trial import answers, report, shrunk, trial

PATIENCE = 20.0  # seconds for one problem
LIFETIME = 1000  # problems of one process, so that what libraries keep is forgotten
SHOWN = 40  # failures of different causes
SHRINKING = 10.0  # seconds for one failure


@dataclass(frozen=True)
class Task:
    """Which problems to try and how: all that a process needs to know."""

    seed: int
    depth: int
    ways: tuple[str, ...]
    jax: float

    def of(self, number: int) -> Problem:
        return problem(number, self.seed, self.depth)

    def ways_of(self, number: int) -> tuple[str, ...]:
        """JAX is slow: of a hundred problems it tries ``100 jax``."""
        tried = number * 0.618034 % 1 < self.jax
        return (*self.ways, "jax") if tried else self.ways


@dataclass(frozen=True)
class Outcome:
    """What became of one problem. cause: None where all is well; refused: the reason."""

    number: int
    order: int
    kinds: tuple[str, ...] = ()
    refused: str | None = None
    cause: str | None = None
    text: str = ""
    shown: str = ""
    seconds: float = 0.0


class TooLong(BaseException):
    """Out of time; no Exception, so that nothing takes it for a way that failed."""


def stop(signum: int, frame: FrameType | None) -> None:
    raise TooLong


def outcome(task: Task, number: int, patience: float) -> Outcome:
    """One problem tried, and shrunk where it fails."""
    tried, ways = task.of(number), task.ways_of(number)
    begun = time.monotonic()
    cause, found, kinds = judged(tried, ways, patience)
    refused = cause.removeprefix("refused: ") if cause is not None and cause.startswith("refused: ") else None
    seconds = time.monotonic() - begun
    shown = ""
    if cause is not None:
        causes = set(cause.split(", "))

        def fails(other: Problem) -> bool:
            again, _, _ = judged(other, ways, patience / 4)
            return again is not None and not causes.isdisjoint(again.split(", "))

        tried = shrunk(tried, fails, SHRINKING if refused is None else 1.0)
        if refused is None:
            cause, found, _ = judged(tried, ways, patience)
        shown = report(tried, found)
    return Outcome(
        number, len(tried.by), kinds, refused, cause if refused is None else None, tried.text, shown, seconds
    )


def judged(
    tried: Problem, ways: tuple[str, ...], patience: float
) -> tuple[str | None, list[Disagreement], tuple[str, ...]]:
    """Why a problem fails, if it does; the ways that disagree; the kinds of its answers."""
    signal.setitimer(signal.ITIMER_REAL, patience)
    try:
        found = answers(tried)
        failed = trial(tried, ways, found)
        signal.setitimer(signal.ITIMER_REAL, 0)
        causes = [f"{d.way} {reason(d.found)}".strip() if isinstance(d.found, str) else d.way for d in failed]
        return ", ".join(dict.fromkeys(causes)) or None, failed, tuple(map(kind, found))
    except TooLong:
        return f"more than {patience:.0f} seconds", [], ()
    except MatcalcError as refusal:
        return f"refused: {reason(refusal.message)}", [], ()
    except Exception as error:
        return f"{type(error).__name__} {reason(str(error))}", [], ()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def reason(complaint: str) -> str:
    """A complaint without its particulars, by which failures are counted as one."""
    words = [w for w in re.findall(r"[a-zA-Z]+", complaint) if len(w) > 1]
    return " ".join(words)[:60]


def kind(answer: Answer) -> str:
    if answer.index is not None:
        return "index"
    if not answer.shape:
        return "scalar"
    return "vector" if any(axis.value == 1 for axis in answer.shape) else "matrix"


def work(task: Task, numbers: range, patience: float, sending: Connection) -> None:
    """A process: says which problem it begins and what became of it."""
    signal.signal(signal.SIGALRM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in numbers[:LIFETIME]:
        sending.send(number)
        sending.send(outcome(task, number, patience))
    sending.close()


@dataclass
class Worker:
    """A process at its share of the problems, begun anew where it ended."""

    task: Task
    numbers: range
    patience: float
    at: int | None = None
    since: float = 0.0
    process: BaseProcess = field(init=False)
    receiving: Connection = field(init=False)

    def begin(self) -> None:
        self.receiving, sending = multiprocessing.Pipe(duplex=False)
        arguments = (self.task, self.numbers, self.patience, sending)
        self.process = multiprocessing.get_context("spawn").Process(target=work, args=arguments, daemon=True)
        self.process.start()
        sending.close()
        self.at, self.since = None, time.monotonic()

    def heard(self) -> Outcome | None:
        """The next outcome, if there is one; a process that has died is begun anew."""
        try:
            message = self.receiving.recv()
        except (EOFError, OSError):
            self.process.join()
            lost = self.lost(f"the process died with status {self.process.exitcode}") if self.at is not None else None
            if self.numbers:
                self.begin()
            return lost
        self.since = time.monotonic()
        if isinstance(message, int):
            self.at = message
            return None
        assert isinstance(message, Outcome)
        self.pass_by(message.number)
        return message

    def overdue(self) -> Outcome | None:
        """What is to be said of a process that answers no alarm."""
        if self.at is None or time.monotonic() - self.since < 3 * self.patience + 2 * SHRINKING:
            return None
        self.process.kill()
        self.process.join()
        lost = self.lost("hangs")
        if self.numbers:
            self.begin()
        return lost

    def lost(self, cause: str) -> Outcome:
        assert self.at is not None
        number, tried = self.at, self.task.of(self.at)
        self.pass_by(number)
        return Outcome(number, len(tried.by), cause=cause, text=tried.text, shown=report(tried, []))

    def pass_by(self, number: int) -> None:
        self.numbers = self.numbers[self.numbers.index(number) + 1 :]
        self.at = None


def outcomes(task: Task, numbers: range, workers: int, patience: float) -> Iterator[Outcome]:
    """In the order in which the processes are done."""
    crew = [Worker(task, numbers[k::workers], patience) for k in range(workers)]
    for worker in crew:
        worker.begin()
    while crew:
        ready = wait([worker.receiving for worker in crew], timeout=1)
        for worker in crew:
            found = worker.heard() if worker.receiving in ready else worker.overdue()
            if found is not None:
                yield found
        crew = [worker for worker in crew if worker.numbers or worker.process.is_alive()]


@dataclass
class Tally:
    """What a campaign has found so far."""

    tried: int = 0
    failed: int = 0
    slowest: float = 0.0
    orders: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    smallest: dict[str, Outcome] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        self.tried += 1
        self.orders[outcome.order] += 1
        self.kinds.update(outcome.kinds)
        self.slowest = max(self.slowest, outcome.seconds)
        name = outcome.cause
        if outcome.refused is not None:
            name = f"refused: {outcome.refused}"
            self.refusals[outcome.refused] += 1
        elif outcome.cause is not None:
            self.failed += 1
            self.causes[outcome.cause] += 1
        if name is not None and (name not in self.smallest or len(outcome.text) < len(self.smallest[name].text)):
            self.smallest[name] = outcome


def progress(tally: Tally, count: int, begun: float) -> str:
    rate = tally.tried / max(time.monotonic() - begun, 1e-9)
    left = (count - tally.tried) / max(rate, 1e-9)
    refused = sum(tally.refusals.values())
    return f"{tally.tried} of {count}: {tally.failed} failed, {refused} refused, {rate:.1f} a second, {left / 60:.0f} min left"


def run(task: Task, numbers: range, workers: int, patience: float) -> int:
    """Try the problems and print what failed and a summary. 1 if anything failed."""
    tally, begun, told = Tally(), time.monotonic(), 0.0
    for found in outcomes(task, numbers, workers, patience):
        tally.add(found)
        now = time.monotonic()
        if now - told > (0.5 if sys.stderr.isatty() else 30):
            end = "\r" if sys.stderr.isatty() else "\n"
            print(progress(tally, len(numbers), begun), end=end, file=sys.stderr, flush=True)
            told = now
    print(progress(tally, len(numbers), begun), file=sys.stderr)
    for name, times in [*tally.refusals.most_common(), *tally.causes.most_common(SHOWN)]:
        first = tally.smallest.get(f"refused: {name}") or tally.smallest[name]
        again = f"--seed {task.seed} --depth {task.depth} --only {first.number}"
        print(f"\n{times} times {'refused: ' if first.refused is not None else ''}{name} ({again})\n{first.shown}")
    print(json.dumps(summary(task, tally, time.monotonic() - begun), ensure_ascii=False))
    return min(1, tally.failed)


def summary(task: Task, tally: Tally, seconds: float) -> dict[str, object]:
    return {
        "problems": tally.tried,
        "failed": tally.failed,
        "refused": sum(tally.refusals.values()),
        "seconds": round(seconds, 1),
        "slowest": round(tally.slowest, 2),
        "seed": task.seed,
        "depth": task.depth,
        "ways": task.ways,
        "share by jax": task.jax,
        "orders": dict(sorted(tally.orders.items())),
        "answers": dict(tally.kinds.most_common()),
        "refusals": dict(tally.refusals.most_common()),
        "causes": dict(tally.causes.most_common()),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.truth.campaign", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=1000, help="how many problems")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (all cores)")
    parser.add_argument("--depth", type=int, default=2, help="of the expressions (2)")
    parser.add_argument("--seed", type=int, default=0, help="of the problems (0)")
    parser.add_argument("--ways", default=",".join(ALL), help=f"separated by commas ({','.join(ALL)})")
    parser.add_argument("--jax", type=float, default=0.1, help="share of the problems tried by JAX as well (0.1)")
    parser.add_argument("--patience", type=float, default=PATIENCE, help="seconds for one problem (20)")
    parser.add_argument("--only", type=int, help="the one problem with this number")
    given = parser.parse_args()
    task = Task(given.seed, given.depth, tuple(given.ways.split(",")), given.jax)
    numbers = range(given.count) if given.only is None else range(given.only, given.only + 1)
    return run(task, numbers, min(given.workers, len(numbers)), given.patience)


if __name__ == "__main__":
    sys.exit(main())
