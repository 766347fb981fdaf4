"""The demonstration's figures worked out again from its raw entries, with sqlite3 and json alone.

No module here imports the product. What it says is compared with what the product says.
"""
