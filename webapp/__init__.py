"""Gia đình số: lessons at the door, household checklists, and certificates that anyone can check."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import blueprints
from webapp.config import Settings, settings_from_environment
from webapp.extensions import csrf, htmx, login, migrate
from webapp.models.base import db, engine_settings, prepare_engines
from webapp.web import (
    access,
    addresses,
    assets,
    authored,
    demo,
    display,
    drawings,
    errors,
    filters,
    fragments,
    headers,
    household_page,
    icons,
    kept_pages,
    layout,
    logs,
    navigation,
    packs,
    practices,
    signing_in,
    visitor_commune,
)

MEGABYTE = 1024 * 1024
PARTS = (
    layout,
    logs,
    headers,
    signing_in,
    access,
    navigation,
    demo,
    display,
    addresses,
    assets,
    icons,
    authored,
    drawings,
    practices,
    filters,
    household_page,
    fragments,
    errors,
    visitor_commune,
    kept_pages,
    packs,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from settings, by default those of the environment."""
    settings = settings or settings_from_environment()
    app = logs.QuietFlask(__name__, instance_path=str(settings.instance_path))
    app.config.update(_flask_config(settings))
    settings.instance_path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if settings.trusted_proxies:
        behind = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=behind, x_proto=behind)  # type: ignore[method-assign]
    db.init_app(app)
    with app.app_context():
        prepare_engines()
    migrate.init_app(app, db, directory=str(Path(__file__).parent / "migrations"))
    for extension in (csrf, htmx, login):
        extension.init_app(app)
    for part in PARTS:
        part.install(app)
    blueprints.register(app)
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "MAX_CONTENT_LENGTH": 6 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "MAX_FORM_PARTS": 5000,
        "SESSION_COOKIE_NAME": "__Host-gds",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "WTF_I18N_ENABLED": False,
        **engine_settings(settings.database_url),
    }
