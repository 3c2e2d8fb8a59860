"""Find the train and dev files: in a folder the user names, in the configured one, or by download into that one."""

from __future__ import annotations

import hashlib
import urllib.error
import urllib.request
from pathlib import Path

from .config import DataConfig
from .errors import InputError

TIMEOUT_S = 60


def find_splits(data: DataConfig, given: Path | None) -> tuple[Path, Path]:
    """Paths of train and dev. A folder given by the user is taken as it is; the configured one is checked."""
    if given is not None:
        return _existing(given / "train.tsv"), _existing(given / "dev.tsv")
    return (
        _checked(data.folder / "train.tsv", data.url, data.train_sha256),
        _checked(data.folder / "dev.tsv", data.url, data.dev_sha256),
    )


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    return path


def _checked(path: Path, url: str, sha256: str) -> Path:
    content = path.read_bytes() if path.is_file() else _download(f"{url}/{path.name}", path)
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise InputError(f"{path}: SHA-256 is {found}, the configuration expects {sha256}")
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return path


def _download(url: str, path: Path) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer:
            return answer.read()
    except (urllib.error.URLError, TimeoutError) as error:
        raise InputError(f"{url}: {error}; without internet, put the file at {path} or name its folder with --data") from error
