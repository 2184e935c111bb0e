"use strict";
/* Moves: shown at once, sent one by one, then confirmed, refused or undone as the server says. */
(() => {
  const { board } = window.caudal;
  const ANSWER_MS = 10000;
  const UNDO_MS = 10000;

  /* ── what a drop would do, shown while the card is held ── */
  function aim(b, id, to) {
    b.canvas.querySelectorAll(".cd-col.is-target, .cd-col.is-blocked").forEach((node) => node.classList.remove("is-target", "is-blocked"));
    b.canvas.querySelectorAll(".cd-slot, .cd-col__whatif").forEach((node) => node.remove());
    const spot = board.state.locate(b.state, id);
    const column = to && b.state.byKey.get(to);
    if (!spot || !column || column === spot.column) return;
    const verdict = board.rules.verdict(b, spot, column);
    if (verdict.kind === "barred") return;
    const blocked = verdict.kind === "tasks";
    column.view.node.classList.add(blocked ? "is-blocked" : "is-target");
    if (column.folded) return;
    const slot = board.el("div", { class: "cd-slot" }, blocked
      ? board.el("span", {}, board.icon("lock"), ` ${b.plural("tasks_missing", verdict.open.length)}`)
      : b.say("move_to", { column: column.name }));
    slot.style.height = `${board.draw.cardElement(b, id)?.offsetHeight || 112}px`;
    column.view.body.prepend(slot);
    column.view.body.scrollTop = 0;
    const change = blocked ? null : board.rules.effect(b, spot.card, spot.column, column);
    if (change) column.view.node.querySelector(".cd-col__sums").append(whatIf(b, change));
  }

  const effectText = (b, change) => board.words.compact(change.amount, b.state.currency, true);

  function whatIf(b, change) {
    return board.el("div", { class: "cd-col__whatif" },
      board.el("span", { class: "cd-n", text: effectText(b, change) }), ` ${b.say(change.word)}`);
  }

  /* ── the reader lets go ── */
  function refuseLocked(b, card) {
    b.toast({ tone: "warn", icon: "lock", title: b.say("locked_title"), text: b.say("locked_text", { contact: card.contact }) });
  }

  function drop(b, id, to) {
    const spot = board.state.locate(b.state, id);
    const column = b.state.byKey.get(to);
    if (!spot || !column) return;
    if (!b.mayMove(spot.card)) refuseLocked(b, spot.card);
    else if (column === spot.column) b.announce(b.say("stays", { column: column.name }));
    else board.rules.pass(b, spot, column, (arrival) => close(b, id, to, arrival));
  }

  /* What is open to discussion has been said; a closing column has a question of its own. */
  function close(b, id, to, arrival) {
    const spot = board.state.locate(b.state, id);
    const column = b.state.byKey.get(to);
    if (!spot || column.kind === "open") return commit(b, id, to, null, arrival);
    board.closing.ask(b, spot, column, (closing) => commit(b, id, to, closing, arrival));
  }

  function commit(b, id, to, closing, arrival) {
    const spot = board.state.locate(b.state, id);
    if (!spot || spot.column.key === to) return;
    const entry = { kind: "move", closing, to, arrival, ...origin(spot) };
    show(b, entry, closing);
    send(b, entry);
  }

  const origin = ({ column, index, card }) => ({
    id: card.id, from: column.key, index, follower: column.cards[index + 1]?.id ?? null, before: { ...card },
  });

  /* Show the move with its totals before the server knows of it. */
  function show(b, entry, closing) {
    const from = b.state.byKey.get(entry.from);
    const to = b.state.byKey.get(entry.to);
    const focused = holdsFocus(b, entry.id);
    const card = board.draw.takeOut(b, from, entry.id);
    entry.arriving = entry.restored ? entry.restored.weighted_reporting : board.rules.weight(card, from, to, entry.arrival);
    board.state.shift(b.state, card, from, to, entry.arriving);
    board.rules.settle(b, card, from, to, entry);
    if (closing) card.closed_on = closing.closed_on;
    else if (to.kind === "open") card.closed_on = null;
    board.draw.putIn(b, to, card, entry.place ?? 0);
    board.draw.showAllTotals(b);
    if (focused) focusAfter(b, entry);
  }

  const holdsFocus = (b, id) => Boolean(board.draw.cardElement(b, id)?.contains(document.activeElement));

  /* Focus follows the card; when its new column is folded, it stays with the neighbours. */
  function focusAfter(b, entry) {
    const moved = board.draw.cardElement(b, entry.id);
    const from = b.state.byKey.get(entry.from);
    const neighbour = from.cards[Math.min(entry.index, from.cards.length - 1)];
    const target = moved || (neighbour && board.draw.cardElement(b, neighbour.id));
    if (!target) return;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /* Put the card back where it was, between the same neighbours, with its old amounts. */
  function takeBack(b, entry) {
    const spot = board.state.locate(b.state, entry.id);
    const from = b.state.byKey.get(entry.from);
    if (!spot || !from || spot.column === from) return;
    const focused = holdsFocus(b, entry.id);
    const card = board.draw.takeOut(b, spot.column, entry.id);
    board.state.shift(b.state, card, spot.column, from, entry.before.weighted_reporting);
    Object.assign(card, { ...entry.before, version: card.version });
    const follower = from.cards.findIndex((other) => other.id === entry.follower);
    board.draw.putIn(b, from, card, follower >= 0 ? follower : entry.index);
    board.draw.showAllTotals(b);
    if (focused) board.draw.cardElement(b, entry.id)?.focus({ preventScroll: true });
  }

  /* ── one request at a time: the next leaves when the answer to the last is here ── */
  function send(b, entry) {
    entry.seq = b.nextSeq();
    entry.rev = b.state.rev;
    b.queue.push(entry);
    next(b);
  }

  function next(b) {
    if (b.inFlight || !b.queue.length) return;
    const entry = (b.inFlight = b.queue.shift());
    const spot = board.state.locate(b.state, entry.id);
    b.send("action", {
      seq: entry.seq, request_key: b.uuid(), kind: entry.kind, card: entry.id,
      version: spot ? spot.card.version : entry.version, from: entry.from, to: entry.to,
      event_id: entry.event_id ?? null, closing: entry.closing ?? null, tasks: entry.arrival?.tasks ?? [],
      probability: entry.arrival?.probability ?? null, remember: Boolean(entry.arrival?.remember),
    });
    entry.timer = setTimeout(() => b.whenFree(() => unanswered(b, entry)), ANSWER_MS);
  }

  function unanswered(b, entry) {
    if (b.inFlight !== entry) return;
    b.inFlight = null;
    b.silent.set(entry.seq, entry);
    b.queue = b.queue.filter((other) => other.id !== entry.id);
    takeBack(b, entry);
    b.toast({ tone: "warn", icon: "wifi-off", title: notMoved(b, entry), text: b.say("no_answer") });
    next(b);
  }

  const columnName = (b, key) => b.state.byKey.get(key)?.name || "";
  const notMoved = (b, entry) => b.say("not_moved", { column: columnName(b, entry.to) });

  /* ── the server's answer ── */
  function acknowledge(b, ack) {
    if (!ack || ack.seq <= b.acknowledged) return;
    b.acknowledged = ack.seq;
    if (b.inFlight?.seq === ack.seq) clearTimeout(b.inFlight.timer);
    b.whenFree(() => settle(b, ack));
  }

  function settle(b, ack) {
    const entry = b.inFlight?.seq === ack.seq ? b.inFlight : b.silent.get(ack.seq);
    if (!entry) return;
    if (b.inFlight === entry) b.inFlight = null;
    b.silent.delete(ack.seq);
    if (ack.ok) confirm(b, entry, ack);
    else refuse(b, entry, ack);
    next(b);
  }

  const waiting = (b, id) => b.queue.filter((other) => other.id === id);

  function confirm(b, entry, ack) {
    if (waiting(b, entry.id).length) renew(b, ack);
    else placeCard(b, entry.id, ack);
    takeTotals(b, entry, ack);
    if (entry.kind === "undo") said(b, entry, ack, b.say("undone"), null);
    else said(b, entry, ack, b.say("moved", { column: columnName(b, ack.column || entry.to) }), ack.event_id);
  }

  function refuse(b, entry, ack) {
    b.queue = b.queue.filter((other) => other.id !== entry.id);
    takeBack(b, entry);
    if (ack.card && ack.column) placeCard(b, entry.id, ack);
    takeTotals(b, entry, ack);
    b.toast({
      tone: "warn", icon: "exclamation-triangle", title: notMoved(b, entry), text: ack.message || b.say("refused"),
      actions: ack.tasks?.length ? tickNow(b, entry, ack.tasks) : board.rules.remedy(b, entry),
    });
  }

  /* After a win was refused for open tasks: tick them off right there, and win with what was answered already. */
  function tickNow(b, entry, tasks) {
    const run = () => {
      const spot = board.state.locate(b.state, entry.id);
      const stage = spot && b.state.stages[spot.card.stage_id]?.name;
      const open = tasks.map(([id, name]) => ({ id, name }));
      if (spot) board.before.ask(b, spot, b.state.byKey.get(entry.to), { open, stage }, (arrival) => commit(b, entry.id, entry.to, entry.closing, arrival));
    };
    return [{ label: b.say("show_tasks"), run }];
  }

  /* The card moves on in this very moment: take what is new about it, leave it where the reader put it. */
  function renew(b, ack) {
    const spot = ack.card && board.state.locate(b.state, ack.card[b.state.fields.indexOf("id")]);
    if (spot) spot.card.version = board.state.cardOf(b.state.fields, ack.card).version;
  }

  /* Show the fresh card in the column where it is now; a card outside the filter leaves the board. */
  function placeCard(b, id, ack) {
    const spot = board.state.locate(b.state, id);
    const column = b.state.byKey.get(ack.column);
    const card = ack.card && board.state.cardOf(b.state.fields, ack.card);
    const focused = holdsFocus(b, id);
    if (spot && card && column === spot.column) {
      spot.column.cards[spot.index] = card;
      board.draw.refresh(b, column, card);
      return;
    }
    if (spot) board.draw.takeOut(b, spot.column, id);
    if (column && card) board.draw.putIn(b, column, card, 0);
    if (focused) focusAfter(b, { id, from: (spot ? spot.column : column).key, index: spot ? spot.index : 0 });
  }

  /* Totals of the answer, unless the board has been drawn anew since: then it already has them. */
  function takeTotals(b, entry, ack) {
    if (entry.rev !== b.state.rev) return;
    board.state.adopt(b.state, ack.columns, ack.summary);
    for (const other of b.queue) {
      const spot = board.state.locate(b.state, other.id);
      const [from, to] = [b.state.byKey.get(other.from), b.state.byKey.get(other.to)];
      if (spot && from && to) board.state.shift(b.state, { ...other.before }, from, to, other.arriving);
    }
    if (b.board) board.draw.showAllTotals(b);
  }

  function said(b, entry, ack, title, eventId) {
    const text = ack.message || b.say("was", { contact: entry.before.contact, column: columnName(b, entry.from) });
    b.lastUndo = eventId === null || eventId === undefined ? null : () => undo(b, entry, ack);
    const actions = b.lastUndo ? [{ label: b.say("undo"), run: b.lastUndo }] : [];
    b.toast({ icon: "arrow-left-right", title, text, actions, life: UNDO_MS });
  }

  function undo(b, moved, ack) {
    b.lastUndo = null;
    const spot = board.state.locate(b.state, moved.id);
    const version = ack.card ? board.state.cardOf(b.state.fields, ack.card).version : moved.before.version;
    const entry = { kind: "undo", id: moved.id, event_id: ack.event_id, version, from: ack.column || moved.to, to: moved.from,
      before: { ...moved.before } };
    if (spot && b.state.byKey.has(moved.from) && spot.column.key !== moved.from) {
      Object.assign(entry, origin(spot), { restored: moved.before });
      const back = b.state.byKey.get(moved.from).cards.findIndex((other) => other.id === moved.follower);
      entry.place = back >= 0 ? back : moved.index;
      show(b, entry, null);
    }
    send(b, entry);
  }

  board.move = { aim, drop, acknowledge, refuseLocked, effectText, placeCard };
})();
