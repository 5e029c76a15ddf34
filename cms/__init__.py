"""Content: pages, taxonomy, media, site settings and the editors' experience in Wagtail's admin."""
