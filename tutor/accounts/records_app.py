"""Puts our site in the place of Django's admin; loaded before any model, so it imports none."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class RecordsConfig(AdminConfig):
    default_site = "tutor.accounts.records.RecordsSite"
