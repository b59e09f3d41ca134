"""Run migrations on the connection at hand, inside its transaction."""

from alembic import context

from api.state.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
