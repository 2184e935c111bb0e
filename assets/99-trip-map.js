"use strict";
/* The sketch of a trip: the way from the start to stop after stop, numbered as the list beside it. */
(() => {
  const SIZE = 320;
  const EDGE = 24;
  const LEAST_DEGREES = 0.02;
  const NS = "http://www.w3.org/2000/svg";

  function made(tag, attributes, text) {
    const element = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    if (text) element.textContent = text;
    return element;
  }

  /* Degrees from the start, those of longitude shortened as they are there, and never the long way round the world. */
  function flat(points) {
    const [south, west] = points[0];
    const shrink = Math.max(Math.cos((south * Math.PI) / 180), 0.05);
    return points.map(([latitude, longitude]) => {
      const aside = ((longitude - west + 540) % 360) - 180;
      return [aside * shrink, south - latitude];
    });
  }

  function placed(points) {
    const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
    const span = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys), LEAST_DEGREES);
    const scale = (SIZE - 2 * EDGE) / span;
    const middle = [xs, ys].map((values) => (Math.max(...values) + Math.min(...values)) / 2);
    return points.map(([x, y]) => [SIZE / 2 + (x - middle[0]) * scale, SIZE / 2 + (y - middle[1]) * scale]);
  }

  function mark([x, y], number) {
    const group = made("g", { class: number ? "cd-trip__stop" : "cd-trip__start", transform: `translate(${x} ${y})` });
    group.append(made("circle", { r: number ? 9 : 6 }));
    if (number) group.append(made("text", { y: 3.5, "text-anchor": "middle" }, String(number)));
    return group;
  }

  function draw(place) {
    const points = placed(flat(JSON.parse(place.dataset.cdTrip)));
    const picture = made("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, focusable: "false" });
    picture.append(made("polyline", { class: "cd-trip__way", points: points.map((point) => point.join(",")).join(" ") }));
    // The first stops last, so that they lie on top where several stand at one place.
    points.map(mark).reverse().forEach((each) => picture.append(each));
    place.replaceChildren(picture);
    place.dataset.cdDrawn = place.dataset.cdTrip;
  }

  let waiting = false;
  new MutationObserver(() => {
    if (waiting || !document.querySelector("[data-cd-trip]")) return;
    waiting = true;
    window.requestAnimationFrame(() => {
      waiting = false;
      document.querySelectorAll("[data-cd-trip]").forEach((place) => {
        if (place.dataset.cdDrawn !== place.dataset.cdTrip) draw(place);
      });
    });
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-cd-trip"] });
})();
