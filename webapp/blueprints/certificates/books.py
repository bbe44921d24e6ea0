"""Papers beside the certificates: the receipt list for signatures and the register, printed and as sheets."""

from __future__ import annotations

import io
from uuid import UUID

from flask import abort, render_template, request, send_file
from flask.typing import ResponseReturnValue

from webapp import jobs
from webapp.blueprints.certificates.routes import bp
from webapp.services import communes, handing_out, register
from webapp.services.access import Permission
from webapp.web import long_papers, register_book
from webapp.web.access import current_viewer, requires
from webapp.web.certificate_sheets import receipts_workbook, register_workbook
from webapp.web.pdf.books import Receipts, compose_receipts, compose_register

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/so-cap-giay/")
@requires(Permission.ISSUE_CERTIFICATES)
def registers() -> ResponseReturnValue:
    books = register.books(current_viewer())
    return render_template("certificates/registers.html", books=books, volume=register_book.A_VOLUME)


@bp.route("/so-cap-giay/<uuid:book_id>/<int:year>/quyen-<int:volume>.pdf", methods=["GET", "POST"])
@requires(Permission.ISSUE_CERTIFICATES)
def register_pdf(book_id: UUID, year: int, volume: int) -> ResponseReturnValue:
    """A volume of the register: its numbers from the first to the last, none left out."""
    found = register_book.volume_of(current_viewer(), str(book_id), year, volume)
    name = f"so-cap-giay-{year}-quyen-{volume}.pdf"
    return long_papers.send_pdf(compose_register(found), name, jobs.tell)


@bp.get("/so-cap-giay/<uuid:book_id>/<int:year>.xlsx")
@requires(Permission.ISSUE_CERTIFICATES)
def register_sheet(book_id: UUID, year: int) -> ResponseReturnValue:
    viewer = current_viewer()
    book = register.book(viewer, str(book_id), year)
    content = register_workbook(book, register.lines(viewer, book))
    return _sheet(content, f"so-cap-giay-{year}.xlsx")


@bp.route("/ky-nhan.pdf", methods=["GET", "POST"])
@requires(Permission.HAND_OUT_CERTIFICATES)
def receipts_pdf() -> ResponseReturnValue:
    """The list that families sign, a hamlet a page; `thon` names one hamlet."""
    commune = communes.get(current_viewer().commune_id)
    paper = Receipts(commune.name, commune.province_name, tuple(_sheets()), commune.demo)
    return long_papers.send_pdf(compose_receipts(paper), "danh-sach-ky-nhan.pdf", jobs.tell)


@bp.get("/ky-nhan.xlsx")
@requires(Permission.HAND_OUT_CERTIFICATES)
def receipts_sheet() -> ResponseReturnValue:
    return _sheet(receipts_workbook(_sheets()), "danh-sach-ky-nhan.xlsx")


def _sheets() -> list[handing_out.Sheet]:
    viewer, asked = current_viewer(), request.values.get("thon", "")
    hamlet_id = communes.hamlet(viewer, asked).id if asked else None
    return handing_out.sheets(viewer, hamlet_id) or abort(404)


def _sheet(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(
        io.BytesIO(content), mimetype=WORKBOOK, download_name=name, as_attachment=True, max_age=0
    )
