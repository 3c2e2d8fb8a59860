"""report.md, section by section. Each returns markdown, or nothing where there is nothing to tell."""

from __future__ import annotations

import json

from ..labels import LABELS
from .confusion import similar_pairs
from .figures import Figures
from .mistakes import Mistake, false_negatives, false_positives
from .tables import cell, heading, quoted, table, tables_of
from .token_importance import Importance, WeighedText

QUALITY = ("macroF1", "microF1", "macroPrecision", "macroRecall", "microPrecision", "microRecall", "mAP", "prAucPooled")
CALIBRATION = ("ece", "eceClasswise", "eceConfident", "brier", "nll")
PAIRS = 15
HEAVY = 0.1  # a word is shown in bold from this fall of the probability on


def opening(figures: Figures) -> str:
    e = figures.evidence
    f1, (low, high) = figures.whole["macroF1"], figures.intervals["macroF1"]
    return (
        f"# {e.name} {e.version} on {e.split}\n\n"
        f"Macro-F1 over {len(LABELS)} emotions: **{f1:.3f}** (95 % interval {low:.3f} to {high:.3f}) on {len(e.texts):,} posts.\n\n"
        f"All figures are cross-validated inside {e.split}: what is tuned after training (calibration, thresholds, weights) was fitted "
        "without the posts it is judged on here. "
        f"Intervals (95 %) come from drawing posts anew with replacement, {figures.rounds:,} times; "
        "both sides of a difference are judged on the same draws, and what does not exclude 0 is called noise. "
        "What another seed of training would change is not in them."
    )


def summary(figures: Figures) -> str:
    rows = [
        {"figure": heading(key), "value": figures.whole[key], "95 % interval": _span(figures.intervals.get(key))}
        for key in QUALITY
    ]
    before, after = figures.uncalibrated, figures.whole
    errors = [{"error": heading(key), "before": cell(before[key], "ece"), "after": cell(after[key], "ece")} for key in CALIBRATION]
    return (
        f"## Figures\n\n{table(rows)}\n\n"
        f"Calibration (ECE in 15 bins; about 96 % of all cells are negative, so p ≥ 0.1 is the telling one):\n\n{table(errors)}"
    )


def parts(figures: Figures) -> str:
    """The whole against its members, against a threshold of 0.5, and against itself before int8."""
    rows = [{"model": "ensemble", **figures.whole}]
    rows += [{"model": f"{name} alone", **member} for name, member in figures.members.items()]
    rows.append({"model": "ensemble, thresholds 0.5", **figures.half})
    shown = [
        {
            "model": row["model"], "macroF1": row["macroF1"], "microF1": row["microF1"], "mAP": row["mAP"],
            "eceConfident": row.get("eceConfident"), "ensemble ahead by": _lead(row),
        }
        for row in rows
    ]
    text = f"## The ensemble and its parts\n\n{table(shown)}"
    if figures.evidence.graphs:
        graphs = [{"graph": name, **row} for name, row in figures.evidence.graphs.items()]
        text += f"\n\nWhat quantisation costs:\n\n{table(graphs)}"
        if figures.int8_loss is not None:
            text += f"\n\nLoss of macro-F1 by int8: {figures.int8_loss:.4f}."
    return text


def emotions(figures: Figures) -> str:
    rows = [
        {
            "emotion": row["emotion"], "F1": row["f1"], "95 % interval": _span((row["f1Low"], row["f1High"])),
            "precision": row["precision"], "recall": row["recall"], "posts": row["support"], "threshold": row["threshold"],
            "PR-AUC": row["averagePrecision"], "ece": row["ece"],
        }
        for row in sorted(figures.emotions, key=lambda row: -row["f1"])
    ]
    return f"## Each emotion\n\n![PR-AUC by emotion](pr-auc.svg)\n\n{_folded('Table', table(rows))}"


def reliability() -> str:
    plots = "![Reliability, all emotions together](reliability.svg)\n\n![Reliability of each emotion](reliability-by-emotion.svg)"
    return f"## Reliability\n\n{plots}"


