"""Contrastive divergence on a restricted Boltzmann machine whose likelihood can be computed.

Nine visible units have 512 states, so nothing has to be estimated to judge what training did. The
first unit of either side is always on: its weights are the biases of the other side.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, Range, demo


def states(units: int) -> np.ndarray:
    """All that so many binary units can be, a row each, behind one unit that is always on."""
    return (2 * np.arange(2**units)[:, None] + 1 >> np.arange(units + 1) & 1).astype(float)


def on(w: np.ndarray, x: np.ndarray) -> np.ndarray:
    """P(unit is on | the other side is x): the hidden units by `w`, the visible ones by `w.T`."""
    p = 1 / (1 + np.exp(-(x @ w)))
    p[:, 0] = 1
    return p


def gibbs(rng: np.random.Generator, w: np.ndarray, v: np.ndarray, k: int) -> np.ndarray:
    """The visible units after k rounds of sampling the hidden ones and the visible ones."""
    for _ in range(k):
        h = rng.random((len(v), w.shape[1])) < on(w, v)
        v = rng.random(v.shape) < on(w.T, h)
    return v


def reconstruction(w: np.ndarray, v: np.ndarray) -> tuple[float, np.ndarray]:
    """How wrong v comes back from its hidden probabilities, and the way down by backpropagation."""
    h = on(w, v)
    error = v - on(w.T, h)
    back = error @ w * h * (1 - h)
    return np.abs(error[:, 1:]).mean(), (v.T @ back + error.T @ h) / len(v)


def marginal(w: np.ndarray, v: np.ndarray) -> np.ndarray:
    """The exact P(v) of each row of `v`: all states of one side, the other side summed out."""
    z = v @ w
    p = np.exp(z[:, 0] + np.logaddexp(0, z[:, 1:]).sum(axis=1))
    return p / p.sum()


def conditional(w: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The exact P(y | x) of all states `y` of the other side: a row for each row of `x`."""
    p = np.exp(x @ w @ y.T)
    return p / p.sum(axis=1, keepdims=True)


