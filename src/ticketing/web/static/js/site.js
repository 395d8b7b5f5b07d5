"use strict";
// Small things that every page shares: a form is sent once, and an htmx answer that is a whole page replaces the page.
(() => {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent === "yes") { event.preventDefault(); return; }
    if (form.dataset.ask && !window.confirm(form.dataset.ask)) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    window.setTimeout(() => { form.dataset.sent = ""; }, 4000);
  });
  // A filter takes effect when it is chosen; without script there is a button.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-at-once]");
    if (form) form.requestSubmit();
  });
  // Select all of a list.
  document.addEventListener("change", (event) => {
    const all = event.target.closest("input[data-all]");
    if (!all) return;
    for (const box of document.querySelectorAll(`input[name="${all.dataset.all}"]`)) box.checked = all.checked;
  });
  // j and k go through the links of a long list, one row a step.
  document.addEventListener("keydown", (event) => {
    const step = { j: 1, k: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const links = [...document.querySelectorAll("table[data-rows] tbody td.main a:first-child")];
    const next = links[Math.max(0, links.indexOf(document.activeElement) + step)];
    if (next) next.focus();
  });
  // The address of a QR code ends in a signed text behind "#"; the link to the page that checks it carries that on.
  const keepFragment = () => {
    for (const link of document.querySelectorAll("a[data-keep-fragment]")) link.hash = window.location.hash;
  };
  keepFragment();
  window.addEventListener("hashchange", keepFragment);
  // A page that shows what was opened elsewhere looks again when the person comes back to it.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && document.querySelector("[data-look-again]")) window.location.reload();
  });
  // A form that only carries on what the address brought; without script there is a button.
  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("form[data-send-at-once]");
    if (form) form.requestSubmit();
  });
  window.addEventListener("pageshow", () => { for (const form of document.forms) form.dataset.sent = ""; });
})();
