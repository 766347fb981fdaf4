"""Excel workbooks: hostile ones are read within limits; in new ones no cell can act."""
