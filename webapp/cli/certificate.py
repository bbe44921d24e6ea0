import json
from pathlib import Path

import click
from flask import current_app

from webapp.cli.context import in_app
from webapp.models.base import writing
from webapp.models.certificate import CertificateStatus
from webapp.services import certificates, communes
from webapp.services.operators import operator
from webapp.web import printing

COMMUNE = click.option("--commune", required=True, help="Mã xã, phường, 5 chữ số.")


@click.group("certificate", help="Giấy công nhận.")
def command() -> None:
    pass


@command.command(
    "issue", help="Cấp số cho mọi hộ đã có quyết định; chạy lại hay bị ngắt giữa chừng đều không sao."
)
@COMMUNE
@in_app
def issue(commune: str) -> None:
    loopback = current_app.config["SETTINGS"].base_url_is_loopback
    made = 0
    while True:
        with writing():
            part = certificates.issue(by=operator(commune), loopback=loopback)
        made += len(part)
        if not part:
            break
    click.echo(f"Đã cấp số {made} giấy.")


@command.command("print", help="In mọi giấy còn giá trị vào một tệp PDF, mỗi giấy một trang.")
@COMMUNE
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Tệp PDF để ghi.")
@in_app
def print_all(commune: str, out: Path) -> None:
    communes.get(commune)
    papers = certificates.of_commune(commune)
    if not papers:
        raise click.ClickException("Xã, phường này chưa có giấy nào còn giá trị để in.")
    printing.print_to(out, commune, papers)
    click.echo(f"Đã in {len(papers)} giấy vào {out}.")


def shown_status(status: CertificateStatus) -> str:
    """A voided number is one that was taken back, to whoever reads this list."""
    return (CertificateStatus.REVOKED if status is CertificateStatus.VOIDED else status).value


@command.command("list", help="In mỗi giấy một dòng JSON.")
@COMMUNE
@in_app
def list_all(commune: str) -> None:
    communes.get(commune)
    for paper, recipient in certificates.every(commune):
        line = {
            "number": paper.number,
            "token": paper.token,
            "recipient": recipient,
            "name": paper.frozen["recipient"],
            "status": shown_status(paper.status),
            "issued_on": paper.issued_on.isoformat(),
        }
        click.echo(json.dumps(line, ensure_ascii=False))
