"use strict";
/* The keyboard: one stop per lane, arrows between its cards, Space lifts, arrows choose the month, each step said aloud. */
(() => {
  const { board, invoicing: inv } = window.caudal;
  const { icon, el } = board;

  const laneNode = (node) => node.closest(".cd-lane");
  const itemsOf = (within) => [...within.querySelectorAll("[data-item]")];
  const cells = (node) => [...laneNode(node).querySelectorAll(":scope > .cd-cell")];

  /* Make one item of a lane the one that Tab reaches, and its menu button with it. */
  function rove(lane, item) {
    for (const other of itemsOf(lane)) {
      other.tabIndex = other === item ? 0 : -1;
      const menu = other.querySelector(":scope > .cd-paper__menu");
      if (menu) menu.tabIndex = other.tabIndex;
    }
  }

  /* After a drawing: the item of the present month, else the first, so that Tab leads to what matters. */
  function settle(b) {
    for (const lane of b.stage.querySelectorAll(".cd-lane")) {
      const first = lane.querySelector(".cd-cell.is-now [data-item]") || lane.querySelector("[data-item]");
      if (first) rove(lane, first);
    }
  }

  function focus(node) {
    rove(laneNode(node), node);
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function along(node, step) {
    const items = itemsOf(node.closest(".cd-cell"));
    const at = step === "first" ? 0 : step === "last" ? items.length - 1 : items.indexOf(node) + step;
    if (items[at]) focus(items[at]);
  }

  function beside(node, step) {
    const filled = cells(node).filter((cell) => cell.querySelector("[data-item]"));
    const here = node.closest(".cd-cell");
    const level = itemsOf(here).indexOf(node);
    const target = filled[filled.indexOf(here) + step];
    if (!target) return;
    const items = itemsOf(target);
    focus(items[Math.min(level, items.length - 1)]);
  }

  /* ── lifting ── */
  function lift(b, node) {
    const ref = b.refOf(node);
    const { card } = inv.state.locate(b.state, ref);
    if (!b.mayMove(ref.kind, card)) return inv.move.refuse(b, ref.kind, card);
    b.lift = { ref, over: ref.month, contact: card.contact || card.number };
    node.classList.add("is-lifted");
    return b.announce(b.say("lifted", { number: card.number, contact: b.lift.contact, month: inv.words.fullMonth(ref.month) }));
  }

  function carry(b, step) {
    const over = b.lift.over + step;
    if (!b.state.months.includes(over)) return;
    b.lift.over = over;
    inv.move.aim(b, b.lift.ref, over);
    b.gridOf(b.lift.ref.section).querySelector(`.cd-mhead[data-month="${over}"]`)?.scrollIntoView({ inline: "nearest", block: "nearest" });
    const month = inv.words.fullMonth(over);
    b.announce(b.say(over === b.lift.ref.month ? "over_home" : "over", { month }));
  }

  function letGo(b, dropped) {
    const { ref, over } = b.lift;
    b.lift = null;
    inv.move.aim(b, ref, null);
    b.nodeOf(ref)?.classList.remove("is-lifted");
    if (dropped && over !== ref.month) inv.move.plan(b, ref, over);
    else b.announce(b.say("returned", { month: inv.words.fullMonth(ref.month) }));
    b.release();
  }

  function whileLifted(b, event) {
    const act = {
      ArrowLeft: () => carry(b, -1), ArrowRight: () => carry(b, 1), Enter: () => letGo(b, true), " ": () => letGo(b, true),
      Escape: () => letGo(b, false), ArrowUp: () => {}, ArrowDown: () => {},
    }[event.key];
    if (event.key === "Tab") return letGo(b, false);
    if (!act) return undefined;
    event.preventDefault();
    return act();
  }

  /* ── the menu of a card ── */
  function menu(b, node) {
    const ref = b.refOf(node);
    const spot = inv.state.locate(b.state, ref);
    if (!spot) return;
    const { item } = board.menu;
    const lines = [item({ mark: icon("box-arrow-up-right"), text: b.say("open"), key: "\u21b5", href: b.href(ref.kind, ref.id), run: () => b.open(ref) })];
    if (b.mayMove(ref.kind, spot.card)) {
      lines.push(el("div", { class: "dropdown-header", text: b.say("move_to_month") }), ...[...new Set([ref.month, ...inv.move.choices(b)])].map((month) => item({
        text: inv.words.fullMonth(month), target: String(month), checked: month === ref.month, run: () => inv.move.plan(b, ref, month),
      })));
    } else if (ref.kind === "invoices") {
      lines.push(el("p", { class: "cd-pop__none cd-small", text: b.say("stay_text", { number: spot.card.number }) }));
    }
    board.menu.show(b, node.querySelector(".cd-paper__menu"), b.say("card_menu"), lines, node);
  }

  const atRest = {
    ArrowDown: (_b, node) => along(node, 1), ArrowUp: (_b, node) => along(node, -1),
    Home: (_b, node) => along(node, "first"), End: (_b, node) => along(node, "last"),
    ArrowRight: (_b, node) => beside(node, 1), ArrowLeft: (_b, node) => beside(node, -1),
  };
  const onCards = {
    Enter: (b, node) => b.open(b.refOf(node)), " ": (b, node) => lift(b, node), m: (b, node) => menu(b, node),
    ContextMenu: (b, node) => menu(b, node), u: (b) => b.lastUndo?.(),
  };

  function press(b, event) {
    const node = event.target;
    if (!node.matches?.("[data-item]") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (b.lift) {
      whileLifted(b, event);
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key === "F10" && event.shiftKey ? "m" : event.key;
    const act = atRest[key] || (node.matches(".cd-paper") ? onCards[key] : null);
    if (!act) return;
    act(b, node);
    event.preventDefault();
  }

  function listen(b) {
    b.canvas.addEventListener("keydown", (event) => press(b, event));
    b.canvas.addEventListener("focusin", (event) => {
      const node = event.target.closest("[data-item]");
      if (node && node.tabIndex !== 0) rove(laneNode(node), node);
    });
    b.canvas.addEventListener("focusout", (event) => {
      if (b.lift && event.target.classList.contains("cd-paper") && event.target.isConnected) letGo(b, false);
    });
  }

  inv.keys = { listen, settle, menu, focus };
})();
