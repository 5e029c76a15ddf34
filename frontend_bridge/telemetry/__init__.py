"""What visitors' browsers report of the website's speed and use: counted, never about anybody.

A beacon is checked (`beacon`), counted in memory (`gathering`), and every few seconds added to the
database (`store`), where no address, path, identifier or time of day arrives. `report` reads it.
"""
