"""Time that a test moves forward: PostgreSQL's, as every process of the product sees it.

The product asks the database for the time (`fanout.clock`), with ``statement_timestamp()``. In the
databases of these tests a function of that name comes before PostgreSQL's own.
"""

from dataclasses import dataclass

import psycopg

_SCHEMA = """
CREATE SCHEMA simulated;
CREATE TABLE simulated.clock (ahead interval NOT NULL);
INSERT INTO simulated.clock VALUES ('0');
CREATE FUNCTION simulated.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
    RETURN pg_catalog.statement_timestamp() + (SELECT ahead FROM simulated.clock);
"""
#: Column defaults were bound to PostgreSQL's own function when the tables were made.
_DEFAULTS = """
SELECT format(
    'ALTER TABLE %I.%I ALTER COLUMN %I SET DEFAULT simulated.statement_timestamp()',
    table_schema, table_name, column_name
)
FROM information_schema.columns
WHERE table_schema = 'public' AND column_default LIKE '%statement_timestamp()'
"""


def prepare(database_url: str) -> None:
    """Put the simulated clock into a migrated database, whose copies then have it too."""
    with psycopg.connect(database_url) as connection:
        statements = [row[0] for row in connection.execute(_DEFAULTS).fetchall()]
        connection.execute(_SCHEMA)
        for statement in statements:
            connection.execute(statement)


@dataclass(frozen=True)
class Clock:
    """The clock of one database; new connections go by it after `install`."""

    database_url: str

    def install(self) -> None:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            name = connection.info.dbname
            connection.execute(
                f'ALTER DATABASE "{name}" SET search_path = simulated, pg_catalog, public'
            )

    def jump(self, seconds: float) -> None:
        """Let that much time pass at once.

        Whoever is sending meanwhile loses its lease if it is long enough, as if it had hung.
        """
        with psycopg.connect(self.database_url) as connection:
            connection.execute(
                "UPDATE simulated.clock SET ahead = ahead + make_interval(secs => %s)", [seconds]
            )
