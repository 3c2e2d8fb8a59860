"""Find the train and dev files: in a folder the user names, where the configuration says, or by download into its folder."""

from __future__ import annotations

import hashlib
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path

from .config import DataConfig
from .errors import InputError
from .read_table import READERS

TIMEOUT_S = 60
CHUNK_BYTES = 1 << 19

Report = Callable[[str], None]


def find_splits(data: DataConfig, given: Path | None, report: Report) -> tuple[Path, Path]:
    """Paths of train and dev. Files named by the user are taken as they are; those of the configured folder are checked."""
    if given is not None:
        return _named(given, "train"), _named(given, "dev")
    return (
        _existing(data.train) if data.train else _checked(data.folder / "train.tsv", data.url, data.train_sha256, report),
        _existing(data.dev) if data.dev else _checked(data.folder / "dev.tsv", data.url, data.dev_sha256, report),
    )


def _named(folder: Path, split: str) -> Path:
    """The one file of a split, whatever its format."""
    found = [path for ending in READERS if (path := folder / f"{split}{ending}").is_file()]
    if len(found) > 1:
        raise InputError(f"{folder}: both {found[0].name} and {found[1].name} are there; keep one")
    return found[0] if found else _existing(folder / f"{split}.tsv")


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    return path


def _checked(path: Path, url: str, sha256: str, report: Report) -> Path:
    """The file with just this content; a download is written only once it is known to be that."""
    present = path.is_file()
    content = path.read_bytes() if present else _download(f"{url}/{path.name}", path, report)
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise InputError(f"{path}: SHA-256 is {found}, the configuration expects {sha256}")
    if not present:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.part")
        unfinished.write_bytes(content)
        unfinished.replace(path)
    return path


def _download(url: str, path: Path, report: Report) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer:
            size = int(answer.headers.get("Content-Length") or 0)
            content = bytearray()
            while chunk := answer.read(CHUNK_BYTES):
                content += chunk
                report(f"download: {path.name} {len(content) / 1e6:.1f}{f' of {size / 1e6:.1f}' if size else ''} MB")
            return bytes(content)
    except (OSError, HTTPException) as error:
        raise InputError(f"{url}: {error}; without internet, put the file at {path} or name its folder with --data") from error
