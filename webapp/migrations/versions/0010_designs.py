"""a commune's own certificate designs and backgrounds"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')


def upgrade() -> None:
    op.create_table('certificate_design',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('title_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('design', JSON, nullable=False),
    sa.Column('words', JSON, nullable=False),
    sa.Column('made_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_certificate_design_commune_id_commune')),
    sa.ForeignKeyConstraint(['title_id'], ['title.id'], name=op.f('fk_certificate_design_title_id_title')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_design')),
    sa.UniqueConstraint('title_id', 'version', name=op.f('uq_certificate_design_title_id_version'))
    )
    op.create_table('paper_background',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('page', sa.String(length=20), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_paper_background_commune_id_commune')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_background'))
    )
    op.create_index(op.f('ix_paper_background_commune_id_made_at'), 'paper_background', ['commune_id', 'made_at'])
    # What was issued before this had the layout of the commune's settings, which it keeps asking for.
    op.add_column('certificate', sa.Column('design_id', sa.Uuid(as_uuid=False), nullable=True))


def downgrade() -> None:
    op.drop_column('certificate', 'design_id')
    op.drop_table('paper_background')
    op.drop_table('certificate_design')
