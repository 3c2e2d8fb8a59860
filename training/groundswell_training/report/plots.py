"""Plots of how well emotions are found: by label, by trainable parameters, and what is said instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from ..labels import LABELS
from .confusion import MIN_POSTS, confusion
from .style import ACCENT, FADED, GROUP_COLOURS, GROUPED_LABELS, INK, LINE, MUTED, PAPER, bare, colour_of, figure, group_of

WIDTH = 7.6
SIZE_SUBTITLE = "Macro-F1 on dev against parameters that were trained (log scale). Thin lines: 95 % interval of the best of a size."


def average_precision_plot(rows: Sequence[Mapping[str, Any]], posts: int, judged: str) -> Figure:
    """Sorted bars of average precision with intervals; `rows` as in Figures.emotions, `judged` says on what."""
    ranked = sorted(rows, key=lambda row: row["averagePrecision"])
    title = f"{ranked[-1]['emotion'].capitalize()} is found best, {ranked[0]['emotion']} worst"
    subtitle = f"Area under the precision-recall curve; {judged}.\nThin lines: 95 % intervals. Grey ticks: what guessing reaches."
    fig, axes = figure(WIDTH, 7.6, title, subtitle)
    for y, row in enumerate(ranked):
        colour = colour_of(row["emotion"])
        axes.barh(y, row["averagePrecision"], height=0.66, color=colour, alpha=0.85)
        axes.plot([row["averagePrecisionLow"], row["averagePrecisionHigh"]], [y, y], color=INK, linewidth=0.9)
        chance = row["support"] / posts
        axes.plot([chance, chance], [y - 0.33, y + 0.33], color=FADED, linewidth=1.4)
        end = max(row["averagePrecision"], row["averagePrecisionHigh"])
        axes.text(end + 0.012, y, f"{row['averagePrecision']:.2f}", va="center", color=INK)
        axes.text(1.09, y, f"{row['support']:,}", va="center", ha="right", color=MUTED)
    axes.text(1.09, len(ranked) - 0.2, "posts", va="bottom", ha="right", color=MUTED)
    axes.set_yticks(range(len(ranked)), [row["emotion"] for row in ranked])
    for tick, row in zip(axes.get_yticklabels(), ranked):
        tick.set_color(colour_of(row["emotion"]))
    axes.set(xlim=(0, 1.1), ylim=(-0.6, len(ranked) + 0.5), xticks=np.arange(0, 1.01, 0.2))
    axes.grid(axis="x", color=LINE, linewidth=0.8)
    bare(axes)
    _name_groups(axes)
    return fig


def size_plot(rows: Sequence[Mapping[str, Any]]) -> Figure | None:
    """Macro-F1 against trainable parameters; None where fewer than two experiments state both."""
    points = [row for row in rows if row.get("trainableParameters") and row.get("macroF1") is not None]
    if len({row["trainableParameters"] for row in points}) < 2:
        return None
    fig, axes = figure(WIDTH, 4.2, _size_title(points), SIZE_SUBTITLE)
    sizes = sorted({row["trainableParameters"] for row in points})
    for size in sizes:
        best = max((row for row in points if row["trainableParameters"] == size), key=lambda row: row["macroF1"])
        if best.get("macroF1Interval"):
            axes.plot([size, size], best["macroF1Interval"], color=FADED, linewidth=0.9, zorder=1)
    for row in points:
        axes.scatter(row["trainableParameters"], row["macroF1"], s=34, color=ACCENT if _is_partial(row) else INK, zorder=2)
    axes.set_xscale("log")
    axes.margins(x=0.18, y=0.16)
    _label_points(axes, points)
    axes.set_xticks(sizes, [_short(size) for size in sizes])
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.2f}"[1 if value < 1 else 0 :])
    axes.minorticks_off()
    axes.grid(axis="y", color=LINE, linewidth=0.8)
    bare(axes)
    return fig


def confusion_plot(present: np.ndarray, targets: np.ndarray) -> Figure:
    """A matrix: of the posts of a row's emotion where it was missed, the share that were wrongly said to have the column's."""
    counts, missed = confusion(present, targets)
    order = [LABELS.index(label) for label in GROUPED_LABELS]
    share = np.where(missed[:, None] >= MIN_POSTS, counts / np.maximum(missed[:, None], 1), np.nan)[np.ix_(order, order)]
    subtitle = (
        "Per cent of the posts whose true emotion (row) was missed that were wrongly given another (column).\n"
        f"Numbers from 10 %; rows with fewer than {MIN_POSTS} missed posts are empty."
    )
    fig, axes = figure(WIDTH, 8.0, _confusion_title(counts), subtitle)
    axes.imshow(share, cmap=LinearSegmentedColormap.from_list("share", [PAPER, ACCENT]), vmin=0, vmax=0.6)
    for row, column in np.argwhere(np.nan_to_num(share) >= 0.1):
        value = share[row, column]
        axes.text(column, row, f"{100 * value:.0f}", ha="center", va="center", size=6.5, color=PAPER if value > 0.35 else INK)
    axes.set_xticks(range(len(order)), GROUPED_LABELS, rotation=90)
    axes.set_yticks(range(len(order)), GROUPED_LABELS)
    axes.xaxis.tick_top()
    for tick in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        tick.set_color(colour_of(tick.get_text()))
    edges = [i - 0.5 for i in range(1, len(order)) if group_of(GROUPED_LABELS[i]) != group_of(GROUPED_LABELS[i - 1])]
    axes.hlines(edges, -0.5, len(order) - 0.5, color=LINE, linewidth=1)
    axes.vlines(edges, -0.5, len(order) - 0.5, color=LINE, linewidth=1)
    bare(axes)
    return fig


def _confusion_title(counts: np.ndarray) -> str:
    """Neutral aside, are wrong emotions at least of the right kind?"""
    same = other = 0
    for i, true in enumerate(LABELS):
        for j, instead in enumerate(LABELS):
            if "neutral" not in (true, instead):
                same, other = (same + counts[i, j], other) if group_of(true) == group_of(instead) else (same, other + counts[i, j])
    if same + other == 0:
        return "No emotion is said instead of another"
    return f"{100 * same / (same + other):.0f} % of the emotions said instead of a missed one are of its own group,\nneutral aside"


def _size_title(points: Sequence[Mapping[str, Any]]) -> str:
    full = max((row for row in points if not _is_partial(row)), key=lambda row: row["macroF1"], default=None)
    partial = max((row for row in points if _is_partial(row)), key=lambda row: row["macroF1"], default=None)
    if full is None or partial is None:
        return "Macro-F1 by how much of the model is trained"
    share = partial["trainableParameters"] / partial["totalParameters"]
    gap = full["macroF1"] - partial["macroF1"]
    verdict = f"is {gap:.3f} behind" if gap > 0 else f"is {-gap:.3f} ahead of"
    return f"With {100 * share:.0f} % of the parameters trained, {partial['name']}\n{verdict} the best full fine-tuning in macro-F1"


def _is_partial(row: Mapping[str, Any]) -> bool:
    """Whether a good part of the model was left as it came: LoRA or frozen layers."""
    return row["trainableParameters"] < 0.95 * row.get("totalParameters", row["trainableParameters"])


def _label_points(axes, points: Sequence[Mapping[str, Any]]) -> None:
    """Names beside the points, from the top down, pushed apart where they would touch."""
    low, high = axes.get_ylim()
    step, last = (high - low) * 0.052, {}
    for row in sorted(points, key=lambda row: -row["macroF1"]):
        column = round(np.log10(row["trainableParameters"]), 1)
        y = min(row["macroF1"], last.get(column, np.inf) - step)
        last[column] = y
        axes.annotate(
            row["name"], (row["trainableParameters"], y), xytext=(7, 0), textcoords="offset points", va="center",
            color=ACCENT if _is_partial(row) else INK,
        )


def _short(value: float) -> str:
    return f"{value / 1e6:.1f} M" if value >= 1e6 else f"{value / 1e3:.0f} k"


def _name_groups(axes) -> None:
    """The legend, as coloured words in the empty corner."""
    for line, (group, colour) in enumerate(GROUP_COLOURS.items()):
        axes.text(0.985, 4.4 - line * 1.05, group, color=colour, ha="right", va="center", weight="bold")
