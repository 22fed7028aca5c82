"""Runs this room's migrations; the version table carries the plugin's name."""

from pathlib import Path

from alembic import context
from sqlalchemy import engine_from_config, pool

name = Path(__file__).parent.name
settings = context.config.get_section(context.config.config_ini_section) or {}
engine = engine_from_config(settings, prefix="sqlalchemy.", poolclass=pool.NullPool)

with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=None, version_table=f"{name}_alembic_version"
    )
    with context.begin_transaction():
        context.run_migrations()
