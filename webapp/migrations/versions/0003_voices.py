"""recorded voices of lessons"""

from alembic import op
import sqlalchemy as sa

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('voice_clip',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('lesson', sa.Text(), nullable=False),
    sa.Column('lesson_version', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('passage_key', sa.String(length=32), nullable=False),
    sa.Column('language', sa.String(length=3), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('seconds', sa.Float(), nullable=False),
    sa.Column('machine', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('recorded_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Uuid(as_uuid=False), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_voice_clip_commune_id_commune')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_voice_clip'))
    )
    op.create_index(op.f('ix_voice_clip_commune_id_lesson_language'), 'voice_clip', ['commune_id', 'lesson', 'language'], unique=False)
    op.create_index(op.f('ix_voice_clip_commune_id_state'), 'voice_clip', ['commune_id', 'state'], unique=False)
    op.create_index('uq_voice_clip_approved', 'voice_clip', ['commune_id', 'lesson', 'language', 'passage_key'], unique=True,
        sqlite_where=sa.text("state = 'approved'"), postgresql_where=sa.text("state = 'approved'"))


def downgrade() -> None:
    op.drop_index('uq_voice_clip_approved', table_name='voice_clip')
    op.drop_index(op.f('ix_voice_clip_commune_id_state'), table_name='voice_clip')
    op.drop_index(op.f('ix_voice_clip_commune_id_lesson_language'), table_name='voice_clip')
    op.drop_table('voice_clip')
