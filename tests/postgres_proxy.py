"""A network before a server, which tests can cut, and in which an answer can be lost."""

from __future__ import annotations

import selectors
import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self

COMMIT = b"COMMIT\0"


class Network:
    """Passes on what comes to a port of this computer to a server's socket, and its answers.

    `lose_answer_to`: once the server has answered something with these bytes, the answer is lost
    and the connection ends, so many times. `is_silent`: nothing is passed on any more, and nobody
    is told. `is_down`: who comes is sent away. `goes_down_with_loss`: from then on. `loses_asking`:
    what was asked is lost already on the way there.
    """

    def __init__(self, server: Path) -> None:
        self._server = str(server / ".s.PGSQL.5432")
        self.lose_answer_to, self.losses = COMMIT, 0
        self.is_silent, self.is_down = False, False
        self.goes_down_with_loss, self.loses_asking = False, False
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._threads = [threading.Thread(target=self._listen, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.drop()
        for thread in self._threads:
            thread.join(10)

    def drop(self) -> None:
        """Ends every connection. Whoever passes on hears of it, and closes."""
        for one in (one for pair in self._pairs for one in pair):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                if self.is_down:
                    raise ConnectionRefusedError
                server.connect(self._server)
            except OSError:
                _end(client, server)
                continue
            self._pairs.append((client, server))
            thread = threading.Thread(target=self._pass_on, args=(client, server), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        try:
            with suppress(OSError):
                self._exchange(client, server)
        finally:
            _end(client, server)

    def _exchange(self, client: socket.socket, server: socket.socket) -> None:
        is_to_lose = False
        with selectors.DefaultSelector() as waiting:
            waiting.register(client, selectors.EVENT_READ)
            waiting.register(server, selectors.EVENT_READ)
            while True:
                for ready, _ in waiting.select():
                    source = server if ready.fileobj is server else client
                    data = source.recv(65_536)
                    if self.is_silent and data:
                        continue
                    if not data or (is_to_lose and source is server):
                        return self._lost(is_to_lose)
                    if source is client and self.losses and self.lose_answer_to in data:
                        self.losses, is_to_lose = self.losses - 1, True
                        if self.loses_asking:
                            return self._lost(is_to_lose)
                    (server if source is client else client).sendall(data)

    def _lost(self, is_to_lose: bool) -> None:
        if is_to_lose and self.goes_down_with_loss:
            self.is_down = True
            self.drop()


def _end(*sockets: socket.socket) -> None:
    for one in sockets:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
