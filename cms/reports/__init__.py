"""What the menu *Reports* offers beside Wagtail's own."""
