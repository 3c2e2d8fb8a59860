"""Reliability curves before and after calibration: on the diagonal, what is stated comes true."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..labels import LABELS
from ..metrics import CONFIDENT, calibration_error
from .reliability import EQUAL_RATIOS, Curve, classwise_errors, curve
from .style import ACCENT, FADED, GROUPED_LABELS, INK, LINE, MUTED, bare, colour_of, figure

WIDTH = 7.6
COARSE = np.linspace(0.0, 1.0, 9)  # a single label has too few sure cells for finer steps
FEWEST = 10  # cells a point; fewer make a curve jump for no reason
TICKS = {0.001: "0.1 %", 0.01: "1 %", 0.1: "10 %", 1: "100 %"}


def pooled_plot(before: np.ndarray, after: np.ndarray, targets: np.ndarray) -> Figure:
    """All cells on log axes, and those from 0.1 on plain ones. Probabilities and targets [posts, labels]."""
    sure = [calibration_error(p, targets, CONFIDENT) for p in (before, after)]
    everything = [calibration_error(p, targets) for p in (before, after)]
    change = "from {:.3f} to {:.3f}".format(*sure)
    better = sure[1] < sure[0]
    title = f"Calibration takes the error of confident cells {change}" if better else f"Calibration does not help confident cells: {change}"
    subtitle = "Share of cells where the emotion was truly there, against the probability that was stated. Bars: 95 % intervals."
    fig, (left, right) = figure(WIDTH, 4.6, title, subtitle, ncols=2)
    for axes, edges, floor in ((left, EQUAL_RATIOS, 0.0), (right, None, CONFIDENT)):
        options = {"floor": floor, "fewest": FEWEST} | ({} if edges is None else {"edges": edges})
        curves = curve(before, targets, **options), curve(after, targets, **options)
        _diagonal(axes)
        _draw(axes, curves[0], FADED)
        _draw(axes, curves[1], ACCENT)
        axes.vlines(curves[1].stated, curves[1].low, curves[1].high, color=ACCENT, linewidth=0.8, alpha=0.6)
    left.set(xscale="log", yscale="log", xlim=(8e-4, 1.1), ylim=(8e-4, 1.1))
    left.set_xticks(list(TICKS), TICKS.values())
    left.set_yticks(list(TICKS), TICKS.values())
    left.minorticks_off()
    _percent(right, (0, 0.2, 0.4, 0.6, 0.8, 1.0))
    right.set(xlim=(0, 1.02), ylim=(0, 1.02))
    for axes, name, (raw, done) in ((left, "All cells (log axes)", everything), (right, f"Cells with p ≥ {CONFIDENT:g}", sure)):
        axes.set_title(name, loc="left", size=9.5, weight="bold", color=INK)
        axes.text(0.04, 0.95, f"before: error {raw:.4f}", transform=axes.transAxes, color=MUTED, va="top")
        axes.text(0.04, 0.89, f"after: error {done:.4f}", transform=axes.transAxes, color=ACCENT, va="top", weight="bold")
        axes.set_aspect("equal")
        axes.set_xlabel("stated probability", loc="left")
        bare(axes)
    left.set_ylabel("came true", loc="top")
    return fig


def label_plot(before: np.ndarray, after: np.ndarray, targets: np.ndarray) -> Figure:
    """One small curve a label, grey before and coloured after."""
    errors = classwise_errors(before, targets), classwise_errors(after, targets)
    better = int((errors[1] < errors[0]).sum())
    title = f"{better} of {len(LABELS)} emotions are better calibrated after than before"
    subtitle = (
        "Share of posts that truly had the emotion against its stated probability: grey before, coloured after.\n"
        f"Points stand for at least {FEWEST} posts; numbers are the calibration error before and after."
    )
    fig, grid = figure(WIDTH, 5.9, title, subtitle, nrows=4, ncols=7, sharex=True, sharey=True)
    for axes, label in zip(grid.flat, GROUPED_LABELS):
        i, colour = LABELS.index(label), colour_of(label)
        _diagonal(axes)
        _draw(axes, curve(before[:, i], targets[:, i], COARSE, fewest=FEWEST), FADED)
        _draw(axes, curve(after[:, i], targets[:, i], COARSE, fewest=FEWEST), colour)
        axes.set_title(label, loc="left", size=8, weight="bold", color=colour, pad=3)
        axes.text(0.05, 0.96, f"{errors[0][i]:.3f}", transform=axes.transAxes, size=7, color=MUTED, va="top")
        axes.text(0.05, 0.82, f"{errors[1][i]:.3f}", transform=axes.transAxes, size=7, color=colour, va="top")
        _percent(axes, (0, 1.0))
        axes.set(xlim=(-0.02, 1.03), ylim=(-0.02, 1.03), aspect="equal")
        bare(axes)
    return fig


def _draw(axes: Axes, drawn: Curve, colour: str) -> None:
    axes.plot(drawn.stated, drawn.observed, color=colour, linewidth=1.4, marker="o", markersize=2.8, clip_on=True)


def _diagonal(axes: Axes) -> None:
    axes.plot([1e-6, 1], [1e-6, 1], color=LINE, linewidth=1.2, zorder=0)


def _percent(axes: Axes, ticks: tuple[float, ...]) -> None:
    names = [f"{100 * tick:.0f} %" for tick in ticks]
    axes.set_xticks(ticks, names)
    axes.set_yticks(ticks, names)
