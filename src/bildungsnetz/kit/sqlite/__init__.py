"""Django's SQLite backend on the bundled SQLite release."""
