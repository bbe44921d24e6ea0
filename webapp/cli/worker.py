from pathlib import Path

import click

from webapp import create_app, jobs
from webapp.web.running import say_running


@click.command("worker", help="Chạy việc nền (in hàng loạt, niêm phong nhật ký) cho tới khi dừng.")
def command() -> None:
    app = create_app()
    _lock = say_running(Path(app.instance_path))
    jobs.work(app)
