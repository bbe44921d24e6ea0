"""Who most pages are tried with."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.browsing import sign_in
from tests.factories import Place, make_user
from webapp.models.user import Role, User


@pytest.fixture
def alice(place: Place, client: FlaskClient) -> User:
    """A member of the hamlet's team, signed in."""
    user = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    sign_in(client, user)
    return user
