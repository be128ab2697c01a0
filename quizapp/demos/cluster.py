"""Runs tasks on a Ray cluster, with the results that this machine would give up to its digits.

Every node needs the same quizapp and the packages of the demos; their source travels with the task.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence

from quizapp import __version__
from quizapp.demos.batch import Batch, Hear, Task, measure
from quizapp.demos.text import plain
from quizapp.errors import DemoError

_PATIENCE_S = 5.0


def measure_all(tasks: Sequence[Task], *, address: str, hear: Hear) -> list[Batch]:
    """Run tasks on the cluster at `address`, one on each of its cores; `hear` is told of each that
    is done. Raises DemoError where Ray is not installed or no cluster answers.
    """
    try:
        import ray
    except ImportError as error:
        raise DemoError("Ray is not installed", "pip install 'quizapp[cluster]'") from error
    _reach(address)
    try:
        ray.init(address=address, log_to_driver=False, configure_logging=False)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise _unreachable(address, error) from error
    try:
        remote = ray.remote(num_cpus=1)(_measure)
        waiting = [remote.remote(task, __version__) for task in tasks]
        batches = []
        while waiting:
            (done,), waiting = ray.wait(waiting)
            batches.append(ray.get(done))
            hear(batches[-1])
        return batches
    finally:
        ray.shutdown()


def _reach(address: str) -> None:
    """See that something answers at a host and port: Ray itself would try for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdecimal():
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE_S).close()
        except (OSError, OverflowError) as error:
            raise _unreachable(address, error) from error


def _unreachable(address: str, error: Exception) -> DemoError:
    what = f"no Ray cluster answers at {address} ({plain(str(error), 200)})"
    return DemoError(what, "write the address that `ray start --head` has printed")


def _measure(task: Task, version: str) -> Batch:
    """What a node does."""
    if version != __version__:
        return Batch(task, failure=f"the node has quizapp {__version__}, and not {version}")
    return measure(task, os.environ)
