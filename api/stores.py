"""Where what is kept lies, by the settings; opened without the engine, which takes long to load."""

from __future__ import annotations

from pathlib import Path

from api.settings import Settings
from index.store import SnapshotStore


def open_store(settings: Settings) -> SnapshotStore:
    """The snapshot store of these settings."""
    return SnapshotStore(Path(settings.var_dir) / "index")
