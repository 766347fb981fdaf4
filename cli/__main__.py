"""`python -m cli` is `assure`."""

from cli.start import main

main()
