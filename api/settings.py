"""Settings from the environment, prefix ``PLANQA_`` (docs/settings.md)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError
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
    public_url: str = ""
    secret_key: SecretStr = SecretStr("")
    staff_password_hash: SecretStr = SecretStr("")
    staff_session_hours: float = Field(8, gt=0, le=720)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_allowed: str = ""
    expand_url: str = ""
    expand_model: str = ""
    expand_key: SecretStr = SecretStr("")
    expand_timeout: float = Field(60, gt=0, le=600)
    expand_concurrent: int = Field(2, ge=1, le=8)

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

    @field_validator("public_url")
    @classmethod
    def _address(cls, url: str) -> str:
        if url and not re.fullmatch(r"https?://[^/\s?#]+/?", url):
            raise ValueError("give the address without a path, such as https://plan.example.cn")
        return url.rstrip("/")

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, key: SecretStr) -> SecretStr:
        if 0 < len(key.get_secret_value()) < 32:
            raise ValueError("give at least 32 characters, or leave it out")
        return key

    @field_validator("staff_password_hash")
    @classmethod
    def _hashed(cls, hashed: SecretStr) -> SecretStr:
        text = hashed.get_secret_value()
        if text and not re.fullmatch(r"\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+(?:\$[\w+/]+){2}", text):
            raise ValueError("not a password hash; make one with `planqa staff-password`")
        return hashed

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer(cls, url: str) -> str:
        # Tokens travel there: only a provider on this machine may go without TLS.
        if url and not re.match(r"https://|http://(?:127\.0\.0\.1|localhost|\[::1\])[:/]", url):
            raise ValueError("give the issuer's https:// address")
        return url

    @field_validator("expand_url")
    @classmethod
    def _server(cls, url: str) -> str:
        # No user, password or query: the address is shown, and the key has its own setting.
        if url and not re.fullmatch(r"https?://[^/\s?#@]+(?:/[^\s?#@]*)?", url):
            raise ValueError("give the server's address, such as https://models.example.cn/v1")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _whole_login(self) -> Settings:
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_allowed.strip(", ")):
            raise PydanticCustomError(
                "oidc", "PLANQA_OIDC_ISSUER needs PLANQA_OIDC_CLIENT_ID and PLANQA_OIDC_ALLOWED"
            )
        return self


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
        name = "".join(f"{PREFIX}{str(part).upper()}: " for part in first["loc"][:1])
        raise SettingsError(f"{name}{first['msg']}; see docs/settings.md") from None
