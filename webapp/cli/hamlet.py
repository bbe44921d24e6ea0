import click

from webapp.cli.context import in_app
from webapp.models.base import writing
from webapp.services import communes, hamlets
from webapp.services.operators import operator
from webapp.services.progress import today


@click.group("hamlet", help="Thôn, buôn, bản, xóm, tổ dân phố.")
def command() -> None:
    pass


@command.command("add", help="Thêm các thôn của một xã, phường; tên đã có thì bỏ qua.")
@click.argument("names", nargs=-1, required=True, metavar="TÊN...")
@click.option("--commune", required=True, help="Mã xã, phường, 5 chữ số.")
@click.option("--kind", required=True, help="Từ chỉ khu dân cư: Thôn, Buôn, Bản, Xóm, Tổ dân phố ...")
@in_app
def add(names: tuple[str, ...], commune: str, kind: str) -> None:
    with writing():
        by = operator(commune)
        there = {hamlet.label.casefold() for hamlet in communes.hamlets(by, today())}
        missing = [name for name in names if f"{kind} {name}".casefold() not in there]
        for name in missing:
            hamlets.add(by=by, kind=kind, name=name)
    click.echo(f"Đã thêm {len(missing)} thôn; {len(names) - len(missing)} tên đã có.")
