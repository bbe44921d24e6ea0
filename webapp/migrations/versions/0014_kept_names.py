"""the names that a signed paper carries, and the stages that a list began with"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')


def upgrade() -> None:
    op.add_column('recognition', sa.Column('frozen', JSON, nullable=True))
    op.add_column('hamlet_meeting', sa.Column('names', JSON, nullable=True))
    op.add_column('posting', sa.Column('names', JSON, nullable=True))
    op.add_column('stage_done', sa.Column('names', JSON, nullable=True))
    op.add_column('submission', sa.Column('stages', JSON, nullable=True))


def downgrade() -> None:
    op.drop_column('submission', 'stages')
    op.drop_column('stage_done', 'names')
    op.drop_column('posting', 'names')
    op.drop_column('hamlet_meeting', 'names')
    op.drop_column('recognition', 'frozen')
