"""Numeric cards against PyTorch: what a template computes is what real objects measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice, product
from random import Random

import pytest
import torch
from torch import Tensor, nn

from quizapp import resources
from quizapp.bank import formulas
from quizapp.bank.cards import Card, CardId, Kind, Numeric
from quizapp.bank.load import load

Numbers = Mapping[str, float]
Oracle = Callable[[Numbers], float]

CARDS = {card.id: card for card in load(resources.content()).cards.values()}
MOST = 24
"""Draws of each card: all of them, where there are no more."""
ORACLES: dict[str, Oracle] = {}


def oracle(card: str) -> Callable[[Oracle], Oracle]:
    """Register what measures the answer of a card."""

    def keep(measure: Oracle) -> Oracle:
        ORACLES[card] = measure
        return measure

    return keep


def whole(numbers: Numbers, *names: str) -> list[int]:
    return [int(numbers[name]) for name in names]


def size(module: nn.Module) -> int:
    return sum(each.numel() for each in module.parameters())


def slope(loss: Callable[[Tensor], Tensor], at: float) -> float:
    """The derivative that autograd finds."""
    z = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    (found,) = torch.autograd.grad(loss(z), z)
    return found.item()


@oracle("activations/prelu-maxout")
def parameters_of_maxout(numbers: Numbers) -> float:
    inputs, units, pieces = whole(numbers, "inputs", "units", "pieces")
    dense = size(nn.Linear(inputs, units))
    assert dense == numbers["dense"]
    assert size(nn.PReLU(units)) == units
    layer = nn.Linear(inputs, units * pieces)
    assert layer(torch.zeros(1, inputs)).unflatten(-1, (units, pieces)).amax(-1).shape == (1, units)
    return size(layer)


@oracle("activations/sigmoid-derivative-bound")
def steepest_slopes(numbers: Numbers) -> float:
    z = torch.linspace(-6, 6, 1201, dtype=torch.float64, requires_grad=True)
    (slopes,) = torch.autograd.grad(torch.sigmoid(z).sum(), z)
    return float(slopes.max() ** numbers["layers"])


@oracle("backpropagation/by-hand")
def gradient_of_one_unit(numbers: Numbers) -> float:
    w, x, b = (
        torch.tensor(numbers[name], dtype=torch.float64, requires_grad=True) for name in "wxb"
    )
    loss = (torch.relu(w * x + b) - numbers["t"]).square()
    by_weight, by_bias = torch.autograd.grad(loss, (w, b))
    assert by_bias.item() == numbers["dz"]
    return float(by_weight)


@oracle("backpropagation/cost-vs-numerical")
def losses_of_central_differences(numbers: Numbers) -> float:
    """Two for each number that can be moved by itself."""
    inputs, hidden, classes = whole(numbers, "inputs", "hidden", "classes")
    layers = nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, classes))
    return 2 * size(layers)


@oracle("data-splits/cross-validation")
def nested_searches(numbers: Numbers) -> float:
    settings, inner, outer = whole(numbers, "settings", "inner", "outer")
    return float(sum(len(list(product(range(settings), range(inner)))) + 1 for _ in range(outer)))


@oracle("from-scratch/convnet-shapes")
def parameters_of_a_cnn(numbers: Numbers) -> float:
    n, k, f, h = whole(numbers, "n", "k", "f", "h")
    features = nn.Sequential(nn.Conv2d(1, f, k), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
    flat = features(torch.zeros(1, 1, n, n)).shape[1]
    assert flat == numbers["flat"]
    head = nn.Sequential(nn.Linear(flat, h), nn.ReLU(), nn.Linear(h, 10))
    assert size(features) == numbers["conv"]
    return size(features) + size(head)


@oracle("generative/gan-instability")
def growth_of_two_players(numbers: Numbers) -> float:
    eta, steps = numbers["eta"], int(numbers["t"])
    x, y = (torch.tensor(0.6, dtype=torch.float64, requires_grad=True) for _ in range(2))
    start = torch.hypot(x, y).item()
    for _ in range(steps):
        down, up = torch.autograd.grad(x * y, (x, y))
        with torch.no_grad():
            x -= eta * down
            y += eta * up
    return torch.hypot(x, y).item() / start


@oracle("gpu-systems/adam-memory")
def bytes_of_training(numbers: Numbers) -> float:
    """Of a small layer, by the number of its parameters: the same for each of them."""
    layer = nn.Linear(64, 64)
    adam = torch.optim.Adam(layer.parameters())
    layer(torch.ones(2, 64)).sum().backward()
    adam.step()
    kept = [state[name] for state in adam.state.values() for name in ("exp_avg", "exp_avg_sq")]
    held = [*layer.parameters(), *(p.grad for p in layer.parameters() if p.grad is not None), *kept]
    held_bytes = sum(each.nbytes for each in held)
    return float(held_bytes / size(layer) * numbers["billions"])


@oracle("gradient-descent/step-limit")
def fastest_rate(numbers: Numbers) -> float:
    """Of many rates, the one for which a step shrinks the slowest direction most."""
    hessian = torch.diag(torch.tensor([numbers["low"], numbers["high"]], dtype=torch.float64))
    turn, _ = torch.linalg.qr(torch.randn(2, 2, dtype=torch.float64))
    curved = turn @ hessian @ turn.T
    rates = torch.linspace(0, 2 / numbers["high"], 4001, dtype=torch.float64)[1:]
    steps = torch.eye(2, dtype=torch.float64) - rates[:, None, None] * curved
    return rates[torch.linalg.matrix_norm(steps, ord=2).argmin()].item()


@oracle("hyperparameters/random-search-60")
def trials_until_a_hit(numbers: Numbers) -> float:
    """The smallest number of trials that all miss seldom enough."""
    n = torch.arange(1, 1001, dtype=torch.float64)
    top = torch.tensor(numbers["top"] / 100, dtype=torch.float64)
    trials = torch.distributions.Binomial(n, top)
    missed = trials.log_prob(torch.zeros_like(n)).exp()  # type: ignore[no-untyped-call]
    return n[1 - missed >= numbers["sure"] / 100][0].item()


@oracle("losses/mse-with-sigmoid")
def pull_of_both_losses(numbers: Numbers) -> float:
    at = -numbers["a"]
    cross_entropy = slope(lambda z: -nn.functional.logsigmoid(z), at)
    return cross_entropy / slope(lambda z: (torch.sigmoid(z) - 1).square() / 2, at)


def moved(optimizer: torch.optim.Optimizer, weight: Tensor, gradient: float) -> float:
    """How far one step moves a weight."""
    before = weight.item()
    weight.grad = torch.full_like(weight, gradient)
    optimizer.step()
    return abs(weight.item() - before)


@oracle("optimizers/adagrad-adadelta")
def late_step_of_adagrad(numbers: Numbers) -> float:
    weight = torch.zeros((), dtype=torch.float64, requires_grad=True)
    past = (numbers["t"] - 1) * numbers["g"] ** 2
    adagrad = torch.optim.Adagrad([weight], numbers["eta"], initial_accumulator_value=past)
    return moved(adagrad, weight, numbers["g"])


@oracle("optimizers/adam-bias-correction")
def first_step_without_correction(numbers: Numbers) -> float:
    weight = torch.zeros((), dtype=torch.float64, requires_grad=True)
    adam = torch.optim.Adam([weight], 0.1, betas=(numbers["beta1"], numbers["beta2"]))
    corrected = moved(adam, weight, 3.0)
    kept = adam.state[weight]
    return float(0.1 * kept["exp_avg"] / kept["exp_avg_sq"].sqrt()) / corrected


@oracle("overfitting/label-smoothing")
def gap_without_gradient(numbers: Numbers) -> float:
    """Where the loss no longer pulls at the right logit, found by halving."""
    low, high = 0.0, 30.0
    label = torch.zeros(1, dtype=torch.long)

    def pull(gap: float) -> float:
        logits = torch.zeros(1, int(numbers["classes"]), dtype=torch.float64)
        logits[0, 0] = gap
        logits.requires_grad_()
        loss = nn.functional.cross_entropy(logits, label, label_smoothing=numbers["smoothing"])
        (gradient,) = torch.autograd.grad(loss, logits)
        return float(gradient[0, 0])

    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if pull(middle) < 0 else (low, middle)
    return middle


def templates() -> list[Card]:
    return [card for card in CARDS.values() if card.numeric and card.numeric.variables]


def some(numeric: Numeric) -> list[Numbers]:
    """Some of the draws, the same in every run."""
    all_ = list(islice(formulas.draws(numeric), 2000))
    return all_ if len(all_) <= MOST else Random(0).sample(all_, MOST)


def test_every_template_is_held_against_something() -> None:
    assert {card.id for card in templates()} == ORACLES.keys()
    assert all(card.numeric for card in CARDS.values() if card.kind is Kind.NUMERIC)


@pytest.mark.parametrize("id_", ORACLES)
def test_the_answer_is_what_is_measured(id_: str) -> None:
    torch.manual_seed(0)
    numeric = CARDS[CardId(id_)].numeric
    assert numeric is not None
    for numbers in some(numeric):
        expected, measured = formulas.expected(numeric, numbers), ORACLES[id_](numbers)
        assert measured == pytest.approx(expected, rel=2e-3), dict(numbers)
