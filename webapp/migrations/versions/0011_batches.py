"""printed sheets, copies, handing out, replaced and expired certificates"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
# A household's certificate belongs to the hamlet where the household is now; nothing older is known.
HAMLETS = """
    UPDATE certificate SET hamlet_id = (
        SELECT household.hamlet_id FROM recognition
        JOIN household ON household.id = recognition.recipient_id
        WHERE recognition.id = certificate.recognition_id)
"""


def upgrade() -> None:
    op.add_column('job', sa.Column('keep_until', sa.DateTime(timezone=True), nullable=True))
    op.add_column('certificate', sa.Column('hamlet_id', sa.Uuid(as_uuid=False), nullable=True))
    op.add_column('certificate', sa.Column('valid_until', sa.Date(), nullable=True))
    op.add_column('certificate', sa.Column('end_class', sa.Text(), nullable=True))
    op.create_index(op.f('ix_certificate_commune_id_hamlet_id'), 'certificate', ['commune_id', 'hamlet_id'])
    op.execute(HAMLETS)
    op.create_table('handing_mark',
    sa.Column('certificate_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_user', sa.Uuid(as_uuid=False), nullable=False),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_handing_mark_certificate_id_certificate')),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_handing_mark_commune_id_commune')),
    sa.PrimaryKeyConstraint('certificate_id', 'step', name=op.f('pk_handing_mark'))
    )
    op.create_index(op.f('ix_handing_mark_commune_id_step_at'), 'handing_mark', ['commune_id', 'step', 'at'])
    op.create_table('print_batch',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('job_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('made_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('started_count', sa.Integer(), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_by', sa.Uuid(as_uuid=False), nullable=True),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_print_batch_commune_id_commune')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_print_batch_job_id_job')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_print_batch')),
    sa.UniqueConstraint('job_id', name=op.f('uq_print_batch_job_id'))
    )
    op.create_index(op.f('ix_print_batch_commune_id_made_at'), 'print_batch', ['commune_id', 'made_at'])
    op.create_table('print_part',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('batch_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('title_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('papers', JSON, nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('page_count', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('printed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('printed_by', sa.Uuid(as_uuid=False), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['print_batch.id'], name=op.f('fk_print_part_batch_id_print_batch')),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_print_part_commune_id_commune')),
    sa.ForeignKeyConstraint(['title_id'], ['title.id'], name=op.f('fk_print_part_title_id_title')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_print_part')),
    sa.UniqueConstraint('batch_id', 'position', name=op.f('uq_print_part_batch_id_position'))
    )
    op.create_table('print_problem',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('batch_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('part_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('certificate_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['print_batch.id'], name=op.f('fk_print_problem_batch_id_print_batch')),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_print_problem_certificate_id_certificate')),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_print_problem_commune_id_commune')),
    sa.ForeignKeyConstraint(['part_id'], ['print_part.id'], name=op.f('fk_print_problem_part_id_print_part')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_print_problem'))
    )
    op.create_index(op.f('ix_print_problem_batch_id'), 'print_problem', ['batch_id'])
    op.create_index(op.f('ix_print_problem_part_id'), 'print_problem', ['part_id'])
    op.create_table('print_copy',
    sa.Column('certificate_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('copy', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('part_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('printed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('printed_by', sa.Uuid(as_uuid=False), nullable=True),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_print_copy_certificate_id_certificate')),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_print_copy_commune_id_commune')),
    sa.ForeignKeyConstraint(['part_id'], ['print_part.id'], name=op.f('fk_print_copy_part_id_print_part')),
    sa.PrimaryKeyConstraint('certificate_id', 'copy', name=op.f('pk_print_copy'))
    )
    op.create_index(op.f('ix_print_copy_commune_id_printed_at'), 'print_copy', ['commune_id', 'printed_at'])
    op.create_index(op.f('ix_print_copy_part_id'), 'print_copy', ['part_id'])


def downgrade() -> None:
    for table in ('print_copy', 'print_problem', 'print_part', 'print_batch', 'handing_mark'):
        op.drop_table(table)
    op.drop_index(op.f('ix_certificate_commune_id_hamlet_id'), table_name='certificate')
    for column in ('end_class', 'valid_until', 'hamlet_id'):
        op.drop_column('certificate', column)
    op.drop_column('job', 'keep_until')
