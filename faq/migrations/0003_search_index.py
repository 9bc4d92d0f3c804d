from django.db import migrations

from loket.search import add_search_index


class Migration(migrations.Migration):
    dependencies = [("faq", "0002_initial")]

    operations = [
        migrations.RunPython(add_search_index("faq_entry"), migrations.RunPython.noop),
    ]
