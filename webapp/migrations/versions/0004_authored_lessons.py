"""lessons written by communes"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def keep_append_only() -> None:
    """What was once published stays as it was, whoever asks the database."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER authored_version_append_only BEFORE UPDATE OR DELETE ON authored_version "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER authored_version_no_{verb.lower()} BEFORE {verb} ON authored_version "
            "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )


def upgrade() -> None:
    op.create_table('authored_lesson',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('short', sa.Text(), nullable=False),
    sa.Column('draft', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('published', sa.Integer(), nullable=True),
    sa.Column('made_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_authored_lesson_commune_id_commune')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_authored_lesson')),
    sa.UniqueConstraint('short', name=op.f('uq_authored_lesson_short')),
    sa.UniqueConstraint('slug', name=op.f('uq_authored_lesson_slug'))
    )
    op.create_index(op.f('ix_authored_lesson_commune_id_slug'), 'authored_lesson', ['commune_id', 'slug'], unique=False)
    op.create_table('authored_version',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('lesson_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('again', sa.Integer(), nullable=True),
    sa.Column('made_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_authored_version_commune_id_commune')),
    sa.ForeignKeyConstraint(['lesson_id'], ['authored_lesson.id'], name=op.f('fk_authored_version_lesson_id_authored_lesson')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_authored_version')),
    sa.UniqueConstraint('lesson_id', 'version', name=op.f('uq_authored_version_lesson_id_version'))
    )
    op.create_index(op.f('ix_authored_version_commune_id_lesson_id'), 'authored_version', ['commune_id', 'lesson_id'], unique=False)
    op.create_table('hidden_lesson',
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('hidden_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_hidden_lesson_commune_id_commune')),
    sa.PrimaryKeyConstraint('commune_id', 'slug', name=op.f('pk_hidden_lesson'))
    )
    keep_append_only()


def downgrade() -> None:
    op.drop_table('hidden_lesson')
    op.drop_index(op.f('ix_authored_version_commune_id_lesson_id'), table_name='authored_version')
    op.drop_table('authored_version')
    op.drop_index(op.f('ix_authored_lesson_commune_id_slug'), table_name='authored_lesson')
    op.drop_table('authored_lesson')
