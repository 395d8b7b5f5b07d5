"use strict";
// The same check as ticketing/documents/signing/paper_code.py, by the browser's own Ed25519: no network, no library.
const KEYS = {/* keys */};
const VERSION = "1";

const SENTENCES = {
  good: ["Mã hợp lệ: do cơ quan ban hành ký.", "The code is genuine: the issuer signed it."],
  changed: ["Mã đã bị thay đổi: không tin giấy này.", "The code was changed: do not trust the paper."],
  stranger: ["Mã của nơi khác, hoặc mã giả: không có khóa của cơ quan này.", "Of another issuer, or forged: no key of this office."],
  none: ["Đây không phải mã của thông báo. Quét lại mã QR ở phụ lục, hoặc chép toàn bộ nội dung.",
    "That is no code of a notice. Scan the QR code of the annex again, or copy all of its text."],
  browser: ["Trình duyệt này không kiểm tra được chữ ký Ed25519: hãy cập nhật trình duyệt.",
    "This browser cannot check Ed25519 signatures: please update it."],
};

function bytesOf(text) {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) throw new Error("no base64url");
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(raw, (sign) => sign.charCodeAt(0));
  // One code, one spelling.
  if (btoa(raw).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") !== text) throw new Error("another spelling");
  return bytes;
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytesOfHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));

async function readCode(text) {
  const parts = text.trim().split("#").pop().split(".");
  if (parts.length !== 6 || parts[0] !== VERSION) return { verdict: "none" };
  const [, name, quoted, day, start, signature] = parts;
  if (!Object.hasOwn(KEYS, name)) return { verdict: "stranger" };
  let said, signed;
  try {
    if (!/^\d{8}$/.test(day)) throw new Error("no day");
    said = {
      number: decodeURIComponent(quoted),
      day: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`,
      content: hex(bytesOf(start)),
    };
    signed = bytesOf(signature);
  } catch {
    return { verdict: "changed" };
  }
  const message = new TextEncoder().encode(`ticketing paper ${VERSION}\n${said.number}\n${said.day}\n${said.content}\n`);
  let key;
  try {
    key = await crypto.subtle.importKey("raw", bytesOfHex(KEYS[name]), { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return { verdict: "browser" };
  }
  const fits = await crypto.subtle.verify({ name: "Ed25519" }, key, signed, message);
  return fits ? { verdict: "good", ...said } : { verdict: "changed" };
}

const place = (id) => document.getElementById(id);

function show(found) {
  const good = found.verdict === "good";
  [place("verdict").textContent, place("verdict-en").textContent] = SENTENCES[found.verdict];
  place("answer").className = good ? "good" : "bad";
  place("facts").hidden = place("then").hidden = !good;
  place("number").textContent = good ? found.number : "";
  place("day").textContent = good ? found.day.split("-").reverse().join("/") : "";
  place("content").textContent = good ? found.content : "";
  place("answer").hidden = false;
}

const check = async () => show(await readCode(place("code").value));
const takeFragment = () => {
  if (location.hash.length < 2) return;
  place("code").value = location.hash.slice(1);
  check();
};

place("check").addEventListener("click", check);
addEventListener("hashchange", takeFragment);
takeFragment();
