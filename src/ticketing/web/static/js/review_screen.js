"use strict";
// The desk by keyboard: every button names its key in data-key; dialogs answer to numbers; a heartbeat keeps the case.
(() => {
  const MOVE = 80;
  const SIGHT_MS = 400; // nobody has seen a case sooner: what judges it then was meant for the case before
  let beat, shownAt = 0;

  const desk = () => document.getElementById("desk");
  const openDialog = () => document.querySelector("dialog[open]");
  const typing = (target) => target.closest("input:not([type=radio]):not([type=checkbox]):not([type=range]), textarea, select");

  const PICTURE_KEYS = {
    "+": () => viewer.zoomBy(viewer.STEP), "=": () => viewer.zoomBy(viewer.STEP), "-": () => viewer.zoomBy(1 / viewer.STEP),
    "0": viewer.fit, p: viewer.toPlate, f: viewer.boxes,
    b: () => viewer.light("brightness", 15), B: () => viewer.light("brightness", -15),
    k: () => viewer.light("contrast", 15), K: () => viewer.light("contrast", -15),
    ArrowLeft: () => viewer.moveBy(MOVE, 0), ArrowRight: () => viewer.moveBy(-MOVE, 0),
    ArrowUp: () => viewer.moveBy(0, MOVE), ArrowDown: () => viewer.moveBy(0, -MOVE),
  };

  function onKey(event) {
    if (!desk() || event.ctrlKey || event.altKey || event.metaKey) return;
    const dialog = openDialog();
    if (dialog) { inDialog(event, dialog); return; }
    if (typing(event.target)) return;
    if (event.target.matches("input[type=range], input[type=radio]") && event.key.startsWith("Arrow")) return;
    if (event.target.closest(".desk__side, .desk__more") && event.key.startsWith("Arrow")) return;
    const action = PICTURE_KEYS[event.key] || PICTURE_KEYS[event.key.toLowerCase()];
    if (action) { event.preventDefault(); action(); return; }
    if (/^[1-9]$/.test(event.key)) { viewer.show(Number(event.key)); return; }
    if (event.key.toLowerCase() === "w") { pick("input[name=wording][value=fits]"); return; }
    if (event.key.toLowerCase() === "a") { tick("#confirm input[name=another_act]"); return; }
    if (event.key.toLowerCase() === "q") { window.location.assign(`/queue${desk().dataset.query}`); return; }
    const button = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (event.repeat) return; // a key held down judges one case
    if (button && !button.disabled) { event.preventDefault(); button.click(); }
  }

  function inDialog(event, dialog) {
    if (typing(event.target)) return;
    const other = /^[1-9]$/.test(event.key) && dialog.querySelectorAll("button[data-alternative]")[Number(event.key) - 1];
    if (other) { event.preventDefault(); other.click(); return; }
    const chosen = dialog.querySelector(`input[name=reason_code][data-digit="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!chosen) return;
    event.preventDefault();
    chosen.checked = true;
    chosen.focus();
    if (chosen.dataset.note === "yes") dialog.querySelector("textarea").focus();
  }

  function unseen(event) {
    if (!event.target.closest("#desk") || performance.now() - shownAt >= SIGHT_MS) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  function pick(selector) {
    const radio = desk().querySelector(selector);
    if (radio) { radio.checked = true; radio.focus(); }
  }

  function tick(selector) {
    const box = desk().querySelector(selector);
    if (box) { box.checked = !box.checked; box.focus(); }
  }

  function onClick(event) {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      dialog.showModal();
      const first = dialog.querySelector("input[type=text], input[name=reason_code], textarea");
      if (first) { first.focus(); if (first.select && first.type === "text") first.select(); }
    }
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
    const other = event.target.closest("[data-alternative]");
    if (other) takeOver(other.dataset.alternative);
  }

  // A chosen plate goes into the form in which an officer types one; nothing is sent.
  function takeOver(text) {
    const shown = openDialog();
    if (shown) shown.close();
    const byHand = document.getElementById("hand-plate");
    if (byHand) { byHand.value = text; byHand.focus(); return; }
    const dialog = document.getElementById("correct");
    if (!dialog) return;
    const plate = document.getElementById("c-plate");
    plate.value = text;
    plate.dispatchEvent(new Event("input", { bubbles: true })); // the act of that plate is shown with it
    dialog.showModal();
    plate.focus();
  }

  // The lease: taken when the case is shown, renewed while it is, ended when the page goes.
  async function hold() {
    const shown = desk();
    if (!shown || shown.dataset.judge !== "yes") return;
    try {
      const answer = await fetch(`/desk/${shown.dataset.case}/lease`, { method: "POST", headers: { "X-CSRF-Token": token(), Accept: "application/json" }, keepalive: true });
      if (answer.status === 409 && shown === desk()) lost(shown); // not for a case that has left the screen meanwhile
      if (answer.status === 401) window.location.reload();
    } catch { /* the net is away for a moment; the next beat tries again */ }
  }

  function token() { return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRF-Token"]; }

  function lost(shown) {
    const said = document.createElement("div");
    said.className = "said said--warn";
    said.setAttribute("role", "alert");
    said.textContent = shown.dataset.lost;
    document.getElementById("messages").replaceChildren(said);
    for (const button of shown.querySelectorAll(".desk__verdict button, dialog button:not([data-close])")) button.disabled = true;
  }

  function letGo() {
    const shown = desk();
    if (!shown || shown.dataset.judge !== "yes") return;
    fetch(`/desk/${shown.dataset.case}/lease/end`, { method: "POST", headers: { "X-CSRF-Token": token() }, keepalive: true });
  }

  function start() {
    if (!desk()) return;
    shownAt = performance.now();
    viewer.start();
    window.clearInterval(beat);
    beat = window.setInterval(hold, Number(desk().dataset.beat) * 1000);
    hold();
    const focus = document.getElementById("viewer");
    if (focus) focus.focus({ preventScroll: true });
  }

  document.addEventListener("submit", unseen, true); // before htmx, which listens on the form
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "desk") { start(); document.title = `${document.querySelector("h1").textContent}`; }
  });
  // What had the focus in the dialog was replaced: a hand at the keyboard goes on in the first field.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "c-act" && openDialog() && document.activeElement === document.body) document.getElementById("c-plate").focus();
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const dialog = openDialog();
    if (dialog && !event.detail.elt.matches("[data-stay]")) dialog.close();
  });
  // After the last case the answer is the queue: it has no desk to put in place, so go there.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "desk" && event.detail.xhr.status < 300 && !event.detail.serverResponse.includes('id="desk"')) {
      event.detail.shouldSwap = false;
      window.location.assign(event.detail.xhr.responseURL);
    }
  });
  window.addEventListener("pagehide", letGo);
})();
