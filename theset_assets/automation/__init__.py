"""What starts runs: the request sensor, the jobs and the schedules."""
