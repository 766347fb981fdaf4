"""The only way to read the record's facts: a module for each noun, typed rows for everybody.

Every function takes a `Session`, which carries the viewer and the as-at position. What the viewer
may not read is not in the rows; a count that would need it is None or absent, never a part.
"""
