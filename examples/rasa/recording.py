"""Stands between Rasa and the action server, and writes down what Rasa posts: what the tests are played from."""

from __future__ import annotations

import lzma
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@contextmanager
def recorded(calls: Path, actions: int) -> Iterator[int]:
    """Passes calls on to the server at the port ``actions``; gives the port to call. ``calls`` will be lines, as xz."""
    bodies: list[bytes] = []

    class Passing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bodies.append(body)
            request = urllib.request.Request(f"http://127.0.0.1:{actions}{self.path}", body, dict(self.headers))
            with urllib.request.urlopen(request) as answer:
                content = answer.read()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *said: object) -> None:
            """Says nothing: the address holds the token."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        calls.parent.mkdir(parents=True, exist_ok=True)
        calls.write_bytes(lzma.compress(b"\n".join(bodies), preset=9))
