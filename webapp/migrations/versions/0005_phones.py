"""phones: what waits on each, tokens that only send, shared phones of a team and their PINs"""

from alembic import op
import sqlalchemy as sa

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

DEVICE_COLUMNS = ('label', 'waiting', 'waiting_since', 'revoked_at', 'revoked_by', 'wiped_at')


def upgrade() -> None:
    op.add_column('device', sa.Column('label', sa.Text(), server_default='', nullable=False))
    op.add_column('device', sa.Column('waiting', sa.Integer(), server_default='0', nullable=False))
    op.add_column('device', sa.Column('waiting_since', sa.DateTime(timezone=True), nullable=True))
    op.add_column('device', sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('device', sa.Column('revoked_by', sa.Uuid(as_uuid=False), nullable=True))
    op.add_column('device', sa.Column('wiped_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('device_token',
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('device_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('user_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_device_token_commune_id_commune')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_device_token_user_id_user')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_device_token'))
    )
    op.create_index(op.f('ix_device_token_device_id_user_id'), 'device_token', ['device_id', 'user_id'])
    op.create_table('team_phone',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('team_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('enrolled_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('enrolled_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_by', sa.Uuid(as_uuid=False), nullable=True),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_team_phone_commune_id_commune')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_team_phone_team_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_phone'))
    )
    op.create_index(op.f('ix_team_phone_commune_id_team_id'), 'team_phone', ['commune_id', 'team_id'])
    op.create_index('ix_team_phone_token', 'team_phone', ['token_hash'], unique=True,
                    sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
    op.create_table('pin',
    sa.Column('user_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('pin_hash', sa.Text(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_pin_commune_id_commune')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_pin_user_id_user')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_pin'))
    )


def downgrade() -> None:
    for table in ('pin', 'team_phone', 'device_token'):
        op.drop_table(table)
    for column in DEVICE_COLUMNS:
        op.drop_column('device', column)
