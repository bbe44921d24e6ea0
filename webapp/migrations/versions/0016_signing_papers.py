"""papers of the site among signed files, revocation, signers confirmed by somebody else"""

from alembic import op
import sqlalchemy as sa

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('signing_file', sa.Column('source', sa.String(length=120), server_default='', nullable=False))
    op.create_index(op.f('ix_signing_file_commune_id_source'), 'signing_file', ['commune_id', 'source'])
    op.add_column('signed_version', sa.Column('revocation', sa.String(length=40), server_default='unasked', nullable=False))
    op.add_column('signed_version', sa.Column('signed_size', sa.Integer(), nullable=True))
    op.add_column('signed_version', sa.Column('signed_sha256', sa.String(length=64), server_default='', nullable=False))
    op.add_column('signing_certificate', sa.Column('revoked_on', sa.DateTime(timezone=True), nullable=True))
    op.add_column('signing_rule', sa.Column('check_revocation', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('signing_rule', sa.Column('four_eyes', sa.Boolean(), server_default=sa.false(), nullable=False))
    # What was signed before signers were confirmed waits for that answer too.
    op.execute(
        "UPDATE signing_file SET state = 'held' WHERE state = 'signed' AND id IN "
        "(SELECT file_id FROM signed_version WHERE fingerprint = '')"
    )


def downgrade() -> None:
    op.drop_column('signing_rule', 'four_eyes')
    op.drop_column('signing_rule', 'check_revocation')
    op.drop_column('signing_certificate', 'revoked_on')
    op.drop_column('signed_version', 'signed_sha256')
    op.drop_column('signed_version', 'signed_size')
    op.drop_column('signed_version', 'revocation')
    op.drop_index(op.f('ix_signing_file_commune_id_source'), table_name='signing_file')
    op.drop_column('signing_file', 'source')
