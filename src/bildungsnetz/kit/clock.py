"""Time for what runs for long: a clock handed in by the command, like `at` elsewhere."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
