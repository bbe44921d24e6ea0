import click

from webapp import create_app, jobs


@click.command("worker", help="Chạy việc nền (in hàng loạt, niêm phong nhật ký) cho tới khi dừng.")
def command() -> None:
    jobs.work(create_app())
