import click
from flask_migrate import upgrade

from webapp.cli.context import in_app


@click.group("db", help="Cơ sở dữ liệu.")
def command() -> None:
    pass


@command.command("upgrade", help="Đưa cấu trúc lên bản mới nhất; chạy lại không sao.")
@in_app
def upgrade_database() -> None:
    upgrade()
