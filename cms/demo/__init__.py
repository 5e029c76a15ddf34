"""Demonstration content: invented brands and products that show what the site can do."""
