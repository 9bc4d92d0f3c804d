"""Sending a form of the admin with more in it than it asks, and seeing what came of it."""

from django.urls import reverse

from tests.browse import fill_in

# Sent along with any form: every right that an account can have.
RIGHTS = {
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "on",
    "password": "md5$a$b",
    "date_joined": "2001-01-01",
    "last_login": "2001-01-01",
}


def values_of(row):
    """Everything that the database knows of a row, its relations included."""
    names = [field.name for field in row._meta.concrete_fields]
    many = {
        field.name: sorted(field.value_from_object(row), key=str)
        for field in row._meta.many_to_many
    }
    return type(row)._base_manager.values(*names).get(pk=row.pk) | many


def change_address(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def change(client, row, **fields):
    """Send the form of a row in the admin as it stands, and these fields with it."""
    return fill_in(client, change_address(row), **fields)
