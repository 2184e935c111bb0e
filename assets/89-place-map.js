"use strict";
/* The small map of a contact: lines of latitude and longitude, the towns around, and the point itself. */
(() => {
  const WIDE = 300;
  const HIGH = 170;
  const NS = "http://www.w3.org/2000/svg";
  const SPAN_KM = { exact: 40, postal: 40, city: 60, region: 110, country: 110 };
  const KM_PER_DEGREE = 111.2;
  const STEPS = [0.1, 0.2, 0.25, 0.5, 1, 2, 5];

  function made(tag, attributes, text) {
    const element = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    if (text) element.textContent = text;
    return element;
  }

  /* Kilometres are equally long both ways in the middle of the map. */
  function projection({ latitude, longitude, precision }) {
    const scale = WIDE / (2 * (SPAN_KM[precision] || 60));
    const shrink = Math.max(Math.cos((latitude * Math.PI) / 180), 0.05);
    return {
      x: (degrees) => WIDE / 2 + (degrees - longitude) * KM_PER_DEGREE * shrink * scale,
      y: (degrees) => HIGH / 2 - (degrees - latitude) * KM_PER_DEGREE * scale,
      wide: WIDE / 2 / (KM_PER_DEGREE * shrink * scale),
      high: HIGH / 2 / (KM_PER_DEGREE * scale),
    };
  }

  function lines(middle, half) {
    const step = STEPS.find((one) => (2 * half) / one <= 5) || 10;
    const first = Math.ceil((middle - half) / step);
    const found = [];
    for (let number = first; number * step <= middle + half; number += 1) found.push(number * step);
    return found;
  }

  function graticule(map, at) {
    const parts = lines(map.longitude, at.wide).map((x) => made("line", { x1: at.x(x), x2: at.x(x), y1: 0, y2: HIGH }));
    parts.push(...lines(map.latitude, at.high).map((y) => made("line", { x1: 0, x2: WIDE, y1: at.y(y), y2: at.y(y) })));
    const group = made("g", { class: "cd-placemap__grid" });
    group.append(...parts);
    return group;
  }

  /* A name that would lie on another one, or on the point, is left out; its dot stays. */
  function towns(map, at) {
    const taken = [[WIDE / 2 - 12, HIGH / 2 - 24, 24, 28]];
    const group = made("g", { class: "cd-placemap__town" });
    for (const [name, latitude, longitude] of map.towns) {
      const [x, y] = [at.x(longitude), at.y(latitude)];
      if (x < 0 || x > WIDE || y < 8 || y > HIGH - 4) continue;
      group.append(made("circle", { cx: x, cy: y, r: 2 }));
      const length = name.length * 5.6;
      const left = x + 5 + length > WIDE;
      const box = [left ? x - 5 - length : x + 4, y - 8, length, 12];
      if (taken.some(([a, b, w, h]) => box[0] < a + w && a < box[0] + box[2] && box[1] < b + h && b < box[1] + box[3])) continue;
      taken.push(box);
      group.append(made("text", { x: left ? x - 5 : x + 5, y: y + 3.5, "text-anchor": left ? "end" : "start" }, name));
    }
    return group;
  }

  function point() {
    const group = made("g", { class: "cd-placemap__pin", transform: `translate(${WIDE / 2} ${HIGH / 2})` });
    group.append(made("path", { d: "M0 0C-6-8-8-11-8-15a8 8 0 0 1 16 0C8-11 6-8 0 0Z" }), made("circle", { cx: 0, cy: -15, r: 3 }));
    return group;
  }

  /* ── a pin that is moved by hand: it writes where it lies into the fields of its dialog ── */
  function put(field, value) {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function moved(event, picture, map) {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    const [left, top] = [Math.min(Math.max(x, 0), WIDE), Math.min(Math.max(y, 0), HIGH)];
    picture.querySelector(".cd-placemap__pin").setAttribute("transform", `translate(${left} ${top})`);
    const at = projection(map);
    const form = picture.closest("form, dialog");
    put(form.querySelector("[name=longitude]"), (map.longitude + ((left - WIDE / 2) / (WIDE / 2)) * at.wide).toFixed(5));
    put(form.querySelector("[name=latitude]"), (map.latitude - ((top - HIGH / 2) / (HIGH / 2)) * at.high).toFixed(5));
  }

  function draggable(picture, map) {
    picture.addEventListener("pointerdown", (event) => {
      picture.setPointerCapture(event.pointerId);
      moved(event, picture, map);
    });
    picture.addEventListener("pointermove", (event) => {
      if (picture.hasPointerCapture(event.pointerId)) moved(event, picture, map);
    });
  }

  function draw(place) {
    const map = JSON.parse(place.dataset.cdMap);
    const at = projection(map);
    const picture = made("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true", focusable: "false" });
    picture.append(graticule(map, at), towns(map, at), point());
    if ("cdPin" in place.dataset) draggable(picture, map);
    place.replaceChildren(picture);
    place.dataset.cdDrawn = place.dataset.cdMap;
  }

  function drawAll() {
    document.querySelectorAll("[data-cd-map]").forEach((place) => {
      if (place.dataset.cdDrawn !== place.dataset.cdMap) draw(place);
    });
  }

  let waiting = false;
  new MutationObserver(() => {
    if (waiting || !document.querySelector("[data-cd-map]")) return;
    waiting = true;
    window.requestAnimationFrame(() => {
      waiting = false;
      drawAll();
    });
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-cd-map"] });
})();
