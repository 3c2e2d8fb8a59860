"""How the plots look: a title that says what is to be seen, few lines, direct labels, the dashboard's colours."""

from __future__ import annotations

import matplotlib

matplotlib.use("Agg")

from pathlib import Path

from matplotlib import font_manager, rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..labels import LABELS

INK, MUTED, LINE, PAPER, ACCENT = "#17181b", "#5b5f66", "#e3e3df", "#ffffff", "#5b3fd0"
FADED = "#a9abb0"

# The light theme of apps/dashboard/lib/emotion-colours.ts; the groups of packages/shared/emotions.ts.
GROUP_COLOURS = {"positive": "#026d46", "negative": "#a91a00", "ambiguous": "#005ca7", "neutral": "#585b62"}
_AMBIGUOUS = {"confusion", "curiosity", "realization", "surprise"}
_NEGATIVE = {
    "anger", "annoyance", "disappointment", "disapproval", "disgust", "embarrassment", "fear", "grief", "nervousness", "remorse", "sadness",
}

MARGIN = 0.16  # inches around a figure
TITLE_SIZE, SUBTITLE_SIZE, TEXT_SIZE = 13.0, 9.5, 8.5
LINE_HEIGHT = 1.35


def group_of(emotion: str) -> str:
    """positive, negative, ambiguous or neutral."""
    if emotion in _NEGATIVE:
        return "negative"
    if emotion in _AMBIGUOUS:
        return "ambiguous"
    return "neutral" if emotion == "neutral" else "positive"


GROUPED_LABELS = tuple(sorted(LABELS, key=lambda label: (list(GROUP_COLOURS).index(group_of(label)), label)))


def colour_of(emotion: str) -> str:
    """The colour of an emotion's group."""
    return GROUP_COLOURS[group_of(emotion)]


def figure(width: float, height: float, title: str, subtitle: str, **grid: object) -> tuple[Figure, object]:
    """A figure of `width` x `height` inches with its words at the top left, and the axes that `grid` asks of `subplots`."""
    rcParams.update({
        "font.family": _font(), "font.size": TEXT_SIZE, "text.color": INK, "axes.labelcolor": MUTED, "axes.edgecolor": LINE,
        "xtick.color": MUTED, "ytick.color": MUTED, "svg.hashsalt": "groundswell",
    })
    fig = Figure(figsize=(width, height), facecolor=PAPER)
    words = MARGIN
    for text, size, options in (
        (title, TITLE_SIZE, {"weight": "bold"}), (subtitle, SUBTITLE_SIZE, {"color": MUTED}),
    ):
        fig.text(MARGIN / width, 1 - words / height, text, size=size, va="top", linespacing=LINE_HEIGHT, **options)
        words += (text.count("\n") + 1) * size * LINE_HEIGHT / 72 + 0.04
    axes = fig.subplots(**grid)
    left, bottom = MARGIN / width, MARGIN / height
    fig.set_layout_engine("constrained", rect=(left, bottom, 1 - 2 * left, 1 - (words + 0.12) / height - bottom))
    return fig, axes


def bare(axes: Axes) -> None:
    """No box and no tick marks; pale lines only where a value is read off."""
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.set_axisbelow(True)


def save(fig: Figure, path: Path) -> None:
    """An SVG that is the same for the same figures: the layout's last digits vary from run to run, so they are cut off."""
    fig.draw_without_rendering()
    fig.set_layout_engine("none")
    for axes in fig.axes:
        axes.set_position([round(side, 5) for side in axes.get_position(original=True).bounds])
    fig.savefig(path, format="svg", metadata={"Date": None, "Creator": None})


def _font() -> str:
    known = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in ("Liberation Sans", "Arial", "Helvetica") if name in known), "DejaVu Sans")
