"""`python -m livegen` is `livegen`."""

from livegen.cli import main

main(prog_name="livegen")
