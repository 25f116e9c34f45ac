"""Settings from the environment, prefix ``PLANQA_`` (docs/settings.md)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "PLANQA_"


class SettingsError(Exception):
    """An unknown or impossible setting; the message names it."""


class Settings(BaseSettings):
    """Everything that can be set. Unknown ``PLANQA_`` names are refused by `load_settings`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    var_dir: Path = Path("var")
    cache_dir: Path = Path("var/cache")
    encoder: str = "embedded"
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    workers: int = Field(1, ge=1, le=64)
    max_concurrent: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1)
    queue: int = Field(16, ge=0)
    max_body_bytes: int = Field(65_536, ge=1_024)
    reload_seconds: float = Field(5.0, gt=0)
    log_level: str = "info"
    results_contact: str = ""
    embed_origins: str = "*"
    database_url: str = ""
    record_unanswered: bool = True
    retention_days: int = Field(180, ge=0)

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and not re.match(r"(?:sqlite|postgresql)(?:\+\w+)?://", url):
            raise ValueError("give a sqlite:/// or postgresql:// URL")
        return url

    @property
    def origins(self) -> tuple[str, ...]:
        """``embed_origins`` taken apart."""
        return tuple(part.strip() for part in self.embed_origins.split(",") if part.strip())


def load_settings() -> Settings:
    """Read the environment. Raises `SettingsError` for an unknown or impossible setting."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(k for k in os.environ if k.startswith(PREFIX) and k.upper() not in known)
    if unknown:
        raise SettingsError(f"unknown setting {unknown[0]}; see docs/settings.md")
    return checked({})


def checked(values: Mapping[str, Any]) -> Settings:
    """Settings of the environment with these instead. Raises `SettingsError`."""
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(f"{name}: {first['msg']}; see docs/settings.md") from error
