"""${message}

Triggers of a table that is built anew are gone afterwards: make them again. A file
never goes back: the copy that was made before the migration does. Raise HEAD in
`quizapp/store/schema.py`, then write `db/schema.sql` with `python -m quizapp.store.dump`.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}

