"""An agency's return as an Excel workbook: written, read back, and marked where it is wrong."""
