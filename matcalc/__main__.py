"""``python -m matcalc`` is the command ``matcalc``."""

from matcalc.cli.main import entry

if __name__ == "__main__":
    entry()
