"""Paper: certificates, sign-in slips, household sheets and lists, as PDF/A-2a for printing and keeping.

Plain values in, bytes out. Nothing here imports WeasyPrint, pikepdf or segno before something is printed.
"""

from webapp.web.pdf.certificates import render_certificates, write_certificates
from webapp.web.pdf.engine import AssetRefused
from webapp.web.pdf.fonts import FontsMissing, missing_letters
from webapp.web.pdf.joining import join_parts, join_parts_to
from webapp.web.pdf.layouts import UnknownLayout, layout_slugs, load_layout
from webapp.web.pdf.lists import DecisionList, ListColumn, render_decision_list
from webapp.web.pdf.parts import CertificatePage, NothingToPrint, cut_texts, render_part
from webapp.web.pdf.sheets import HouseholdSheet, SheetHousehold, SheetPerson, render_household_sheet
from webapp.web.pdf.slips import SlipPage, render_slips
from webapp.web.pdf.workers import PartFailed, render_parts

__all__ = [
    "AssetRefused",
    "CertificatePage",
    "DecisionList",
    "FontsMissing",
    "HouseholdSheet",
    "ListColumn",
    "NothingToPrint",
    "PartFailed",
    "SheetHousehold",
    "SheetPerson",
    "SlipPage",
    "UnknownLayout",
    "cut_texts",
    "join_parts",
    "join_parts_to",
    "layout_slugs",
    "load_layout",
    "missing_letters",
    "render_certificates",
    "render_decision_list",
    "render_household_sheet",
    "render_part",
    "render_parts",
    "render_slips",
    "write_certificates",
]
