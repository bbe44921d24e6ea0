"""What the server loads: `granian --interface wsgi webapp.wsgi:app`."""

from pathlib import Path

from webapp import create_app
from webapp.web.running import say_running

app = create_app()
_lock = say_running(Path(app.instance_path))
