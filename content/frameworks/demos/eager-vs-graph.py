"""One function with a branch, captured in four ways: what each does when the other branch is due.

The function is taken up on one example and asked about that example's negative, so that a recording
meets exactly what it has not seen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import torch
from torch import Tensor, fx
from torch.utils._python_dispatch import TorchDispatchMode

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo


class Recorder(TorchDispatchMode):
    """Writes down every operation while a function runs: a graph, and no Python in it."""

    def __init__(self) -> None:
        super().__init__()
        self.tape: list[tuple] = []

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        self.tape.append((operation, args, operation(*args, **(kwargs or {}))))
        return self.tape[-1][-1]

    def replay(self, old: Tensor, new: Tensor) -> Tensor:
        """The recorded operations once more, with another input."""
        values = {id(old): new}
        for operation, args, result in self.tape:
            values[id(result)] = operation(*(values.get(id(a), a) for a in args))
        return values[id(result)]


def compiled(function: Callable, x: Tensor, *, fullgraph: bool = False) -> tuple[Tensor, int]:
    """The answer for -x of what was compiled for x, and how many graphs that took."""
    graphs: list[fx.GraphModule] = []

    def keep(graph: fx.GraphModule, inputs: list[Tensor]) -> Callable:
        graphs.append(graph)
        return graph.forward  # as it is: no code is generated

    captured = torch.compile(function, backend=keep, fullgraph=fullgraph)
    captured(x, True)
    return captured(-x, False), len(graphs)


@demo(
    "eager-vs-graph",
    title="A graph for every call, or one for all",
    quick_s=1,
    presets={"branch on a Python value": {"branch": "python"}},
    claims=[
        Claim(
            "new-graph-every-call",
            "Autograd's graph follows the Python loop: a node for every multiplication",
            "nodes == length",
        ),
        Claim(
            "recording-bakes-in",
            "A recording answers with the branch that it saw: 2x where the function gives 10x",
            "abs(recorded + 2) < 0.01 and abs(eager + 10) < 0.01",
        ),
        Claim(
            "compile-guards",
            "torch.compile answers rightly: it compiles each branch when it is due",
            "abs(compiled + 10) < 0.01 and graphs >= 2",
        ),
        Claim(
            "python-branch-is-free",
            "A branch on a Python value breaks nothing: one whole graph for each value",
            "fullgraph_refuses == 0 and graphs == 2",
            given="branch == 'python'",
        ),
        Claim(
            "graphs-can-branch",
            "One graph can hold both branches: torch.cond makes the choice an operation",
            "cond_graphs == 1 and abs(cond + 10) < 0.01",
        ),
        Myth(
            "any-function-is-a-graph",
            "Any Python function can be captured as one graph",
            refuted_by="fullgraph_refuses == 1 and graphs >= 3",
            given="branch == 'values'",
        ),
        Myth(
            "python-runs-every-time",
            "Python code in a captured function runs at every call",
            refuted_by="python_recorded == 1 and python_eager == 2",
        ),
    ],
)
def eager_vs_graph(
    ctx: Context,
    branch: Annotated[str, Choice("values", "python"), "what the branch depends on"] = "values",
    length: Annotated[int, Range(1, 50), "multiplications in a loop"] = 5,
) -> None:
    runs = []

    def function(x: Tensor, positive: bool) -> Tensor:
        if x.sum() > 0 if branch == "values" else positive:
            return x * 2
        return x * 10

    def noted(x: Tensor, positive: bool) -> Tensor:
        runs.append(1)  # a side effect, as print is
        return function(x, positive)

    def both(x: Tensor, positive: bool) -> Tensor:
        return torch.cond(x.sum() > 0, lambda x: x * 2, lambda x: x * 10, (x,))

    x, answers = torch.rand(3, device=ctx.device) + 0.5, {}
    noted(x, True)
    answers["eager"] = noted(-x, False)
    ctx.metric("python_eager", len(runs))
    with Recorder() as recorder:
        noted(x, True)
    answers["recorded"] = recorder.replay(x, -x)
    ctx.metric("python_recorded", len(runs) - 2)
    answers["compiled"], graphs = compiled(function, x)
    answers["cond"], cond_graphs = compiled(both, x, fullgraph=True)
    refused = False
    try:
        compiled(function, x, fullgraph=True)
    except RuntimeError:
        refused = True
    counts = {"graphs": graphs, "cond_graphs": cond_graphs, "fullgraph_refuses": refused}
    ratios = {name: (answer / x).mean() for name, answer in answers.items()}
    for name, value in (counts | ratios).items():
        ctx.metric(name, value)
    ctx.bars(list(ratios), ratios.values(), chart="f(-x) / x: -10 is right")

    w, y = torch.tensor(1.01, requires_grad=True), torch.ones(())
    for _ in range(length):
        y = y * w
    node, nodes = y.grad_fn, 0
    while node is not None:
        node, nodes = node.next_functions[0][0], nodes + 1
    ctx.metric("nodes", nodes)
