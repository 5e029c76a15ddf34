"""The admin's list of products, and what may be done to many of them at once."""
