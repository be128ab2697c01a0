"""The same check on a Ray cluster of two nodes on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("ray", reason="the extra `cluster` is not installed")

Command = Callable[..., "subprocess.CompletedProcess[str]"]

CLUSTER = """
import sys
from ray.cluster_utils import Cluster

cluster = Cluster(head_node_args={"num_cpus": 1, "include_dashboard": False}, initialize_head=True)
cluster.add_node(num_cpus=1)
print(cluster.address, flush=True)
sys.stdin.read()
cluster.shutdown()
"""
"""Ray starts threads and warns of much: it gets a process of its own."""


def test_a_cluster_gives_the_same_results(quizapp: Command, tmp_path: Path) -> None:
    check = ["demo", "check", "vanishing-gradient", "dead-relu", "--seeds", "3", "--json"]
    with subprocess.Popen(
        [sys.executable, "-c", CLUSTER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as cluster:
        assert cluster.stdout is not None
        address = cluster.stdout.readline().strip()
        there = quizapp(*check, "--cluster", address)
        cluster.communicate()
    assert there.returncode == 0, there.stderr
    assert claims(there.stdout) == claims(quizapp(*check).stdout)


def claims(printed: str) -> list[object]:
    """What was found, the times apart."""
    return [(demo["id"], demo["device"], demo["claims"]) for demo in json.loads(printed)["demos"]]


def test_no_cluster_is_one_line(quizapp: Command) -> None:
    done = quizapp("demo", "check", "vanishing-gradient", "--cluster", "127.0.0.1:1")
    assert done.returncode == 2
    assert "no Ray cluster answers at 127.0.0.1:1" in done.stderr
    assert len(done.stderr.splitlines()) == 1
