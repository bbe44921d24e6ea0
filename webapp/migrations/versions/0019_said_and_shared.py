"""when a family's answer was said and when it arrived; which shared phone of a team a device is"""

from alembic import op
import sqlalchemy as sa

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('consent_answer', sa.Column('said_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('consent_answer', sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('device', sa.Column('team_phone_id', sa.Uuid(as_uuid=False), nullable=True))


def downgrade() -> None:
    op.drop_column('device', 'team_phone_id')
    op.drop_column('consent_answer', 'arrived_at')
    op.drop_column('consent_answer', 'said_at')
