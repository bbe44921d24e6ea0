import click

from webapp.cli.context import in_app
from webapp.models.base import writing
from webapp.services import places, presets


@click.group("commune", help="Xã, phường, đặc khu.")
def command() -> None:
    pass


@command.command("add", help="Đưa một xã, phường vào hệ thống, theo mẫu của một kế hoạch.")
@click.argument("code")
@click.option("--preset", required=True, type=click.Choice([preset.name for preset in presets.all_presets()]))
@in_app
def add(code: str, preset: str) -> None:
    with writing():
        commune = places.create_commune(by=None, code=code, preset=preset)
    click.echo(f"Đã thêm {places.official(commune.id).label} ({commune.id}).")


@command.command("list", help="In các xã, phường đang phục vụ, hoặc tìm trong danh sách 3.321 xã, phường.")
@click.option("--search", metavar="TEXT", help="Tên hoặc mã, có dấu hay không dấu; có thể kèm tên tỉnh.")
@in_app
def list_communes(search: str | None) -> None:
    served = {each.commune.id: each for each in places.served_communes()}
    if search is None:
        for each in served.values():
            kind = "trình diễn" if each.commune.demo else each.commune.preset
            label = places.official(each.commune.id).label
            click.echo(f"{each.commune.id}  {label}  {each.households} hộ  {kind}")
        return
    for place in places.search(search):
        click.echo(f"{place.code}  {place.label}{'  (đang phục vụ)' if place.code in served else ''}")
