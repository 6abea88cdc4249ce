"""Turning evidence into what a person reads: tables and charts."""
