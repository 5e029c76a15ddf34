"""What search needs of PostgreSQL; nothing on SQLite.

Both extensions are trusted: the database's owner may install them. `unaccented` reads words as
they are, without stemming, because one configuration serves two languages. `f_unaccent` is what
modelsearch calls the immutable form of `unaccent` that an index may use.
"""

from django.db import migrations

FORWARDS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public",
    "CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public",
    "CREATE TEXT SEARCH CONFIGURATION public.unaccented (COPY = pg_catalog.simple)",
    """
    ALTER TEXT SEARCH CONFIGURATION public.unaccented
    ALTER MAPPING FOR word, numword, hword, hword_part, numhword, hword_numpart
    WITH public.unaccent, pg_catalog.simple
    """,
    """
    CREATE OR REPLACE FUNCTION public.f_unaccent(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    AS $$ SELECT public.unaccent('public.unaccent', $1) $$
    """,
    """
    CREATE INDEX cms_page_title_trigrams ON wagtailcore_page
    USING gin (public.f_unaccent(title) public.gin_trgm_ops)
    """,
    """
    CREATE INDEX cms_product_code_trigrams ON cms_productpage
    USING gin (public.f_unaccent(code) public.gin_trgm_ops)
    """,
    """
    CREATE INDEX cms_brand_name_trigrams ON cms_brand
    USING gin (public.f_unaccent(name) public.gin_trgm_ops)
    """,
)
#: The extensions and the function stay: others may use them too.
BACKWARDS = (
    "DROP INDEX cms_brand_name_trigrams",
    "DROP INDEX cms_product_code_trigrams",
    "DROP INDEX cms_page_title_trigrams",
    "DROP TEXT SEARCH CONFIGURATION public.unaccented",
)


def _execute(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


def install(apps, schema_editor):
    _execute(schema_editor, FORWARDS)


def remove(apps, schema_editor):
    _execute(schema_editor, BACKWARDS)


class Migration(migrations.Migration):
    dependencies = [("cms", "0008_mail_and_links")]
    operations = [migrations.RunPython(install, remove)]
