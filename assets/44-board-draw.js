"use strict";
/* Drawing: the whole board, cards as they come into view, folding, and keeping the reader's place. */
(() => {
  const { board } = window.caudal;
  const { el } = board;
  const AT_ONCE = 12;
  const PER_STEP = 24;
  const AHEAD = "600px 0px";
  const phone = () => window.matchMedia("(max-width: 767.98px)").matches;

  /* ── what the reader is looking at, to be kept over a new drawing ── */
  function place(b) {
    if (!b.board || !b.state) return null;
    const active = b.canvas.contains(document.activeElement) ? document.activeElement : null;
    return {
      left: b.board.scrollLeft, sort: b.state.sort, card: active?.closest?.(".cd-card")?.dataset.id,
      control: active?.dataset?.sort || active?.dataset?.fold || active?.dataset?.tab ? { ...active.dataset } : null,
      columns: new Map(b.state.columns.filter((c) => !c.folded).map((c) => [c.key, { top: c.view.body.scrollTop, drawn: c.drawn }])),
    };
  }

  function restore(b, kept) {
    b.board.scrollLeft = kept.left;
    for (const column of b.state.columns) {
      const before = kept.columns.get(column.key);
      // In another order another card stands there: begin at the top.
      if (before && !column.folded && kept.sort === b.state.sort) column.view.body.scrollTop = before.top;
    }
    const target = kept.card ? cardElement(b, kept.card) : kept.control ? control(b, kept.control) : null;
    if (target) target.focus({ preventScroll: true });
  }

  const control = (b, data) => Object.entries(data).map(([name, value]) => b.canvas.querySelector(`[data-${name}="${CSS.escape(value)}"]`))[0];
  const cardElement = (b, id) => b.board?.querySelector(`.cd-card[data-id="${CSS.escape(String(id))}"]`) || null;

  /* ── cards of one column ── */
  function drawMore(b, column, howMany) {
    const end = Math.min(column.cards.length, column.drawn + howMany);
    const nodes = column.cards.slice(column.drawn, end).map((card) => board.card.node(b, card, column));
    column.view.more.before(...nodes);
    column.drawn = end;
    showFoot(b, column);
  }

  /* The foot says how much is shown and, when it comes near, draws or asks for more. */
  function showFoot(b, column) {
    const { more, empty, watcher } = column.view;
    const waiting = column.drawn < column.cards.length || Boolean(column.cursor);
    more.hidden = !waiting;
    showCount(b, column);
    empty.hidden = waiting || column.cards.length > 0;
    watcher.unobserve(more);
    if (waiting && !column.loading) watcher.observe(more);
  }

  function showCount(b, column) {
    column.view.more.textContent = column.loading ? b.say("loading") : b.say("more", {
      shown: board.words.number(column.cards.length), count: board.words.number(column.count),
    });
  }

  function reachFoot(b, column) {
    if (column.drawn < column.cards.length) drawMore(b, column, PER_STEP);
    else if (column.cursor) board.pages.ask(b, column);
  }

  function fillColumn(b, column, drawn) {
    const { view } = column;
    view.more = el("button", { class: "cd-more", type: "button", on: { click: () => reachFoot(b, column) } });
    view.empty = el("p", { class: "cd-small cd-mut text-center p-3", text: b.say("empty_column"), hidden: true });
    view.watcher = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) reachFoot(b, column);
    }, { root: view.body, rootMargin: AHEAD });
    view.body.append(view.more, view.empty);
    if (!column.cards.some((card) => card.id === column.rove)) column.rove = column.cards[0]?.id ?? null;
    column.drawn = 0;
    drawMore(b, column, Math.max(AT_ONCE, drawn));
    board.drag.enable(b, column);
  }

  function mount(b, column, drawn = 0) {
    column.view = board.column.build(b, column);
    if (!column.folded) fillColumn(b, column, drawn);
    board.column.showTotals(b, column);
    return column.view.node;
  }

  function unmount(column) {
    if (!column.view || column.folded) return;
    column.view.watcher.disconnect();
    board.drag.disable(column);
  }

  /* ── one card in or out, while everything else stays ── */
  function takeOut(b, column, id) {
    const index = column.cards.findIndex((card) => card.id === id);
    const [card] = column.cards.splice(index, 1);
    if (index < column.drawn) column.drawn -= 1;
    if (!column.folded) cardElement(b, id)?.remove();
    if (column.rove === id) board.keys.rove(b, column, column.cards[Math.min(index, column.cards.length - 1)]?.id ?? null);
    if (!column.folded) showFoot(b, column);
    return card;
  }

  function putIn(b, column, card, index) {
    const at = Math.max(0, Math.min(index, column.cards.length));
    column.cards.splice(at, 0, card);
    if (column.rove === null) column.rove = card.id;
    if (column.folded || at > column.drawn) return;
    const drawnNodes = column.view.body.querySelectorAll(":scope > .cd-card");
    (drawnNodes[at] || column.view.more).before(board.card.node(b, card, column));
    column.drawn += 1;
    if (at === 0) column.view.body.scrollTop = 0;
    showFoot(b, column);
  }

  function refresh(b, column, card) {
    const node = column.folded ? null : cardElement(b, card.id);
    if (!node) return;
    const focused = node === document.activeElement;
    const drawn = board.card.node(b, card, column);
    node.replaceWith(drawn);
    if (focused) drawn.focus({ preventScroll: true });
  }

  function showAllTotals(b) {
    for (const column of b.state.columns) {
      board.column.showTotals(b, column);
      if (!column.folded) showCount(b, column);
    }
    board.column.showSummary(b);
    board.column.showTabs(b);
  }

  /* ── folding ── */
  const isFolded = (b, column) => b.folds[column.key] ?? column.kind !== "open";

  function fold(b, key, folded) {
    const column = b.state.byKey.get(key);
    if (!column || column.folded === folded) return;
    b.rememberFold(key, folded);
    const old = column.view.node;
    unmount(column);
    column.folded = folded;
    old.replaceWith(mount(b, column));
    column.view.node.scrollIntoView({ inline: "nearest", block: "nearest" });
    (folded ? column.view.node : column.view.node.querySelector("[data-fold]")).focus({ preventScroll: true });
    b.announce(b.say(folded ? "folded" : "unfolded", { column: column.name }));
  }

  /* ── phone: the column buttons follow the swipe ── */
  const leftOf = (b, column) =>
    column.view.node.getBoundingClientRect().left - b.board.getBoundingClientRect().left + b.board.scrollLeft;

  function followSwipe(b) {
    if (!phone()) return;
    const seen = b.board.scrollLeft + 40;
    const current = [...b.state.columns].reverse().find((column) => leftOf(b, column) <= seen) || b.state.columns[0];
    for (const button of b.tabs.children) {
      const on = button.dataset.tab === current.key;
      if (on && button.getAttribute("aria-pressed") !== "true") b.tabs.scrollLeft = button.offsetLeft - b.tabs.offsetLeft - 48;
      button.setAttribute("aria-pressed", String(on));
    }
  }

  function goTo(b, key) {
    fold(b, key, false);
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    b.board.scrollTo({ left: leftOf(b, b.state.byKey.get(key)) - 12, behavior: calm ? "auto" : "smooth" });
  }

  /* ── everything ── */
  function all(b, data) {
    const kept = place(b);
    b.state?.columns.forEach(unmount);
    Object.assign(board.words.exponents, data.exponents);
    b.state = board.state.read(data);
    for (const column of b.state.columns) {
      column.name = board.column.nameOf(column);
      column.folded = isFolded(b, column);
    }
    b.bar = board.column.bar(b, board.menu.controls(b));
    if (!b.state.columns.some((column) => column.count)) {
      b.board = b.tabs = null;
      return b.show(b.bar.node), board.column.showSummary(b);  // the page says why nothing is there
    }
    b.tabs = board.column.tabs(b);
    b.board = el("div", { class: `cd-board${data.flow ? " cd-board--stages" : ""}`, role: "group", "aria-label": b.label, on: { scroll: () => followSwipe(b) } },
      ...b.state.columns.map((column) => mount(b, column, kept?.columns.get(column.key)?.drawn)));
    b.show(b.bar.node, b.tabs, b.board);
    board.column.showSummary(b);
    if (kept) restore(b, kept);
    else if (phone()) b.board.scrollLeft = leftOf(b, b.state.columns.find((column) => !column.folded) || b.state.columns[0]) - 12;
    followSwipe(b);
  }

  board.draw = { all, drawMore, takeOut, putIn, refresh, showFoot, showAllTotals, fold, goTo, cardElement };
})();
