"""Whether leads arrive: what became of the submissions, and of their announcements.

Submissions are counted in memory (`counting`) and added to the database every few seconds;
`figures` reads them, `checks` holds them against what was promised. The page in the admin, the
command ``lead_health`` and the metrics for Prometheus show the same.
"""
