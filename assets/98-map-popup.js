"use strict";
/* The window of one contact on the map: opens towards free space, moves with the map, closes with Esc. */
(() => {
  const { board, map } = window.caudal;
  if (!map) return;
  const { el, icon, words } = board;
  const GAP = 26; // pixels between a mark's middle and the window
  const EDGE = 12;
  const TURN = 360;
  let shown = null; // {box, row, seq}

  /* ── where it stands ── */
  /* The turn of the earth that is in view. */
  function project({ longitude, latitude }) {
    const { west, east } = map.view();
    return map.project(longitude < west ? longitude + TURN : longitude > east ? longitude - TURN : longitude, latitude);
  }

  /* What of the map no panel covers. */
  function free() {
    const frame = map.root.getBoundingClientRect();
    const panel = document.getElementById("map-list")?.getBoundingClientRect();
    const beside = panel && panel.width < frame.width * 0.6;
    return { left: (beside ? Math.max(panel.right - frame.left, 0) : 0) + EDGE, right: frame.width - EDGE, top: EDGE, bottom: frame.height - EDGE };
  }

  function place() {
    if (!shown) return;
    const { box, row } = shown;
    const { x, y } = project(row);
    const room = free();
    const { offsetWidth: width, offsetHeight: height } = box;
    const above = y - GAP - height >= room.top || y - room.top > room.bottom - y;
    const left = Math.min(Math.max(x - 28, room.left), Math.max(room.right - width, room.left));
    const top = above ? Math.max(y - GAP - height, room.top) : Math.min(y + GAP, Math.max(room.bottom - height, room.top));
    box.classList.toggle("is-below", !above);
    for (const [name, value] of Object.entries({ "--x": left, "--y": top, "--tip": Math.min(Math.max(x - left, 20), width - 20) })) {
      box.style.setProperty(name, `${value}px`);
    }
  }

  /* ── what stands in it ── */
  const say = (key, parts) => map.list().say(key, parts);

  function stars({ stars: count, quality }) {
    if (!count) return el("div", { class: "cd-mappop__q", text: say("no_quality") });
    const label = say("quality", { label: quality, stars: count });
    const row = el("span", { class: "cd-stars", role: "img", "aria-label": label }, ...[1, 2, 3, 4, 5].map((n) => icon(n <= count ? "star-fill" : "star", n <= count ? "on" : "")));
    return el("div", { class: "cd-mappop__q" }, row, el("span", { text: quality, "aria-hidden": "true" }));
  }

  /* A page that leads back to this view. */
  function href(page, id) {
    const query = new URLSearchParams(window.location.search);
    query.set("open", shown.row.id);
    return `/${page}/${encodeURIComponent(id)}?from=map&${query}`.replaceAll("%2C", ",");
  }

  function deal(one) {
    return el("li", {}, el("a", { href: href("opportunity", one.id), "data-cd-nav": "plain", title: `${one.title} · ${one.stage}` },
      board.card.stageGlyph(one.colour, one.glyph, 14), el("span", { class: "visually-hidden", text: one.stage }), el("span", { class: "cd-trunc", text: one.title }),
      el("span", { class: "cd-mut cd-n", text: words.percent(one.percent) }), words.moneyNode(one.net, one.currency)));
  }

  function filtered(id) {
    const query = new URLSearchParams(window.location.search);
    const is = query.get("contact") === String(id);
    if (is) query.delete("contact");
    else query.set("contact", id);
    query.set("open", id);
    return el("a", { class: "btn btn-sm btn-ghost", href: `/map?${query}`.replaceAll("%2C", ","), "data-cd-nav": "plain", text: say(is ? "filter_off" : "filter_contact") });
  }

  function contents(found) {
    const { currency, chance } = map.list().answer;
    const weighted = el("span", { class: "cd-mut", title: say(`by_${chance}`), text: say("weighted", { amount: words.compact(found.weighted, currency) }) });
    const more = found.more ? [el("li", { class: "cd-mappop__more cd-mut cd-small", text: say("and_more", { n: words.number(found.more) }) })] : [];
    const contact = el("a", { class: "btn btn-sm btn-outline-secondary", href: href("contact", found.contact_id), "data-cd-nav": "plain" }, say("open_contact"), " ", icon("arrow-up-right", "cd-micro"));
    return [
      ...(found.address ? [el("p", { class: "cd-mappop__addr" }, icon("geo-alt"), el("span", { text: found.address }))] : []),
      el("ul", {}, ...found.opportunities.map(deal), ...more),
      el("div", { class: "cd-mappop__tot" }, el("span", { text: map.list().plural("open", found.count) }), weighted, words.moneyNode(found.net, currency, "cd-semi")),
      el("footer", {}, contact, filtered(found.contact_id)),
    ];
  }

  function head(name, under) {
    const close = el("button", { type: "button", class: "cd-iconbtn cd-iconbtn--sm", "aria-label": say("close"), on: { click: () => closePopup(true) } }, icon("x-lg"));
    return el("header", {}, el("div", { class: "cd-mappop__t" }, el("h2", { text: name }), under), close);
  }

  function openPopup(row) {
    const list = map.list();
    if (!list) return;
    closePopup(false);
    const box = el("div", { class: "cd-mappop", role: "dialog", tabindex: -1, "aria-label": row.name || say("loading") }, head(row.name || "…", el("div", { class: "cd-mappop__q", text: say("loading") })));
    shown = { box, row, seq: Date.now() };
    map.root.append(box);
    list.mark(row.id);
    map.remember({ open: String(row.id) });
    place();
    box.focus({ preventScroll: true });
    window.dash_clientside.set_props("map-popup-ask", { data: { seq: shown.seq, contact_id: row.id } });
  }

  function popupFound(found) {
    if (!shown || found.seq !== shown.seq) return;
    if (found.ok === false) {
      closePopup(true);
      window.caudal.toast({ title: found.message, tone: "neg", icon: "exclamation-octagon" });
      return;
    }
    const { box } = shown;
    const held = box.contains(document.activeElement);
    box.setAttribute("aria-label", found.name);
    if (found.latitude !== null && found.latitude !== undefined) shown.row = { ...shown.row, latitude: found.latitude, longitude: found.longitude };
    box.replaceChildren(head(found.name, stars(found)), ...contents(found));
    place();
    if (held) box.querySelector("ul a, footer a")?.focus({ preventScroll: true });
  }

  function closePopup(giveFocusBack) {
    if (!shown) return;
    const { box, row } = shown;
    shown = null;
    box.remove();
    map.remember({ open: "" });
    map.list()?.mark(0);
    if (giveFocusBack) map.list()?.focusRow(row.id);
  }

  /* ── from the map ── */
  map.on("view", place);
  map.on("select", (mark) => {
    if (mark?.contact_id) openPopup({ id: mark.contact_id, longitude: mark.longitude, latitude: mark.latitude, name: mark.name });
    else closePopup(false);
  });
  map.on("answer", (answer) => {
    const id = Number(new URLSearchParams(window.location.search).get("open"));
    if (shown && !shown.box.isConnected) shown = null;
    if (!id || shown) return place();
    const row = answer.list.find((one) => one.id === id);
    return row ? openPopup(row) : undefined;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown || event.defaultPrevented) return;
    event.preventDefault();
    closePopup(true);
  });

  Object.assign(map, { openPopup, closePopup, popupFound });
})();
