"""Contoh penerima webhook: memeriksa tanda tangan, menolak yang basi, mengabaikan yang ganda.

    WEBHOOK_SECRET=whsec_… PORT=8700 python receiver.py

Hanya pustaka standar Python. Tanda tangannya menurut https://www.standardwebhooks.com.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import threading
import time
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
PORT = int(os.environ.get("PORT", "8700"))
TOLERANCE_SECONDS = 300
MAX_BYTES = 1_000_000

# Untuk produksi: tabel dengan kolom unik, ditulis dalam transaksi yang sama dengan pekerjaannya.
handled: set[str] = set()
one_at_a_time = threading.Lock()


def is_authentic(headers: Message, body: bytes) -> bool:
    """Apakah isi ini persis yang ditandatangani pengirim, dan baru saja."""
    message_id = headers.get("webhook-id") or ""
    timestamp = headers.get("webhook-timestamp") or ""
    if not (timestamp.isascii() and timestamp.isdigit()):
        return False
    if abs(time.time() - int(timestamp[:15])) > TOLERANCE_SECONDS:
        return False
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = hmac.new(SECRET, signed, hashlib.sha256).digest()
    # Selama kunci diganti ada dua tanda tangan; satu yang cocok sudah cukup.
    return any(
        hmac.compare_digest(expected, signature)
        for signature in signatures(headers.get("webhook-signature") or "")
    )


def signatures(header: str) -> list[bytes]:
    found = []
    for part in header.split():
        version, _, text = part.partition(",")
        if version == "v1":
            try:
                found.append(base64.b64decode(text, validate=True))
            except (binascii.Error, ValueError):
                continue
    return found


def handle(message_id: str, event: dict[str, object]) -> None:
    """Pekerjaan Anda. Kegagalan di sini dijawab 500, dan pengirim mencoba lagi."""
    print(message_id, event["type"], json.dumps(event["data"], ensure_ascii=False), flush=True)


class Receiver(BaseHTTPRequestHandler):
    timeout = 10

    def do_POST(self) -> None:
        self.send_response(self.status())
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def status(self) -> int:
        length = self.headers.get("Content-Length") or ""
        if not (length.isascii() and length.isdigit()):
            return 411
        if len(length) > 9 or int(length) > MAX_BYTES:
            return 413
        body = self.rfile.read(int(length))  # byte mentah: jangan diurai dahulu
        if not is_authentic(self.headers, body):
            return 401
        message_id = self.headers["webhook-id"]
        with one_at_a_time:
            if message_id not in handled:
                try:
                    handle(message_id, json.loads(body))
                except Exception as error:  # noqa: BLE001  # apa pun sebabnya: coba lagi nanti
                    self.log_error("%s", type(error).__name__)
                    return 500
                handled.add(message_id)  # baru sesudah selesai
        return 204


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", PORT), Receiver).serve_forever()
