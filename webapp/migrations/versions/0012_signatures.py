"""files to be signed and their signatures, authorities that a commune trusts"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')


def upgrade() -> None:
    op.create_table('signing_file',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('certificate_id', sa.Uuid(as_uuid=False), nullable=True),
    sa.Column('certificate_ids', JSON, nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('made_size', sa.Integer(), nullable=False),
    sa.Column('made_sha256', sa.String(length=64), nullable=False),
    sa.Column('added_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_signing_file_commune_id_commune')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_file')),
    sa.UniqueConstraint('commune_id', 'made_sha256', name=op.f('uq_signing_file_commune_id_made_sha256'))
    )
    op.create_index(op.f('ix_signing_file_commune_id_state_added_at'), 'signing_file', ['commune_id', 'state', 'added_at'])
    op.create_index(op.f('ix_signing_file_commune_id_certificate_id'), 'signing_file', ['commune_id', 'certificate_id'])
    op.create_index(op.f('ix_signing_file_made_sha256'), 'signing_file', ['made_sha256'])
    op.create_table('signed_version',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('file_id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('way', sa.String(length=40), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('signer', sa.Text(), nullable=False),
    sa.Column('organisation', sa.Text(), nullable=False),
    sa.Column('issuer', sa.Text(), nullable=False),
    sa.Column('serial', sa.Text(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('timestamped', sa.Boolean(), nullable=False),
    sa.Column('trusted', sa.Boolean(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_signed_version_commune_id_commune')),
    sa.ForeignKeyConstraint(['file_id'], ['signing_file.id'], name=op.f('fk_signed_version_file_id_signing_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signed_version'))
    )
    op.create_index(op.f('ix_signed_version_commune_id_file_id_received_at'), 'signed_version', ['commune_id', 'file_id', 'received_at'])
    op.create_index(op.f('ix_signed_version_sha256'), 'signed_version', ['sha256'])
    op.create_table('trust_root',
    sa.Column('id', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('valid_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('added_by', sa.Uuid(as_uuid=False), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_trust_root_commune_id_commune')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trust_root')),
    sa.UniqueConstraint('commune_id', 'sha256', name=op.f('uq_trust_root_commune_id_sha256'))
    )
    op.create_table('signing_rule',
    sa.Column('commune_id', sa.String(length=5), nullable=False),
    sa.Column('officers_sign', sa.Boolean(), nullable=False),
    sa.Column('time_stamps', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['commune_id'], ['commune.id'], name=op.f('fk_signing_rule_commune_id_commune')),
    sa.PrimaryKeyConstraint('commune_id', name=op.f('pk_signing_rule'))
    )


def downgrade() -> None:
    op.drop_table('signing_rule')
    op.drop_table('trust_root')
    op.drop_table('signed_version')
    op.drop_table('signing_file')
