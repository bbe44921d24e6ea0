"""the optional stages between a proposal and its decision, and their papers"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')


def upgrade() -> None:
    op.create_table('stage_done',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('submission_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Text(), nullable=True),
    sa.Column('dated', sa.Date(), nullable=True),
    sa.Column('done_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_stage_done_commune_id_commune')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_stage_done_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_done')),
    sa.UniqueConstraint('submission_id', 'kind', name=op.f('uq_stage_done_submission_id_kind'))
    )
    op.create_table('hamlet_meeting',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('submission_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('hamlet_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('began', sa.Text(), nullable=False),
    sa.Column('ended', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('chair', sa.Text(), nullable=False),
    sa.Column('secretary', sa.Text(), nullable=False),
    sa.Column('front_head', sa.Text(), nullable=False),
    sa.Column('representatives', JSON, nullable=False),
    sa.Column('invited', sa.Integer(), nullable=False),
    sa.Column('present', sa.Integer(), nullable=False),
    sa.Column('ballot', sa.String(length=40), nullable=False),
    sa.Column('discussion', sa.Text(), nullable=False),
    sa.Column('recorded_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_by', sa.Uuid(as_uuid=False), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_hamlet_meeting_commune_id_commune')),
    sa.ForeignKeyConstraint(['hamlet_id'], ['hamlet.id'], name=op.f('fk_hamlet_meeting_hamlet_id_hamlet')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_hamlet_meeting_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hamlet_meeting'))
    )
    op.create_index(op.f('ix_hamlet_meeting_commune_id_submission_id_hamlet_id'), 'hamlet_meeting', ['commune_id', 'submission_id', 'hamlet_id'])
    op.create_table('meeting_vote',
    sa.Column('meeting_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('recognition_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('agreed', sa.Integer(), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_meeting_vote_commune_id_commune')),
    sa.ForeignKeyConstraint(['meeting_id'], ['hamlet_meeting.id'], name=op.f('fk_meeting_vote_meeting_id_hamlet_meeting')),
    sa.ForeignKeyConstraint(['recognition_id'], ['recognition.id'], name=op.f('fk_meeting_vote_recognition_id_recognition')),
    sa.PrimaryKeyConstraint('meeting_id', 'recognition_id', name=op.f('pk_meeting_vote'))
    )
    op.create_index(op.f('ix_meeting_vote_commune_id_recognition_id'), 'meeting_vote', ['commune_id', 'recognition_id'])
    op.create_table('posting',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('submission_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('hamlet_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('working_days', sa.Boolean(), nullable=False),
    sa.Column('posted', JSON, nullable=False),
    sa.Column('posted_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('ended_by', sa.Uuid(as_uuid=False), nullable=True),
    sa.Column('early_reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_posting_commune_id_commune')),
    sa.ForeignKeyConstraint(['hamlet_id'], ['hamlet.id'], name=op.f('fk_posting_hamlet_id_hamlet')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_posting_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_posting'))
    )
    op.create_index(op.f('ix_posting_commune_id_submission_id_hamlet_id'), 'posting', ['commune_id', 'submission_id', 'hamlet_id'])
    op.create_table('opinion',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('submission_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('hamlet_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('recognition_id', sa.Uuid(as_uuid=False), nullable=True),
    sa.Column('said_on', sa.Date(), nullable=False),
    sa.Column('said_by', sa.Text(), nullable=True),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('recorded_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled', sa.Text(), nullable=True),
    sa.Column('settled_by', sa.Uuid(as_uuid=False), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_out', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_opinion_commune_id_commune')),
    sa.ForeignKeyConstraint(['hamlet_id'], ['hamlet.id'], name=op.f('fk_opinion_hamlet_id_hamlet')),
    sa.ForeignKeyConstraint(['recognition_id'], ['recognition.id'], name=op.f('fk_opinion_recognition_id_recognition')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_opinion_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion'))
    )
    op.create_index(op.f('ix_opinion_commune_id_submission_id'), 'opinion', ['commune_id', 'submission_id'])
    op.create_table('decision_scan',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('decision_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('media_type', sa.String(length=40), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('added_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_decision_scan_commune_id_commune')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_decision_scan_decision_id_decision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision_scan')),
    sa.UniqueConstraint('decision_id', name=op.f('uq_decision_scan_decision_id'))
    )


def downgrade() -> None:
    for table in ('decision_scan', 'opinion', 'posting', 'meeting_vote', 'hamlet_meeting', 'stage_done'):
        op.drop_table(table)
