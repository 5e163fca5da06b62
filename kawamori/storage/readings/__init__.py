"""Readings: from the first row that ingest writes to the hydrograph."""
