from django.db import migrations

from loket.search import add_search_index


class Migration(migrations.Migration):
    dependencies = [("toolbox", "0001_initial")]

    operations = [
        migrations.RunPython(add_search_index("toolbox_tool"), migrations.RunPython.noop),
    ]
