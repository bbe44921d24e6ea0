"""the names of decisions of before they were kept, and a design for certificates of before there were designs"""

import uuid
from datetime import UTC, datetime

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from webapp.rules.vietnamese import name_sort_key, sort_key_text

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
Id = sa.Uuid(as_uuid=False)

recognition = sa.table(
    'recognition', sa.column('id', Id), sa.column('recipient_kind', sa.Text()),
    sa.column('recipient_id', Id), sa.column('decision_id', Id), sa.column('frozen', JSON),
)
certificate = sa.table(
    'certificate', sa.column('recognition_id', Id), sa.column('edition', sa.Integer()),
    sa.column('frozen', JSON), sa.column('hamlet_sort', sa.Text()), sa.column('name_sort', sa.Text()),
    sa.column('title_id', Id), sa.column('design_id', Id), sa.column('issued_by', Id),
    sa.column('commune_id', sa.Text()),
)
household = sa.table(
    'household', sa.column('id', Id), sa.column('head', sa.Text()), sa.column('head_sort', sa.Text()),
    sa.column('address_form', sa.Text()), sa.column('hamlet_id', Id),
)
person = sa.table(
    'person', sa.column('id', Id), sa.column('name', sa.Text()), sa.column('address_form', sa.Text()),
    sa.column('household_id', Id),
)
team = sa.table('team', sa.column('id', Id), sa.column('name', sa.Text()), sa.column('hamlet_id', Id))
hamlet = sa.table(
    'hamlet', sa.column('id', Id), sa.column('kind', sa.Text()), sa.column('name', sa.Text()),
    sa.column('sort_key', sa.Text()),
)
commune = sa.table('commune', sa.column('id', sa.Text()), sa.column('settings', JSON))
design = sa.table(
    'certificate_design', sa.column('id', Id), sa.column('commune_id', sa.Text()), sa.column('title_id', Id),
    sa.column('version', sa.Integer()), sa.column('design', JSON), sa.column('words', JSON),
    sa.column('made_by', Id), sa.column('made_at', sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    keep_names(op.get_bind())
    keep_designs(op.get_bind())


def downgrade() -> None:
    """What was kept does no harm to the software before."""


def keep_names(db) -> None:
    """From the first certificate, which said what the decision says; else as they are today, with a mark."""
    of_paper = {}
    order = certificate.c.edition.desc()
    for row in db.execute(sa.select(certificate).order_by(order)):
        of_paper[row.recognition_id] = row
    today = {}
    lacking = recognition.c.decision_id.is_not(None)
    for row in db.execute(sa.select(recognition).where(lacking)).all():
        if row.frozen:
            continue
        words = from_paper(of_paper[row.id], row.recipient_kind) if row.id in of_paper else None
        if words is None:
            today = today or names_of_today(db)
            words = today.get((row.recipient_kind.lower(), row.recipient_id))
        if words is not None:
            db.execute(sa.update(recognition).where(recognition.c.id == row.id).values(frozen=words))


def from_paper(row, kind):
    said = row.frozen
    place = said['address'].split(',')[0] if kind.lower() in ('household', 'person') else ''
    form = said['prefix'].removeprefix('Gia đình ').strip()
    own = kind.lower() == 'household' and said['prefix'].startswith('Gia đình ') and '(' not in form
    return {
        'name': said['recipient'], 'form': form if own else None, 'place': place,
        'hamlet_sort': row.hamlet_sort, 'name_sort': row.name_sort,
    }


def names_of_today(db):
    """Words by kind and id."""
    hamlets = {row.id: (f'{row.kind} {row.name}', row.sort_key) for row in db.execute(sa.select(hamlet))}
    homes = {row.id: row for row in db.execute(sa.select(household))}
    found = {}

    def put(kind, row, name, name_sort, form, hamlet_id, placed=True):
        label, sort = hamlets.get(hamlet_id, ('', ''))
        found[kind, row.id] = {
            'name': name, 'form': form, 'place': label if placed else '', 'hamlet_sort': sort,
            'name_sort': name_sort, 'as_of_upgrade': True,
        }

    for row in homes.values():
        put('household', row, row.head or '', row.head_sort or '', row.address_form, row.hamlet_id)
    for row in db.execute(sa.select(person)):
        if row.name and row.household_id in homes:
            put('person', row, row.name, name_sort_key(row.name), row.address_form, homes[row.household_id].hamlet_id)
    for row in db.execute(sa.select(team)):
        put('team', row, row.name, sort_key_text(row.name), None, row.hamlet_id)
    for row in db.execute(sa.select(hamlet)):
        put('hamlet', row, f'{row.kind} {row.name}', row.sort_key, None, row.id, placed=False)
    return found


def keep_designs(db) -> None:
    """Certificates without a design have their commune's layout; it becomes version 1 of their title's."""
    bare = (
        sa.select(certificate.c.title_id, certificate.c.commune_id, sa.func.count().label('count'))
        .where(certificate.c.design_id.is_(None))
        .group_by(certificate.c.title_id, certificate.c.commune_id)
    )
    for row in db.execute(bare).all():
        who = sa.select(certificate.c.issued_by).where(certificate.c.title_id == row.title_id).limit(1)
        said = (db.scalar(sa.select(commune.c.settings).where(commune.c.id == row.commune_id)) or {}).get('certificate', {})
        last = db.scalar(sa.select(sa.func.max(design.c.version)).where(design.c.title_id == row.title_id))
        new = str(uuid.uuid4())
        db.execute(sa.insert(design).values(
            id=new, commune_id=row.commune_id, title_id=row.title_id, version=(last or 0) + 1,
            design={'layout': said.get('layout', 'khung-det')}, words={}, made_by=db.scalar(who),
            made_at=datetime.now(UTC),
        ))
        db.execute(sa.update(certificate).where(
            certificate.c.title_id == row.title_id, certificate.c.design_id.is_(None)
        ).values(design_id=new))
