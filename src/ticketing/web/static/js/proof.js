"use strict";
// Checks the history of a case here, in the browser, by the formats alone: RFC 9162 for the tree, C2SP for the signed
// checkpoint. The same check as evidence/verify.py; it takes no word of the server for anything but the key it names.
(() => {
  const place = document.getElementById("proof");
  const bytes = (text) => new TextEncoder().encode(text);
  const hex = (array) => Array.from(array, (one) => one.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
  const unbase64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(parts)));
  const node = (left, right) => sha256(Uint8Array.of(1), left, right);

  function joined(parts) {
    const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    parts.reduce((at, part) => { whole.set(part, at); return at + part.length; }, 0);
    return whole;
  }

  async function rootOf(leaf, index, size, path) {
    let root = await sha256(Uint8Array.of(0), bytes(leaf)), at = index, last = size - 1;
    for (const step of path) {
      if (last === 0) return null;
      if (at % 2 === 1 || at === last) {
        root = await node(unhex(step), root);
        while (at % 2 === 0 && at !== 0) { at = Math.floor(at / 2); last = Math.floor(last / 2); }
      } else {
        root = await node(root, unhex(step));
      }
      at = Math.floor(at / 2);
      last = Math.floor(last / 2);
    }
    return last === 0 ? root : null;
  }

  // A signed note: origin, size and root; an empty line; "— name base64(key id, signature)".
  async function readCheckpoint(text, vkey) {
    const end = text.indexOf("\n\n");
    const body = text.slice(0, end + 1), [, size, root] = body.split("\n");
    const [name, , ...rest] = vkey.split("+"), key = unbase64(rest.join("+"));
    const id = (await sha256(bytes(`${name}\n`), key)).slice(0, 4);
    for (const line of text.slice(end + 2).split("\n")) {
      const [, signer, signature] = line.match(/^— (\S+) (\S+)$/) || [];
      if (signer !== name || hex(unbase64(signature).slice(0, 4)) !== hex(id)) continue;
      const opened = await crypto.subtle.importKey("raw", key.slice(1), { name: "Ed25519" }, false, ["verify"]);
      const fits = await crypto.subtle.verify({ name: "Ed25519" }, opened, unbase64(signature).slice(4), bytes(body));
      return fits ? { size: Number(size), root: hex(unbase64(root)) } : null;
    }
    return null;
  }

  async function check(proof) {
    const signed = await readCheckpoint(proof.checkpoint, proof.vkey);
    mark("checkpoint", signed !== null);
    let whole = signed !== null;
    for (const event of proof.events) {
      const root = signed && await rootOf(event.leaf, event.seq - 1, signed.size, event.path);
      const good = root !== null && hex(root) === signed.root && JSON.parse(event.leaf).subject === proof.subject;
      mark(`event-${event.seq}`, good);
      whole = whole && good;
    }
    say(whole ? "good" : "bad");
  }

  function mark(name, good) {
    const cell = place.querySelector(`[data-mark="${name}"]`);
    if (!cell) return;
    cell.textContent = good ? place.dataset.fits : place.dataset.differs;
    cell.className = `tag ${good ? "tag--green" : "tag--red"}`;
  }

  function say(verdict) {
    place.querySelector("[role=status]").textContent = place.dataset[verdict];
    place.querySelector("[role=status]").className = `said said--${verdict === "good" ? "good" : "bad"}`;
  }

  async function start() {
    try {
      const answer = await fetch(place.dataset.proof, { headers: { Accept: "application/json" } });
      await check(await answer.json());
    } catch {
      say("browser");
    }
  }
  if (place) start();
})();
