"""submission lists, what a reviewer found, families that want no title, cases asked about again"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
STANDING = sa.text('withdrawn_at IS NULL')
RECOGNITION_COLUMNS = {
    'proposed_by': sa.Uuid(as_uuid=False),
    'kin': sa.String(length=40),
    'kin_confirmed_by': sa.Uuid(as_uuid=False),
    'fit_by': sa.Uuid(as_uuid=False),
    'fit_at': sa.DateTime(timezone=True),
    'submission_id': sa.Uuid(as_uuid=False),
}
# Who proposed stands in the last step of that kind.
OLD_PROPOSERS = """
    UPDATE recognition SET proposed_by = (
        SELECT by_user FROM recognition_step
        WHERE recognition_step.recognition_id = recognition.id AND recognition_step.state = 'proposed'
        ORDER BY recognition_step.at DESC LIMIT 1
    )
"""


def upgrade() -> None:
    op.create_table('submission',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('title_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('seed', sa.Text(), nullable=False),
    sa.Column('check_share', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_by', sa.Uuid(as_uuid=False), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision_id', sa.Uuid(as_uuid=False), nullable=True),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_submission_commune_id_commune')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_submission_decision_id_decision')),
    sa.ForeignKeyConstraint(['title_id'], ['title.id'], name=op.f('fk_submission_title_id_title')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission'))
    )
    op.create_index(op.f('ix_submission_commune_id_title_id_year'), 'submission', ['commune_id', 'title_id', 'year'])
    op.create_table('spot_check',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('submission_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('recognition_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('assigned_to', sa.Uuid(as_uuid=False), nullable=True),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.String(length=40), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('answered_by', sa.Uuid(as_uuid=False), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_spot_check_commune_id_commune')),
    sa.ForeignKeyConstraint(['recognition_id'], ['recognition.id'], name=op.f('fk_spot_check_recognition_id_recognition')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_spot_check_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spot_check')),
    sa.UniqueConstraint('submission_id', 'recognition_id', name=op.f('uq_spot_check_submission_id_recognition_id'))
    )
    op.create_index(op.f('ix_spot_check_commune_id_assigned_to'), 'spot_check', ['commune_id', 'assigned_to'])
    op.create_table('refusal',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('title_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('recipient_kind', sa.String(length=40), nullable=False),
    sa.Column('recipient_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('way', sa.String(length=40), nullable=False),
    sa.Column('said_on', sa.Date(), nullable=False),
    sa.Column('said_by', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('recorded_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.Column('withdrawn_way', sa.String(length=40), nullable=True),
    sa.Column('withdrawn_by', sa.Uuid(as_uuid=False), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_refusal_commune_id_commune')),
    sa.ForeignKeyConstraint(['title_id'], ['title.id'], name=op.f('fk_refusal_title_id_title')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refusal'))
    )
    op.create_index(op.f('ix_refusal_commune_id_recipient_id'), 'refusal', ['commune_id', 'recipient_id'])
    op.create_index('ix_refusal_standing', 'refusal', ['title_id', 'year', 'recipient_kind', 'recipient_id'],
                    unique=True, sqlite_where=STANDING, postgresql_where=STANDING)
    for name, kind in RECOGNITION_COLUMNS.items():
        op.add_column('recognition', sa.Column(name, kind, nullable=True))
    op.create_index(op.f('ix_recognition_commune_id_submission_id'), 'recognition', ['commune_id', 'submission_id'])
    op.add_column('recognition_step', sa.Column('act', sa.String(length=40), server_default='moved', nullable=False))
    op.add_column('recognition_step', sa.Column('submission_id', sa.Uuid(as_uuid=False), nullable=True))
    op.execute(OLD_PROPOSERS)
    op.add_column('title', sa.Column('nomination', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('title', sa.Column('words', JSON, server_default='{}', nullable=False))
    op.add_column('title', sa.Column('number_formats', JSON, server_default='{}', nullable=False))
    op.add_column('title', sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_certificate_number_once', 'certificate', ['commune_id', 'year', 'number'], unique=True)


def downgrade() -> None:
    op.drop_index('ix_certificate_number_once', table_name='certificate')
    for name in ('closed_at', 'number_formats', 'words', 'nomination'):
        op.drop_column('title', name)
    op.drop_column('recognition_step', 'submission_id')
    op.drop_column('recognition_step', 'act')
    op.drop_index(op.f('ix_recognition_commune_id_submission_id'), table_name='recognition')
    for name in RECOGNITION_COLUMNS:
        op.drop_column('recognition', name)
    for table in ('refusal', 'spot_check', 'submission'):
        op.drop_table(table)
