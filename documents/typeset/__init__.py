"""PDFs, set by Typst: the same content is the same file, and a screen reader can read it."""