def correlations(h: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Of every two hidden units, whose states `h` have the probabilities `p`; 0 of one alone."""
    covariance = np.cov(h[:, 1:].T, aweights=p, ddof=0)
    deviations = np.sqrt(np.diag(covariance))
    return np.abs(covariance / np.outer(deviations, deviations) - np.eye(len(covariance)))


@demo(
    "rbm-contrastive-divergence",
    title="A Boltzmann machine small enough to be exact",
    quick_s=1.5,
    claims=[
        Claim(
            "likelihood-rises",
            "CD-1 raises the mean log-likelihood from -6.3 to above -4, of -2.64 that are possible",
            "ll_start < -6 and ll_cd1 > -4",
            given="hidden >= 8 and rate >= 0.1",
        ),
        Claim(
            "finds-the-patterns",
            "The 14 patterns get over 0.6 of the probability; 14 of 512 would be 0.03",
            "mass_cd1 > 0.6",
            given="hidden >= 8 and rate >= 0.1",
        ),
        Claim(
            "bias",
            "At the start CD-1's mean step is within 10 % of the likelihood gradient; it comes to"
            " rest where that gradient is over 8 times as long as the step",
            "off_start < 0.1 and slope_over_step > 8",
            given="hidden >= 8 and rate >= 0.1",
        ),
        Claim(
            "longer-chains",
            "With more rounds the mean log-likelihood ends higher by at least 0.1",
            "ll_longer - ll_cd1 > 0.1",
            given="k >= 5 and hidden >= 8 and rate >= 0.1",
        ),
        Claim(
            "many-chains",
            "With ten times as many persistent chains the mean log-likelihood ends at most 0.5"
            " below CD-1's",
            "ll_persistent > ll_cd1 - 0.5",
            given="chains == 140 and hidden >= 8 and rate <= 0.1",
        ),
        Myth(
            "independent",
            "The hidden units of an RBM are independent",
            refuted_by="correlation_given < 1e-6 and correlation > 0.3",
            given="hidden >= 8 and rate >= 0.1",
        ),
        Myth(
            "backpropagation",
            "An RBM is trained by back-propagating the error of its reconstruction",
            refuted_by="ll_cd1 - ll_backprop > 0.5 and error_backprop < 0.03",
            given="hidden >= 8 and rate >= 0.1",
        ),
        Myth(
            "reconstruction-tells",
            "While the reconstruction gets better, so does the model",
            refuted_by="error_backprop < 0.6 * error_at_best_backprop and fall_backprop > 0.15",
            given="hidden >= 8 and rate >= 0.1",
        ),
        Myth(
            "persistence-is-safe",
            "Chains that persist always do better than chains that restart at the data",
            refuted_by="ll_cd1 - ll_persistent > 0.5",
            given="chains == 14 and hidden >= 8 and rate >= 0.1",
        ),
    ],
    presets={"many chains": {"chains": 140}},
)
def rbm_contrastive_divergence(
    ctx: Context,
    hidden: Annotated[int, Range(2, 12), "hidden units"] = 12,
    k: Annotated[int, Choice(2, 5, 10), "rounds of the longer chains"] = 10,
    chains: Annotated[int, Choice(14, 140), "that persist"] = 14,
    rate: Annotated[float, LogRange(0.01, 0.2), "learning rate"] = 0.1,
) -> None:
    v, h = states(9), states(hidden)
    images = v[:, 1:].reshape(-1, 3, 3)
    seen = (np.ptp(images, 1).max(1) == 0) | (np.ptp(images, 2).max(1) == 0)  # bars and stripes
    data = v[seen]

    def exact_steps(w: np.ndarray) -> list[np.ndarray]:
        """What CD-1 adds on average, and the likelihood gradient."""
        one_round = (conditional(w, data, h) @ conditional(w.T, h, v)).mean(axis=0)
        positive, hidden_on = data.T @ on(w, data) / len(data), on(w, v)
        return [positive - (v.T * p) @ hidden_on for p in (one_round, marginal(w, v))]

    start = np.pad(0.1 * ctx.rng.normal(size=(9, hidden)), ((1, 0), (1, 0)))
    step, slope = exact_steps(start)
    ctx.metric("off_start", np.linalg.norm(step - slope) / np.linalg.norm(slope))
    rounds = {"backprop": 0, "persistent": 1, "longer": k, "cd1": 1}  # the last is looked into
    for name in rounds:
        w, chain, path = start, np.tile(data, (chains // 14, 1)), []
        for t in ctx.loop(ctx.pick(quick=4000, full=20_000), name):
            error, down = reconstruction(w, data)
            if t % 50 == 0:
                path.append((np.log(marginal(w, v)[seen]).mean(), error))
            chain = gibbs(ctx.rng, w, chain if name == "persistent" else data, rounds[name])
            contrast = data.T @ on(w, data) / 14 - chain.T @ on(w, chain) / len(chain)
            w = w + rate * (down if name == "backprop" else contrast)
        likelihood, errors = np.array(path).T
        ctx.metric(f"ll_{name}", likelihood[-8:].mean())
        ctx.metric(f"fall_{name}", likelihood.max() - likelihood[-8:].mean())
        ctx.metric(f"error_{name}", errors[-8:].mean())
        ctx.metric(f"error_at_best_{name}", errors[likelihood.argmax()])
        label = {"cd1": "CD-1", "longer": f"CD-{k}"}.get(name, name)
        steps = 50 * np.arange(len(path))
        ctx.curve(label, steps, likelihood, chart="mean log-likelihood", x_label="step")
        ctx.curve(label, steps, errors, chart="reconstruction error", x_label="step", log_y=True)
    ctx.metric("ll_start", likelihood[0])
    ctx.metric("mass_cd1", marginal(w, v)[seen].sum())
    step, slope = exact_steps(w)
    ctx.metric("slope_over_step", np.linalg.norm(slope) / np.linalg.norm(step))
    given = [correlations(h, p) for p in conditional(w, data, h)]
    ctx.metric("correlation_given", np.max(given))
    over_all = correlations(h, marginal(w.T, h))
    ctx.metric("correlation", over_all.max())
    ctx.heatmap(over_all, chart="correlation of hidden units after CD-1")
