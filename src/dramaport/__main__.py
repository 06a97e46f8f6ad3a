"""`python -m dramaport`: the same as the `dramaport` command."""

from dramaport.cli.main import run

if __name__ == "__main__":
    run()
