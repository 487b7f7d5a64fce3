"""What Dagster materializes: artists, venues, shows, songs, setlists and trending artists."""
