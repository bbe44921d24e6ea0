from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Id, id_column, now


class CertificateDesign(Base):
    """One version of how a title's certificates look; the newest is given to what is issued from then on.

    Never changed once stored: a certificate names the version that it was issued in, and a reprint uses that.
    `words` are the words of the paper as they were saved with it.
    """

    __tablename__ = "certificate_design"
    __table_args__ = (UniqueConstraint("title_id", "version"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    title_id: Mapped[str] = mapped_column(ForeignKey("title.id"))
    version: Mapped[int]
    design: Mapped[dict[str, Any]]
    words: Mapped[dict[str, Any]]
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(default=now)


class PaperBackground(Base):
    """A picture that a commune prints behind its certificates, as it was re-encoded: a JPEG of one sheet."""

    __tablename__ = "paper_background"
    __table_args__ = (Index(None, "commune_id", "made_at"),)

    id: Mapped[str] = id_column()
    commune_id: Mapped[str] = mapped_column(ForeignKey("commune.id"))
    name: Mapped[str]
    page: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(default=now)
