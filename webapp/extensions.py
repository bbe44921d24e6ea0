"""Flask extensions, made here and bound to the application in the factory; imports nothing of ours."""

from flask_htmx import HTMX
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

csrf = CSRFProtect()
htmx = HTMX()
login = LoginManager()
migrate = Migrate()
