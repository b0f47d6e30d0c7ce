"""Real processes on the test database: racing clients and killed workers.

Tests that use these need `transactional_db`: what a test has not committed no other process sees.
"""

from tests.concurrency.processes import child_environment, run_processes, start_worker

__all__ = ["child_environment", "run_processes", "start_worker"]
