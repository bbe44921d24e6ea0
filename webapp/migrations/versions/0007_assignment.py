"""neutral flags and standing helpers of households, a member's route of the day, cards for the door, consent answers"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
HOUSEHOLD_COLUMNS = ('no_smartphone', 'needs_help', 'standing_helper_id', 'standing_helper', 'helped_since')
# Each consent given so far becomes an answer of its own, read aloud from the screen.
OLD_ANSWERS = """
    INSERT INTO consent_answer
        (id, commune_id, household_id, agreed, version, way, said_by, answered_at, recorded_by)
    SELECT id, commune_id, household_id, {agreed}, version, 'screen', NULL, given_at, given_to FROM consent
"""


def upgrade() -> None:
    op.add_column('household', sa.Column('no_smartphone', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('household', sa.Column('needs_help', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('household', sa.Column('standing_helper_id', sa.Uuid(as_uuid=False), nullable=True))
    op.add_column('household', sa.Column('standing_helper', sa.Text(), nullable=True))
    op.add_column('household', sa.Column('helped_since', sa.Date(), nullable=True))
    op.create_table('visit_plan',
    sa.Column('member_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('household_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_visit_plan_commune_id_commune')),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_visit_plan_household_id_household')),
    sa.ForeignKeyConstraint(['member_id'], ['user.id'], name=op.f('fk_visit_plan_member_id_user')),
    sa.PrimaryKeyConstraint('member_id', 'day', 'household_id', name=op.f('pk_visit_plan'))
    )
    op.create_index(op.f('ix_visit_plan_commune_id_member_id_day'), 'visit_plan', ['commune_id', 'member_id', 'day'])
    op.create_table('member_card',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('team_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('user_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('made_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by', sa.Uuid(as_uuid=False), nullable=True),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_member_card_commune_id_commune')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_member_card_team_id_team')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_member_card_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member_card')),
    sa.UniqueConstraint('code', name=op.f('uq_member_card_code')),
    sa.UniqueConstraint('token', name=op.f('uq_member_card_token'))
    )
    op.create_index(op.f('ix_member_card_commune_id_team_id'), 'member_card', ['commune_id', 'team_id'])
    op.create_index('ix_member_card_seat', 'member_card', ['team_id', 'user_id'], unique=True,
                    sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
    op.create_table('consent_answer',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('household_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('agreed', JSON, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('way', sa.String(length=40), nullable=False),
    sa.Column('said_by', sa.Text(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_consent_answer_commune_id_commune')),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_consent_answer_household_id_household')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent_answer'))
    )
    op.create_index(op.f('ix_consent_answer_commune_id_household_id_answered_at'), 'consent_answer',
                    ['commune_id', 'household_id', 'answered_at'])
    is_postgres = op.get_bind().dialect.name == 'postgresql'
    agreed = 'jsonb_build_array(purpose)' if is_postgres else 'json_array(purpose)'
    op.execute(OLD_ANSWERS.format(agreed=agreed))


def downgrade() -> None:
    for table in ('consent_answer', 'member_card', 'visit_plan'):
        op.drop_table(table)
    for column in HOUSEHOLD_COLUMNS:
        op.drop_column('household', column)
