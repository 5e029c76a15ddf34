"""`make chaos`: kill the product's processes and servers, and show that no lead is lost.

One module per row of the table in ``docs-paket-a/dev/chaos.md``. Every row runs in two sizes with
the same code: `sizes.SHORT` in CI, `sizes.LONG` on demand. Everything runs on private servers.
"""
