from webapp.blueprints.admin import criteria, hamlets, presets, settings
from webapp.blueprints.admin.routes import bp

__all__ = ["bp", "criteria", "hamlets", "presets", "settings"]
