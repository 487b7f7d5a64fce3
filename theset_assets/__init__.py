"""TheSet Assets: the Dagster project that fills TheSet's database with artists, venues, shows, songs and setlists.

Data flows one way: upstream → catalogue → store → assets → automation. `docs/architecture.md` draws it.
"""
