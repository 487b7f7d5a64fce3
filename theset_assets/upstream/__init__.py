"""Talking to the APIs that feed TheSet: clients, their records, retries and quotas. No rule about data stands here."""
