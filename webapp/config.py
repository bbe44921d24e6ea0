"""Settings, typed, read once from the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one line for the operator."""


@dataclass(frozen=True)
class Settings:
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    instance_path: Path
    base_url: str = "http://127.0.0.1:8000"
    port: int = 8000
    trusted_proxies: int = 0
    offline: bool = True

    @property
    def base_url_is_loopback(self) -> bool:
        return urlsplit(self.base_url).hostname in LOOPBACK


def settings_from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read DATABASE_URL, SECRET_KEY, INSTANCE_PATH, PORT, BASE_URL, TRUSTED_PROXIES and OFFLINE.

    Raises SettingsError with one clear line when something is missing or wrong.
    """
    env = os.environ if environ is None else environ
    instance = Path(env.get("INSTANCE_PATH") or "instance").resolve()
    port = _whole_number(env, "PORT", 8000)
    return Settings(
        secret_key=env.get("SECRET_KEY") or _key_file(instance),
        database_url=_database_url(env.get("DATABASE_URL"), instance),
        instance_path=instance,
        base_url=_base_url(env.get("BASE_URL") or f"http://127.0.0.1:{port}"),
        port=port,
        trusted_proxies=_whole_number(env, "TRUSTED_PROXIES", 0),
        offline=_on_or_off(env, "OFFLINE"),
    )


def _whole_number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name) or str(default)
    if not value.isdigit():
        raise SettingsError(f"{name} phải là một số nguyên, đang là “{value}”.")
    return int(value)


def _on_or_off(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name) or "on"
    if value not in {"on", "off"}:
        raise SettingsError(f"{name} phải là on hoặc off, đang là “{value}”.")
    return value == "on"


def _key_file(instance: Path) -> str:
    path = instance / "secret_key"
    if not path.is_file():
        raise SettingsError(f"Thiếu SECRET_KEY. Đặt biến SECRET_KEY, hoặc chép khóa cũ vào tệp {path}.")
    return path.read_text().strip()


def _database_url(url: str | None, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'webapp.sqlite3'}"
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError("DATABASE_URL phải bắt đầu bằng postgresql:// hoặc sqlite:///.")
    return url


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return url.rstrip("/")
    if parts.scheme == "http" and parts.hostname == "127.0.0.1":
        return url.rstrip("/")
    raise SettingsError(f"BASE_URL phải là https://… hoặc http://127.0.0.1, đang là “{url}”.")
