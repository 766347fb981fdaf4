"""What goes into a pack as it is. `verify_receipt.py.txt` is `tools/verify_receipt.py`, verbatim.

It is kept as text so that it can be installed with the product without being part of it.
"""
