"""A version that goes down would let an old answer overwrite a newer one unnoticed.

A constraint sees one row as it will be, not as it was: this takes a trigger. SQLite drops a
table's triggers when a migration rebuilds it: such a migration must run `create` again.
"""

from django.db import migrations

SQLITE = """
CREATE TRIGGER answer_version_only_rises BEFORE UPDATE ON selfassessment_answer
WHEN NEW.version < OLD.version
BEGIN SELECT RAISE(ABORT, 'the version of an answer only rises'); END
"""
POSTGRESQL = """
CREATE FUNCTION answer_version_only_rises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE integrity_constraint_violation USING MESSAGE = 'the version of an answer only rises';
END $$;
CREATE TRIGGER answer_version_only_rises BEFORE UPDATE ON selfassessment_answer
FOR EACH ROW WHEN (NEW.version < OLD.version) EXECUTE FUNCTION answer_version_only_rises()
"""


def create(apps, schema_editor):
    sql = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    schema_editor.execute(sql)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER answer_version_only_rises")
    else:
        schema_editor.execute("DROP FUNCTION answer_version_only_rises CASCADE")


class Migration(migrations.Migration):
    dependencies = [("selfassessment", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
