"""households that change: merges, splits, moves, what was put away; pairs that are two households"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
HOUSEHOLD_COLUMNS = ('changed', 'former', 'merged_at', 'from_event', 'awaiting')


def upgrade() -> None:
    op.add_column('household', sa.Column('changed', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('household', sa.Column('former', JSON, server_default='[]', nullable=False))
    op.add_column('household', sa.Column('merged_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('household', sa.Column('from_event', sa.Uuid(as_uuid=False), nullable=True))
    op.add_column('household', sa.Column('awaiting', sa.Uuid(as_uuid=False), nullable=True))
    op.add_column('person', sa.Column('listed_in', sa.Uuid(as_uuid=False), nullable=True))
    op.create_index('ix_person_listed_in', 'person', ['listed_in'],
                    sqlite_where=sa.text('listed_in IS NOT NULL'), postgresql_where=sa.text('listed_in IS NOT NULL'))
    op.create_table('household_change',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('household_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('into_id', sa.Uuid(as_uuid=False), nullable=True),
    sa.Column('to_commune_id', sa.String(length=5), nullable=True),
    sa.Column('data', JSON, nullable=False),
    sa.Column('beside', JSON, nullable=False),
    sa.Column('made_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_by', sa.Uuid(as_uuid=False), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_household_change_commune_id_commune')),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_household_change_household_id_household')),
    sa.ForeignKeyConstraint(['into_id'], ['household.id'], name=op.f('fk_household_change_into_id_household')),
    sa.ForeignKeyConstraint(['to_commune_id'], ['commune.id'], name=op.f('fk_household_change_to_commune_id_commune')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_household_change'))
    )
    op.create_index(op.f('ix_household_change_commune_id_made_at'), 'household_change', ['commune_id', 'made_at'])
    op.create_index(op.f('ix_household_change_to_commune_id_state'), 'household_change', ['to_commune_id', 'state'])
    op.create_index(op.f('ix_household_change_household_id'), 'household_change', ['household_id'])
    op.create_index(op.f('ix_household_change_into_id'), 'household_change', ['into_id'])
    op.create_table('households_apart',
    sa.Column('first_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('second_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('said_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_households_apart_commune_id_commune')),
    sa.ForeignKeyConstraint(['first_id'], ['household.id'], name=op.f('fk_households_apart_first_id_household')),
    sa.ForeignKeyConstraint(['second_id'], ['household.id'], name=op.f('fk_households_apart_second_id_household')),
    sa.PrimaryKeyConstraint('first_id', 'second_id', name=op.f('pk_households_apart'))
    )
    op.create_index(op.f('ix_households_apart_commune_id'), 'households_apart', ['commune_id'])


def downgrade() -> None:
    op.drop_table('households_apart')
    op.drop_table('household_change')
    op.drop_index('ix_person_listed_in', table_name='person')
    op.drop_column('person', 'listed_in')
    for column in HOUSEHOLD_COLUMNS:
        op.drop_column('household', column)
