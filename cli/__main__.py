"""`python -m cli` is `assure`."""

from cli.main import main

main()