def confusion(figures: Figures) -> str:
    e = figures.evidence
    found = similar_pairs(e.present, e.targets)[:PAIRS]
    rows = [
        {
            "true, but missed": p.true, "said instead": p.instead, "posts": p.posts, "of missed": f"{100 * p.share:.0f} %",
            "times as likely as elsewhere": f"{p.lift:.1f}",
        }
        for p in found
    ]
    text = "## Confusion between similar emotions\n\n![What is said instead](confusion.svg)"
    if not rows:
        return text
    listed = "The most frequent pairs where the wrong emotion is said more often than it is anyway (neutral left out):"
    return f"{text}\n\n{listed}\n\n{table(rows)}"


def mistakes(figures: Figures) -> str:
    e = figures.evidence
    wrong = false_positives(e.texts, e.probabilities, e.present, e.targets)
    missed = false_negatives(e.texts, e.probabilities, e.present, e.targets)
    if not (wrong or missed):
        return ""
    return (
        "## Worst errors\n\nThe surest mistakes, one a post. Many are arguable: they show the limits of the labels as much as the model's. "
        "Comments from GoEmotions (CC BY 4.0), cut at 120 characters; those with slurs, swearing, sexual content or quarrels about "
        "groups of people are left out.\n\n"
        f"{_folded('Said, but not labelled', _mistakes(wrong))}\n\n{_folded('Labelled, but held least likely', _mistakes(missed))}"
    )


def words(figures: Figures) -> str:
    if not figures.evidence.importance:
        return ""
    return (
        "## Words that carry an emotion\n\nBy how much the emotion's probability falls when the word is left out, on average over the "
        "posts where the emotion was rightly found and the word occurs (at least three). In bold: words that weigh 0.1 or more. "
        "Swearing is left out of the lists.\n\n"
        + "\n\n".join(_words(one) for one in figures.evidence.importance)
    )


def sizes(figures: Figures, plotted: bool) -> str:
    rows = figures.evidence.experiments
    if not rows:
        return ""
    plot = "![Macro-F1 against trainable parameters](size.svg)\n\n" if plotted else ""
    columns = [
        key for key in ("name", "question", "macroF1", "microF1", "mAP", "eceConfident", "trainableParameters", "trainSeconds")
        if any(row.get(key) is not None for row in rows)
    ]
    return f"## Experiments\n\n{plot}{table(rows, columns)}"


def comparisons(figures: Figures) -> str:
    compared = [f"### {title}\n\n{tables_of(content)}" for title, content in figures.evidence.comparisons.items() if content]
    return "## What else was compared\n\n" + "\n\n".join(compared) if compared else ""


def configuration(figures: Figures) -> str:
    if not figures.evidence.configuration:
        return ""
    text = json.dumps(figures.evidence.configuration, indent=2, ensure_ascii=False, default=str)
    return _folded("Configuration", f"```json\n{text}\n```")


def _words(importance: Importance) -> str:
    listed = " · ".join(f"{quoted(word)} {weight:.2f}" for word, weight, _ in importance.words)
    examples = "\n".join(f"- {_weighed(post)} ({post.probability:.2f})" for post in importance.examples)
    head = f"**{importance.emotion}** ({importance.posts} posts): {listed or 'no word weighs enough'}"
    return f"{head}\n\n{examples}" if examples else head


def _weighed(post: WeighedText) -> str:
    """The post with its heavy words in bold, each with its weight."""
    out, at = [], 0
    for start, end, weight in post.tokens:
        out.append(_verbatim(post.text[at:start]))
        word = quoted(post.text[start:end])
        out.append(f"**{word}**<sub>{weight:.2f}</sub>" if weight >= HEAVY else word)
        at = end
    return "".join([*out, _verbatim(post.text[at:])])


def _verbatim(between: str) -> str:
    return " " if between.isspace() else quoted(between, None)


def _mistakes(found: list[Mistake]) -> str:
    return table([
        {"comment": quoted(m.text), "emotion": m.emotion, "p": f"{m.probability:.4f}", "labelled": ", ".join(m.true) or "nothing"}
        for m in found
    ])


def _span(pair: object) -> str:
    return f"{pair[0]:.3f} to {pair[1]:.3f}" if pair else ""


def _lead(row: dict) -> str:
    if "lead" not in row:
        return ""
    low, high = row["leadInterval"]
    verdict = "" if low > 0 or high < 0 else ", within noise"
    return f"{row['lead']:+.3f} ({low:+.3f} to {high:+.3f}{verdict})"


def _folded(title: str, content: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{content}\n\n</details>"
