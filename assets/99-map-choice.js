"use strict";
/* Contacts chosen on the map: an outline drawn by hand, or all in view; then files of them, or one owner for all. */
(() => {
  const { board, map } = window.caudal;
  if (!map) return;
  const { el, svg, icon } = board;
  const MOST_CORNERS = 60;
  const NEAR = 6; // pixels that the hand moves before a corner is kept
  const WAIT_MS = 400;
  let chosen = null; // {seq, outline, answer}
  let drawing = null; // {layer, line, points}
  let dialog = null;
  let sent = 0;
  let undoable = [];
  let timer = 0;

  const say = (key, parts) => map.list().say(key, parts);
  const nextSeq = () => { sent = Math.max(sent + 1, Date.now()); return sent; };

  function send(store, message) {
    window.dash_clientside.set_props(store, { data: { seq: nextSeq(), ...message } });
  }

  /* ── the outline ── */
  function position({ x, y }) {
    const { west, south, east, north } = map.view();
    const { width, height } = map.root.getBoundingClientRect();
    const northing = (latitude) => Math.asinh(Math.tan((latitude * Math.PI) / 180));
    const high = northing(north) + (y / height) * (northing(south) - northing(north));
    const latitude = (Math.atan(Math.sinh(high)) * 180) / Math.PI;
    return [west + (x / width) * (east - west), latitude].map((degrees) => Math.round(degrees * 1e4) / 1e4);
  }

  function draw() {
    if (drawing) return stop();
    map.closePopup(false);
    const line = svg("polygon", { points: "" });
    const layer = svg("svg", { class: "cd-maplasso", "aria-hidden": "true" }, line);
    drawing = { layer, line, points: [] };
    layer.addEventListener("pointerdown", (event) => { layer.setPointerCapture(event.pointerId); add(event); });
    layer.addEventListener("pointermove", (event) => { if (event.buttons || event.pressure) add(event); });
    layer.addEventListener("pointerup", finish);
    map.root.append(layer);
    window.caudal.say(say("draw_hint"));
    return pressed();
  }

  function add({ clientX, clientY }) {
    const frame = map.root.getBoundingClientRect();
    const point = { x: clientX - frame.left, y: clientY - frame.top };
    const last = drawing.points.at(-1);
    if (last && Math.hypot(point.x - last.x, point.y - last.y) < NEAR) return;
    drawing.points.push(point);
    drawing.line.setAttribute("points", drawing.points.map(({ x, y }) => `${x},${y}`).join(" "));
  }

  /* A long way round keeps every n-th corner: an address carries only so many. */
  function finish() {
    const { points } = drawing;
    stop();
    const step = Math.ceil(points.length / MOST_CORNERS) || 1;
    const corners = points.filter((_point, at) => at % step === 0);
    if (corners.length >= 3) choose(corners.map(position));
  }

  function stop() {
    drawing?.layer.remove();
    drawing = null;
    pressed();
  }

  const pressed = () => map.list()?.panel.querySelector("[data-map-draw]")?.setAttribute("aria-pressed", String(Boolean(drawing)));

  function allInView() {
    const { west, south, east, north } = map.view();
    choose([[west, north], [east, north], [east, south], [west, south]].map((corner) => corner.map((degrees) => Math.round(degrees * 1e4) / 1e4)));
  }

  /* ── the choice ── */
  function choose(outline) {
    send("map-choose", { outline });
    chosen = { seq: sent, outline, answer: null };
  }

  function chosenFound(answer) {
    if (!chosen || answer.seq !== chosen.seq) return;
    if (!answer.ok) return refuse(answer);
    chosen.answer = answer;
    showChoice();
  }

  function refuse({ message }) { window.caudal.toast({ title: message, tone: "neg", icon: "exclamation-octagon" }); }

  function showChoice() {
    const list = map.list();
    if (!list) return;
    const { answer } = chosen || {};
    list.choose(answer || null);
    list.choice.replaceChildren(...(answer ? tools(list.panel.dataset, answer) : []));
    list.choice.querySelector("button, a")?.focus({ preventScroll: true });
  }

  function clear() {
    chosen = null;
    showChoice();
    map.list()?.panel.querySelector("[data-map-draw]")?.focus({ preventScroll: true });
  }

  function tools({ change, export: path }, { owners, count }) {
    const button = (text, style, click) => el("button", { type: "button", class: `btn btn-sm ${style}`, text, on: { click } });
    const file = (kind) => el("a", { class: "btn btn-sm btn-ghost", href: fileHref(path, kind), download: true, text: say(kind) });
    return [
      ...(change === "true" && owners.length && count ? [button(say("assign"), "btn-primary", openDialog)] : []),
      ...(path && count ? [file("csv"), file("xlsx")] : []),
      el("button", { type: "button", class: "cd-iconbtn cd-iconbtn--sm", "aria-label": say("unchoose"), title: say("unchoose"), on: { click: clear } }, icon("x-lg")),
    ];
  }

  function fileHref(path, kind) {
    const query = new URLSearchParams(window.location.search);
    query.set("outline", chosen.outline.map((corner) => corner.join(",")).join(";"));
    return `${path}.${kind}?${query}`;
  }

  /* ── one owner for all of them ── */
  function openDialog() {
    const owner = el("select", { class: "form-select", name: "owner_id" }, ...chosen.answer.owners.map(({ id, label }) => el("option", { value: id, text: label })));
    const said = el("div", { class: "cd-gbulk__said", role: "status", "aria-live": "polite" });
    const submit = el("button", { type: "submit", class: "btn btn-primary", text: say("assign_do"), disabled: true });
    const form = el("form", { method: "dialog", class: "modal-content" },
      el("div", { class: "modal-header" }, el("h2", { class: "modal-title", id: "map-assign-title", text: say("assign_title") })),
      el("div", { class: "modal-body cd-gbulk__form" }, el("label", {}, el("span", { text: say("owner") }), owner), said),
      el("div", { class: "modal-footer" }, el("button", { type: "button", class: "btn btn-outline-secondary", text: say("cancel"), on: { click: closeDialog } }), submit));
    const box = el("dialog", { class: "cd-gdialog", "aria-labelledby": "map-assign-title" }, form);
    dialog = { box, owner, said, submit };
    form.addEventListener("input", ask);
    form.addEventListener("submit", (event) => { event.preventDefault(); if (!submit.disabled) tell("change"); });
    box.addEventListener("close", () => { box.remove(); dialog = null; });
    document.body.append(box);
    box.showModal();
    ask();
  }

  function closeDialog() {
    window.clearTimeout(timer);
    dialog?.box.close();
  }

  function ask() {
    dialog.submit.disabled = true;
    dialog.said.textContent = say("checking");
    window.clearTimeout(timer);
    timer = window.setTimeout(() => { if (dialog) tell("preview"); }, WAIT_MS);
  }

  function tell(kind) {
    dialog.submit.disabled = true;
    send("map-assign", { kind, outline: chosen.outline, owner_id: Number(dialog.owner.value), request_key: board.Canvas.prototype.uuid() });
  }

  function assigned({ seq, kind, ok, message, lines, count, event_ids: events }) {
    if (seq !== sent) return undefined;
    if (kind === "preview" || !ok) {
      if (!dialog) return refuse({ message: message || lines[0] });
      dialog.said.replaceChildren(...(ok ? lines : [message]).map((text) => el("p", { text })));
      dialog.submit.disabled = !ok || !count;
      return undefined;
    }
    closeDialog();
    undoable = kind === "change" ? events : [];
    const undo = { label: say("undo"), run: () => send("map-assign", { kind: "undo", request_key: board.Canvas.prototype.uuid(), event_ids: undoable }) };
    window.caudal.toast({ title: lines[0], text: lines.slice(1).join(" "), tone: "pos", icon: "check2-circle", actions: undoable.length ? [undo] : [] });
    if (chosen) choose(chosen.outline);
    return map.ask({});
  }

  /* ── doors ── */
  function panelTools() {
    const button = (name, sign, click, extra) => el("button", { type: "button", class: "cd-iconbtn cd-iconbtn--sm", "aria-label": say(name), title: say(name), on: { click }, ...extra }, icon(sign));
    chosen = null;
    return [button("draw", "bounding-box-circles", draw, { "data-map-draw": true, "aria-pressed": "false" }), button("all_in_view", "check2-square", allInView)];
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawing) return;
    event.preventDefault();
    stop();
  }, true);

  Object.assign(map, { panelTools, chosenFound, assigned });
})();
