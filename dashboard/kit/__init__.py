"""What all pages share: words for days, Markdown, tables, charts, colours, and a cache of facts."""
