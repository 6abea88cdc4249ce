"""Turn evidence into tables and charts."""
