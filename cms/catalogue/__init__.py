"""The catalogue in and out of spreadsheets: see `planning` for what a row means.

A file is staged row by row (`staging`), each row is planned without writing anything (`planning`),
and the same plan is made again and written when somebody applies the import (`writing`). `jobs`
does this in slices outside requests; `export` writes a file that imports unchanged.
"""
