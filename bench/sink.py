"""A mail server that takes everything and keeps Message-IDs: `python -m bench.sink PORT FILE`."""

import asyncio
import signal
import sys
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


class Sink:
    """Writes down the Message-ID of each message, one a line."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take the message."""
        with self._file.open("a") as out:
            out.write(f"{message_from_bytes(envelope.content)['Message-ID'].strip()}\n")
        return "250 OK"


async def serve(port: int, file: Path) -> None:
    """Serve on the loopback until a stop signal."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    server = await loop.create_server(lambda: SMTP(Sink(file)), "127.0.0.1", port)
    async with server:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
