"""Alembic's environment for the tables of `documents`; the version table is the plugin's own."""

from pathlib import Path

from alembic import context
from ckan.model.meta import metadata
from sqlalchemy import engine_from_config, pool

NAME = Path(__file__).resolve().parent.name


def run() -> None:
    """Run the migrations on the database that CKAN's command has put into the configuration."""
    section = context.config.get_section(context.config.config_ini_section) or {}
    engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            version_table=f"{NAME}_alembic_version",
        )
        with context.begin_transaction():
            context.run_migrations()


run()
