// Sparklines: the way of a number, and last year's dashed beside it; drawn into every .cd-spark that appears.
(function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 120;
  const HEIGHT = 30;
  const EDGE = 3;

  function path(kind, d) {
    const made = document.createElementNS(SVG, "path");
    made.setAttribute("d", d);
    made.setAttribute("class", `cd-spark__${kind}`);
    made.setAttribute("vector-effect", "non-scaling-stroke");
    return made;
  }

  // Points without a number leave a gap, so that nothing is drawn that is not known.
  function places(values, count, low, high) {
    const step = (WIDTH - 2 * EDGE) / Math.max(count - 1, 1);
    const scale = high > low ? (HEIGHT - 2 * EDGE) / (high - low) : 0;
    return values.map((value, at) => (value === null ? null : [EDGE + at * step, HEIGHT - EDGE - (value - low) * scale]));
  }

  function line(points) {
    let begun = false;
    return points
      .map((point) => {
        const text = point && `${begun ? "L" : "M"}${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
        begun = Boolean(point);
        return text || "";
      })
      .join("");
  }

  function draw(host) {
    const { points, last } = JSON.parse(host.dataset.spark);
    const known = [...points, ...last].filter((value) => value !== null);
    host.replaceChildren();
    if (known.length < 2) return;
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const count = Math.max(points.length, last.length);
    const [way, before] = [points, last].map((values) => places(values, count, low, high));
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute("preserveAspectRatio", "none");
    const drawn = way.filter(Boolean);
    if (drawn.length > 1 && drawn.length === way.length) {
      svg.append(path("area", `${line(way)}L${drawn.at(-1)[0]} ${HEIGHT - 1}L${drawn[0][0]} ${HEIGHT - 1}Z`));
    }
    if (before.length) svg.append(path("before", line(before)));
    svg.append(path("way", line(way)));
    if (drawn.length) svg.append(path("now", `M${drawn.at(-1)[0]} ${drawn.at(-1)[1]}h.01`));
    host.append(svg);
  }

  function all(within) {
    if (within.nodeType !== Node.ELEMENT_NODE) return;
    if (within.matches("[data-spark]")) draw(within);
    within.querySelectorAll("[data-spark]").forEach(draw);
  }

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") draw(change.target);
      else change.addedNodes.forEach(all);
    }
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-spark"] });
})();
