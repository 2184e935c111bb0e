"use strict";
/* The invoicing board as an object, and its three doors to Dash: draw, acknowledge, append. */
(() => {
  const { board, invoicing: inv } = window.caudal;
  const { el } = board;
  const PAGE_MS = 12000;
  const CELL_PAGE = 20;
  const PHONE = window.matchMedia("(max-width: 767.98px)");

  class Invoicing extends board.Canvas {
    constructor(canvas, id) {
      super(canvas, id);
      Object.assign(this, { tables: {}, openMonths: new Map(), versions: new Map(), askLater: [], sortables: [], small: true, phone: PHONE.matches });
      this.stays = el("p", { class: "visually-hidden", id: `${id}-stay` });
      canvas.append(this.stays);
      inv.filters.make(this);
      inv.keys.listen(this);
      canvas.addEventListener("click", (event) => this.click(event));
      canvas.addEventListener("dblclick", (event) => this.doubleClick(event));
      const turn = () => (canvas.isConnected ? this.state && this.redraw() : PHONE.removeEventListener("change", turn));
      PHONE.addEventListener("change", turn);
    }

    mayMove(kind, card) { return kind !== "invoices" && this.state.movable.includes(kind) && Boolean(card.changeable); }

    /* ── from elements to data and back ── */
    refOf(node) {
      return { section: node.dataset.section, kind: node.dataset.kind, id: Number(node.dataset.id), month: Number(node.dataset.month) };
    }

    nodeOf({ section, kind, id, month }) {
      return this.gridOf(section)?.querySelector(`.cd-paper[data-kind="${kind}"][data-id="${id}"][data-month="${month}"]`) || null;
    }

    gridOf(section) { return this.stage.querySelector(`[data-grid="${CSS.escape(section)}"]`); }

    focusedRef() {
      const node = this.canvas.contains(document.activeElement) ? document.activeElement.closest(".cd-paper") : null;
      return node ? this.refOf(node) : null;
    }

    /* ── where documents are ── */
    /* The address goes along, so that the way back leads to the same board. */
    href(kind, id) { return inv.PATHS[kind] + encodeURIComponent(id) + window.location.search; }

    open(ref) { this.visit(this.href(ref.kind, ref.id)); }

    click(event) {
      const menu = event.target.closest(".cd-paper__menu");
      const list = event.target.closest("[data-list]");
      const more = event.target.closest("[data-more]");
      if (menu) inv.keys.menu(this, menu.closest(".cd-paper"));
      else if (list) inv.list.open(this, listOf(list));
      else if (more) askCell(this, more);
    }

    doubleClick(event) {
      const node = event.target.closest(".cd-paper");
      if (node && !event.target.closest("button")) this.open(this.refOf(node));
    }

    redraw(focus) { draws(this, focus); }
  }

  /* ── drawing ── */
  function place(b) {
    const active = b.stage.contains(document.activeElement) ? document.activeElement : null;
    return {
      ref: b.focusedRef(), ctl: active?.dataset.ctl || null, top: b.stage.scrollTop, inMenu: Boolean(active?.closest(".cd-paper__menu")),
      agg: active?.matches("[data-list], [data-more]") ? { ...active.dataset } : null,
      grids: [...b.stage.querySelectorAll("[data-grid]")].map((grid) => [grid.dataset.grid, grid.scrollLeft, grid.scrollTop]),
    };
  }

  function sameControl(b, data) {
    const which = data.list === undefined ? "more" : "list";
    return b.stage.querySelector(`[data-${which}="${data[which]}"][data-kind="${data.kind}"][data-section="${CSS.escape(data.section)}"]`);
  }

  /* The first time, more months than fit begin near the present one. */
  function showPresent(b) {
    for (const grid of b.stage.querySelectorAll(".cd-invgrid")) {
      const head = grid.querySelector(".cd-mhead.is-now");
      if (head) grid.scrollLeft = head.offsetLeft - grid.clientWidth / 2;
    }
  }

  function restore(b, kept, focus) {
    if (!kept.grids.length) showPresent(b);
    b.stage.scrollTop = kept.top;
    for (const [section, left, top] of kept.grids) b.gridOf(section)?.scrollTo({ left, top, behavior: "instant" });
    const wanted = focus || kept.ref;
    if (wanted) {
      const node = b.nodeOf(wanted);
      if (node) inv.keys.focus(node);
      else if (kept.ref) b.gridOf(wanted.section)?.focus({ preventScroll: true });
    } else if (kept.ctl) b.stage.querySelector(`[data-ctl="${CSS.escape(kept.ctl)}"]`)?.focus({ preventScroll: true });
    else if (kept.agg) sameControl(b, kept.agg)?.focus({ preventScroll: true });
  }

  const heading = (section) =>
    el("h2", { class: "cd-invsection__h" }, section.currency, el("span", { class: "cd-mut", text: ` ${section.companies.join(", ")}` }));

  const months = (b, section) => (b.phone ? inv.phone.list(b, section) : inv.grid.grid(b, section));
  const wordsRow = (...nodes) => el("div", { class: "cd-invwords" }, ...nodes);

  const bar = (b, section, controls) => el("section", { class: "cd-boardbar cd-invbar", "aria-label": b.say("figures") },
    ...inv.bar.figures(b, section).filter(Boolean), controls);

  /* One currency: its grid takes the room that is left. Several: one below the other. */
  function stageOf(b) {
    const { sections } = b.state;
    const second = inv.bar.secondRow(b);
    if (sections.length === 1) {
      const [section] = sections;
      const above = [bar(b, section, inv.bar.controls(b)), second, wordsRow(inv.bar.sentence(b), inv.grid.notes(b, section))];
      return inv.state.isEmpty(section) ? above : [...above, months(b, section)];
    }
    return [el("section", { class: "cd-boardbar cd-invbar" }, inv.bar.controls(b)), second, wordsRow(inv.bar.sentence(b)),
      ...sections.map((section) => el("section", { class: "cd-invsection", "aria-label": section.currency },
        heading(section), bar(b, section, null), inv.grid.notes(b, section),
        inv.state.isEmpty(section) ? el("p", { class: "cd-mut px-3 pb-3", text: b.say("nothing_here") }) : months(b, section)))];
  }

  function draws(b, focus) {
    const kept = place(b);
    board.menu.close();
    inv.drag.disable(b);
    Object.assign(b, { small: b.state.months.length > inv.grid.FULL_UP_TO, phone: PHONE.matches });
    b.stage.className = `cd-boardpage cd-inv__stage flex-fill h-100${b.state.sections.length === 1 ? "" : " is-several"}`;
    b.show(...stageOf(b));
    inv.filters.draw(b);
    inv.keys.settle(b);
    inv.drag.enable(b);
    restore(b, kept, focus);
  }

  /* ── further documents, one request at a time ── */
  function ask(b, request, done) {
    b.askLater.push({ request, done });
    askNext(b);
  }

  function askNext(b) {
    if (b.asked || !b.askLater.length) return;
    const asked = (b.asked = { ...b.askLater.shift(), seq: b.nextSeq(), rev: b.state.rev });
    b.send("page-request", { drafts: false, cursor: null, ...asked.request, seq: asked.seq, rev: asked.rev });
    asked.timer = setTimeout(() => answered(b, asked, null), PAGE_MS);
  }

  function answered(b, asked, page) {
    if (b.asked !== asked) return;
    clearTimeout(asked.timer);
    b.asked = null;
    asked.done(page);
    askNext(b);
  }

  const listOf = ({ dataset }) => ({
    section: dataset.section, kind: dataset.kind, month: Number(dataset.list) || 0, drafts: dataset.list === "drafts",
  });

  function askCell(b, button) {
    const ref = { section: button.dataset.section, kind: button.dataset.kind, month: Number(button.dataset.more) };
    const cell = inv.state.cellOf(b.state, ref);
    if (!cell || cell.loading) return;
    const { rev } = b.state;
    cell.loading = true;
    b.redraw();
    ask(b, { ...ref, cursor: cell.cursor, limit: CELL_PAGE }, (page) => b.whenFree(() => {
      if (b.state.rev !== rev) return;
      const present = inv.state.cellOf(b.state, ref);
      present.loading = cell.loading = false;
      const first = page ? inv.state.fresh(b.state, present.cards, page.cards) : [];
      if (page) Object.assign(present, { cards: [...present.cards, ...first], cursor: page.cursor });
      else b.toast({ tone: "warn", icon: "wifi-off", title: b.say("not_loaded"), text: b.say("try_again") });
      b.redraw(first.length ? { ...ref, id: first[0].id } : undefined);
    }));
  }

  inv.pages = { ask };

  /* ── doors ── */
  const boardAt = (canvasId) => board.canvasAt(Invoicing, canvasId);

  /* Draw the board anew. An answer older than what is shown comes too late. */
  function draw(data, text, canvasId) {
    const b = data && boardAt(canvasId);
    if (!b) return;
    if (text) b.text = text;
    b.keys.textContent = b.say("keys");
    b.stays.textContent = b.say("stay_keys");
    b.panel.setAttribute("aria-label", b.say("more_filters"));
    b.whenFree(() => {
      if (b.state && data.rev < b.state.rev) return;
      if (b.asked) clearTimeout(b.asked.timer);
      Object.assign(b, { asked: null, askLater: [] });
      b.versions.clear();
      Object.assign(board.words.exponents, data.exponents);
      b.state = inv.state.read(data);
      draws(b);
    });
  }

  function acknowledge(ack, canvasId) {
    const b = ack && boardAt(canvasId);
    if (b?.state) inv.move.acknowledge(b, ack);
  }

  function append(page, canvasId) {
    const b = page && boardAt(canvasId);
    if (b?.asked && page.seq === b.asked.seq) answered(b, b.asked, page);
  }

  /* ── the export menu in the filter bar: the files hold what the address asks for ── */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-cd-export]");
    if (link) link.search = window.location.search;
    if (event.target.closest("[data-cd-print]")) window.print();
    if (link || event.target.closest("[data-cd-print]")) window.caudal.closePopover(true);
  }, true);

  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    caudal_invoicing: { draw, acknowledge, append },
  });
})();
