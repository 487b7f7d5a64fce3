"""Stand-ins for the Ticketmaster and Spotify APIs, served over real HTTP on loopback, with faults to order."""
