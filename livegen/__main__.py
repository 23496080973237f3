"""`python -m livegen` is `livegen`."""

from livegen.cli import run

run()
