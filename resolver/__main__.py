"""``python -m resolver`` and the ``resolver`` command."""

from resolver.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
