"""What the site's real password hashes cost, asked of a process that the tests have not made cheap."""

from __future__ import annotations

import subprocess
import sys

HASH = "from webapp.services.passwords import hash_password\nprint(hash_password('một câu dài'))"


def test_a_real_hash_is_argon2id_with_46_megabytes() -> None:
    said = subprocess.run([sys.executable, "-c", HASH], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
