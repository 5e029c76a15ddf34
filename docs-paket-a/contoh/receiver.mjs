// Contoh penerima webhook: memeriksa tanda tangan, menolak yang basi, mengabaikan yang ganda.
//
//   WEBHOOK_SECRET=whsec_… PORT=8700 node receiver.mjs
//
// Hanya modul bawaan Node.js. Tanda tangannya menurut https://www.standardwebhooks.com.

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const SECRET = Buffer.from(process.env.WEBHOOK_SECRET.replace(/^whsec_/, ""), "base64");
const PORT = Number(process.env.PORT ?? 8700);
const TOLERANCE_SECONDS = 300;
const MAX_BYTES = 1_000_000;

// Untuk produksi: tabel dengan kolom unik, ditulis dalam transaksi yang sama dengan pekerjaannya.
const handled = new Set();

// Apakah isi ini persis yang ditandatangani pengirim, dan baru saja.
function isAuthentic(headers, body) {
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  if (!/^\d{1,15}$/.test(timestamp)) return false;
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const expected = createHmac("sha256", SECRET).update(`${id}.${timestamp}.`).update(body).digest();
  // Selama kunci diganti ada dua tanda tangan; satu yang cocok sudah cukup.
  return (headers["webhook-signature"] ?? "").split(" ").some((part) => {
    if (!part.startsWith("v1,")) return false;
    const signature = Buffer.from(part.slice(3), "base64");
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  });
}

// Pekerjaan Anda. Kegagalan di sini dijawab 500, dan pengirim mencoba lagi.
function handle(id, event) {
  console.log(id, event.type, JSON.stringify(event.data));
}

async function status(request) {
  if (request.method !== "POST") return 405;
  const length = request.headers["content-length"];
  if (length === undefined) return 411;
  if (Number(length) > MAX_BYTES) return 413;
  const body = Buffer.concat(await request.toArray()); // byte mentah: jangan diurai dahulu
  if (!isAuthentic(request.headers, body)) return 401;
  const id = request.headers["webhook-id"];
  if (!handled.has(id)) {
    handle(id, JSON.parse(body.toString("utf8")));
    handled.add(id); // baru sesudah selesai
  }
  return 204;
}

createServer(async (request, response) => {
  let code = 500;
  try {
    code = await status(request);
  } catch (error) {
    console.error(error.name);
  }
  response.writeHead(code, { "Content-Length": 0, Connection: "close" }).end();
}).listen(PORT, "127.0.0.1");
