"""Markdown for tables and for other people's words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

HEADINGS = {
    "macroF1": "macro-F1", "microF1": "micro-F1", "macroPrecision": "macro precision", "macroRecall": "macro recall",
    "microPrecision": "micro precision", "microRecall": "micro recall", "mAP": "mAP", "prAucPooled": "PR-AUC pooled",
    "ece": "ECE", "eceClasswise": "ECE classwise", "eceConfident": "ECE p ≥ 0.1", "brier": "Brier", "nll": "NLL",
    "averagePrecision": "PR-AUC",
}
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&])")
LONGEST = 120


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None) -> str:
    """A markdown table; all keys in the order in which they first occur where `columns` are not given."""
    columns = columns or list(dict.fromkeys(key for row in rows for key in row))
    numeric = {column for column in columns if all(_is_number(row.get(column)) for row in rows)}
    lines = [
        "| " + " | ".join(heading(column) for column in columns) + " |",
        "|" + "|".join("---:" if column in numeric else "---" for column in columns) + "|",
        *("| " + " | ".join(cell(row.get(column), column) for column in columns) + " |" for row in rows),
    ]
    return "\n".join(lines)


def tables_of(content: Sequence[Mapping[str, Any]] | Mapping[str, Any]) -> str:
    """Rows as a table; of a dict, lists of rows as tables and all else as one line: what was concluded."""
    if not isinstance(content, Mapping):
        return table(content)
    tables = [table(value) for value in content.values() if _is_rows(value)]
    said = [f"{heading(key)}: {cell(value, key) or 'none'}" for key, value in content.items() if not _is_rows(value)]
    return "\n\n".join([*tables, *(["; ".join(said)] if said else [])])


def heading(key: str) -> str:
    """`trainSeconds` as `train seconds`, well-known figures as they are usually written."""
    if key in HEADINGS or not re.fullmatch(r"[a-z]+[A-Za-z0-9]*", key):
        return HEADINGS.get(key, key)
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", key).lower()


def cell(value: Any, column: str = "") -> str:
    """A value as one reads it: figures of 0 to 1 with three digits, small errors with four, counts with commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return _float(value, column)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {cell(item, column)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(cell(item, column) for item in value)
    return re.sub(r"(?<!\\)\|", r"\\|", str(value)).replace("\n", " ")


def quoted(text: str, longest: int | None = LONGEST) -> str:
    """A comment as it was written, harmless within markdown, cut at `longest` characters."""
    flat = " ".join(text.split())
    if longest and len(flat) > longest:
        flat = flat[: longest - 1].rstrip() + "…"
    return _MARKUP.sub(r"\\\1", flat)


def _float(value: float, column: str) -> str:
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    if column.startswith(("ece", "nll")) or column in ("brier", "nll"):
        return f"{value:.4f}"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.0f}"


def _is_rows(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(row, Mapping) for row in value)


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
