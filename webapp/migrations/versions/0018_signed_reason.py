"""the reason that a signature gives, beside who signed"""

from alembic import op
import sqlalchemy as sa

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('signed_version', sa.Column('reason', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('signed_version', 'reason')
