"use strict";
/* The keyboard: one stop per column, arrows between cards, Space lifts, keys move at once, each step said aloud. */
(() => {
  const { board } = window.caudal;

  const cardsOf = (column) => [...column.view.body.querySelectorAll(":scope > .cd-card")];
  const idOf = (node) => Number(node.dataset.id);
  const where = (b, node) => board.state.locate(b.state, idOf(node));

  /* Make one card of the column the one that Tab reaches, with its menu button. */
  function rove(b, column, id) {
    column.rove = id;
    if (column.folded || !column.view) return;
    for (const node of cardsOf(column)) {
      const reachable = idOf(node) === id ? "0" : "-1";
      node.setAttribute("tabindex", reachable);
      node.querySelector(".cd-card__menu").setAttribute("tabindex", reachable);
    }
  }

  function focus(node) {
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function focusInColumn(b, node, step) {
    const { column } = where(b, node);
    if (step === "last") return focusLast(b, column);
    let nodes = cardsOf(column);
    let target = step === "first" ? 0 : nodes.indexOf(node) + step;
    if (target >= nodes.length && column.drawn < column.cards.length) {
      board.draw.drawMore(b, column, 12);
      nodes = cardsOf(column);
    }
    target = Math.max(0, Math.min(target, nodes.length - 1));
    focus(nodes[target]);
  }

  /* The last card of all: those at hand are drawn, the others are sent for as long as the reader waits there. */
  function focusLast(b, column) {
    board.draw.drawMore(b, column, column.cards.length);
    const last = cardsOf(column).at(-1);
    focus(last);
    if (!column.cursor) return;
    b.announce(b.say("loading"));
    board.pages.ask(b, column, () => { if (document.activeElement === last) focusLast(b, column); });
  }

  function focusBeside(b, node, step) {
    const { column } = where(b, node);
    const rows = b.state.columns.filter((other) => !other.folded && (other === column || other.cards.length));
    const target = rows[rows.indexOf(column) + step];
    if (!target) return;
    const nodes = cardsOf(target);
    const level = cardsOf(column).indexOf(node);
    focus(nodes.find((other) => idOf(other) === target.rove) || nodes[Math.min(level, nodes.length - 1)]);
  }

  /* ── lifting ── */
  function lift(b, node) {
    const { card, column } = where(b, node);
    if (!b.mayMove(card)) return board.move.refuseLocked(b, card);
    b.lift = { id: card.id, from: column.key, over: column.key };
    node.classList.add("is-lifted");
    board.rules.dim(b, card.id);
    b.announce(b.say("lifted", { contact: card.contact, column: column.name }));
  }

  function carry(b, step) {
    const keys = b.state.columns.map((column) => column.key);
    const over = keys[keys.indexOf(b.lift.over) + step];
    if (!over) return;
    b.lift.over = over;
    const { card, column: from } = board.state.locate(b.state, b.lift.id);
    const column = b.state.byKey.get(over);
    board.move.aim(b, b.lift.id, over);
    column.view.node.scrollIntoView({ inline: "nearest", block: "nearest" });
    if (column === from) return b.announce(b.say("over_home", { column: column.name }));
    b.announce([b.say("over", { column: column.name }), ...board.rules.told(b, { card, column: from }, column)].join(". "));
  }

  function letGo(b, dropped) {
    const { id, over, from } = b.lift;
    b.lift = null;
    board.move.aim(b, id, null);
    board.rules.dim(b, null);
    board.draw.cardElement(b, id)?.classList.remove("is-lifted");
    if (dropped && over !== from) board.move.drop(b, id, over);
    else b.announce(b.say("returned", { column: b.state.byKey.get(from).name }));
    b.release();
  }

  function whileLifted(b, event) {
    const act = {
      ArrowLeft: () => carry(b, -1), ArrowRight: () => carry(b, 1), Enter: () => letGo(b, true), " ": () => letGo(b, true),
      Escape: () => letGo(b, false), ArrowUp: () => {}, ArrowDown: () => {},
    }[event.key];
    if (event.key === "Tab") return letGo(b, false);
    if (!act) return;
    event.preventDefault();
    act();
  }

  function moveTo(b, node, kind, nth = 0) {
    const column = b.state.columns.filter((other) => other.kind === kind)[nth];
    if (column) board.move.drop(b, idOf(node), column.key);
  }

  const atRest = {
    ArrowDown: (b, node) => focusInColumn(b, node, 1), ArrowUp: (b, node) => focusInColumn(b, node, -1),
    Home: (b, node) => focusInColumn(b, node, "first"), End: (b, node) => focusInColumn(b, node, "last"),
    ArrowRight: (b, node) => focusBeside(b, node, 1), ArrowLeft: (b, node) => focusBeside(b, node, -1),
    Enter: (b, node) => b.open(idOf(node)), " ": (b, node) => lift(b, node),
    w: (b, node) => moveTo(b, node, "won"), l: (b, node) => moveTo(b, node, "lost"),
    m: (b, node) => board.menu.card(b, node), ContextMenu: (b, node) => board.menu.card(b, node),
    u: (b) => b.lastUndo?.(),
  };

  function press(b, event) {
    const node = event.target;
    if (!node.classList?.contains("cd-card") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (b.lift) return whileLifted(b, event);
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key === "F10" && event.shiftKey ? "m" : event.key;
    if (/^[1-9]$/.test(key)) moveTo(b, node, "open", Number(key) - 1);
    else if (atRest[key]) atRest[key](b, node);
    else return;
    event.preventDefault();
  }

  function listen(b) {
    b.canvas.addEventListener("keydown", (event) => press(b, event));
    b.canvas.addEventListener("focusin", (event) => {
      const node = event.target.closest(".cd-card");
      const spot = node && where(b, node);
      if (spot && spot.column.rove !== spot.card.id) rove(b, spot.column, spot.card.id);
    });
    b.canvas.addEventListener("focusout", (event) => {
      if (b.lift && event.target.classList.contains("cd-card") && event.target.isConnected) letGo(b, false);
    });
  }

  board.keys = { listen, rove };
})();
