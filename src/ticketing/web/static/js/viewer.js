"use strict";
// The picture on the desk: zoom at the pointer, move, brightness and contrast, frames of what was detected.
// window.viewer is used by the keys in review_screen.js. Styles are set through the CSSOM, which the content policy allows.
window.viewer = (() => {
  const LARGEST = 24, STEP = 1.25;
  let box, state;

  const layers = () => [...box.querySelectorAll(".viewer__layer")];
  const current = () => layers().find((layer) => !layer.hidden);

  function start() {
    box = document.getElementById("viewer");
    if (!box) return;
    state = { zoom: 1, x: 0, y: 0, brightness: 100, contrast: 100 };
    for (const layer of layers()) {
      const picture = layer.querySelector("img");
      const fitBoxes = () => layer.querySelector("svg").setAttribute("viewBox", `0 0 ${picture.naturalWidth} ${picture.naturalHeight}`);
      if (picture.complete && picture.naturalWidth) fitBoxes(); else picture.addEventListener("load", fitBoxes, { once: true });
    }
    box.addEventListener("wheel", onWheel, { passive: false });
    box.addEventListener("pointerdown", onGrab);
    box.addEventListener("dblclick", (event) => { state.zoom > 1 ? fit() : zoomAt(4, ...place(event)); });
    for (const tool of document.querySelectorAll("[data-tool]")) tool.addEventListener("click", () => TOOLS[tool.dataset.tool]());
    for (const name of ["brightness", "contrast"]) {
      document.getElementById(name).addEventListener("input", (event) => { state[name] = Number(event.target.value); draw(); });
    }
    for (const button of document.querySelectorAll("[data-show]")) button.addEventListener("click", () => show(Number(button.dataset.show)));
    draw();
  }

  function place(event) {
    const frame = box.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  }

  function zoomAt(zoom, x, y) {
    const wanted = Math.min(Math.max(zoom, 1), LARGEST);
    const ratio = wanted / state.zoom;
    state.x = x - (x - state.x) * ratio;
    state.y = y - (y - state.y) * ratio;
    state.zoom = wanted;
    draw();
  }

  function zoomBy(factor) { zoomAt(state.zoom * factor, box.clientWidth / 2, box.clientHeight / 2); }
  function moveBy(x, y) { state.x += x; state.y += y; draw(); }
  function fit() { state.zoom = 1; state.x = 0; state.y = 0; draw(); }

  function draw() {
    const width = box.clientWidth, height = box.clientHeight;
    state.x = Math.min(0, Math.max(state.x, width * (1 - state.zoom)));
    state.y = Math.min(0, Math.max(state.y, height * (1 - state.zoom)));
    for (const layer of layers()) {
      layer.style.transform = `translate(${state.x}px, ${state.y}px) scale(${state.zoom})`;
      layer.style.setProperty("--zoom", String(state.zoom)); // frames stay thin
      layer.querySelector("img").style.filter = `brightness(${state.brightness}%) contrast(${state.contrast}%)`;
      layer.querySelector("img").style.imageRendering = state.zoom > 6 ? "pixelated" : "auto";
    }
    document.getElementById("zoom").textContent = `${Math.round(state.zoom * 100)} %`;
  }

  // Where the box of the plate lies on the screen: the picture is fitted into the frame, so it has margins.
  function toPlate() {
    const layer = current(), plate = layer && layer.querySelector(".box--plate"), picture = layer && layer.querySelector("img");
    if (!plate || !picture.naturalWidth) { zoomAt(4, box.clientWidth / 2, box.clientHeight / 2); return; }
    const scale = Math.min(box.clientWidth / picture.naturalWidth, box.clientHeight / picture.naturalHeight);
    const left = (box.clientWidth - picture.naturalWidth * scale) / 2, top = (box.clientHeight - picture.naturalHeight * scale) / 2;
    const [x, y, w, h] = ["x", "y", "width", "height"].map((name) => Number(plate.getAttribute(name)) * scale);
    state.zoom = Math.min(LARGEST, Math.max(1, Math.min(box.clientWidth / (w * 2.2), box.clientHeight / (h * 2.6))));
    state.x = box.clientWidth / 2 - (left + x + w / 2) * state.zoom;
    state.y = box.clientHeight / 2 - (top + y + h / 2) * state.zoom;
    draw();
  }

  function boxes() {
    const hidden = box.classList.toggle("no-boxes");
    document.querySelector("[data-tool=boxes]").setAttribute("aria-pressed", String(!hidden));
  }

  function show(number) {
    const all = layers();
    if (number < 1 || number > all.length) return;
    for (const layer of all) layer.hidden = Number(layer.dataset.picture) !== number;
    for (const button of document.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String(Number(button.dataset.show) === number));
    draw();
  }

  function light(name, by) {
    const slider = document.getElementById(name);
    slider.value = String(Number(slider.value) + by);
    state[name] = Number(slider.value);
    draw();
  }

  function onWheel(event) {
    event.preventDefault();
    zoomAt(state.zoom * Math.exp(-event.deltaY * 0.0016), ...place(event));
  }

  function onGrab(event) {
    if (event.button !== 0) return;
    let [x, y] = [event.clientX, event.clientY];
    box.setPointerCapture(event.pointerId);
    box.classList.add("is-moving");
    const move = (moved) => { moveBy(moved.clientX - x, moved.clientY - y); [x, y] = [moved.clientX, moved.clientY]; };
    const end = () => { box.classList.remove("is-moving"); box.removeEventListener("pointermove", move); };
    box.addEventListener("pointermove", move);
    box.addEventListener("pointerup", end, { once: true });
    box.addEventListener("pointercancel", end, { once: true });
  }

  const TOOLS = { in: () => zoomBy(STEP), out: () => zoomBy(1 / STEP), fit, plate: toPlate, boxes };
  window.addEventListener("resize", () => { if (box && box.isConnected) draw(); });
  return { start, zoomBy, moveBy, fit, toPlate, boxes, show, light, STEP };
})();
