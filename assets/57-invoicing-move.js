"use strict";
/* To another month: shown at once, sent one by one, then confirmed, refused or undone as the server says. */
(() => {
  const { board, invoicing: inv } = window.caudal;
  const ANSWER_MS = 10000;
  const UNDO_MS = 10000;
  const MONTHS_BEYOND = 6; // a menu also offers these after the last one shown
  const FIRST_CARDS = 5;

  /* The present month and later ones: what is over cannot be planned any more. */
  function choices(b) {
    const last = Math.max(b.state.last, b.state.present) + MONTHS_BEYOND;
    const first = Math.max(b.state.first, b.state.present);
    return Array.from({ length: last - first + 1 }, (_, place) => first + place);
  }
  const monthText = (b, month) => (month ? inv.words.fullMonth(month) : b.say("without_date"));

  /* ── what a drop would do, shown while the card is held ── */
  function aim(b, ref, month) {
    b.canvas.querySelectorAll(".is-target").forEach((node) => node.classList.remove("is-target"));
    b.canvas.querySelectorAll(".cd-mhead__whatif").forEach((node) => node.remove());
    const spot = inv.state.locate(b.state, ref);
    if (!spot || !month || month === ref.month) return;
    const grid = b.gridOf(ref.section);
    grid.querySelectorAll(`.cd-cell[data-month="${month}"], .cd-mhead[data-month="${month}"]`).forEach((node) => node.classList.add("is-target"));
    for (const [at, sign] of [[month, 1], [ref.month, -1]]) {
      const text = inv.words.signed(sign * (spot.card.net_reporting || 0), ref.section);
      grid.querySelector(`.cd-mhead[data-month="${at}"]`)?.append(board.el("span", { class: "cd-mhead__whatif cd-n", text }));
    }
  }

  /* ── refusals that need no server ── */
  function refuse(b, kind, card) {
    const invoice = kind === "invoices";
    b.toast({
      tone: "warn", icon: "lock", title: b.say(invoice ? "stay_title" : "locked_title"),
      text: b.say(invoice ? "stay_text" : "locked_text", { number: card.number }),
    });
    b.announce(b.say(invoice ? "stay_text" : "locked_text", { number: card.number }));
  }

  /* ── the reader lets go ── */
  function plan(b, ref, to, known) {
    const card = known || inv.state.locate(b.state, ref)?.card;
    if (!card) return;
    if (!b.mayMove(ref.kind, card)) refuse(b, ref.kind, card);
    else if (to === ref.month) b.announce(b.say("stays", { month: monthText(b, to) }));
    else commit(b, { kind: "move", ref, to, card: { ...card }, eventId: null });
  }

  function commit(b, entry) {
    const focused = b.focusedRef();
    const follows = focused && focused.id === entry.ref.id && focused.kind === entry.ref.kind;
    entry.moved = inv.state.shift(b.state, entry.ref, entry.card, entry.to);
    b.redraw(follows ? { ...entry.ref, month: entry.to } : undefined);
    send(b, entry);
  }

  /* ── one request at a time: the next leaves when the answer to the last is here ── */
  function send(b, entry) {
    entry.seq = b.nextSeq();
    entry.rev = b.state.rev;
    b.queue.push(entry);
    next(b);
  }

  const shownIn = (b, ref, month) => Math.max(FIRST_CARDS, month ? inv.state.cellOf(b.state, { ...ref, month })?.cards.length || 0 : 0);
  const versionKey = (ref) => `${ref.kind} ${ref.id}`;

  function next(b) {
    if (b.inFlight || !b.queue.length) return;
    const entry = (b.inFlight = b.queue.shift());
    const { ref, to, card } = entry;
    b.send("action", {
      seq: entry.seq, request_key: b.uuid(), kind: entry.kind, section: ref.section, lane: ref.kind, card: ref.id,
      version: Math.max(card.version, b.versions.get(versionKey(ref)) || 0), from: ref.month, to, event_id: entry.eventId,
      shown: [shownIn(b, ref, ref.month), shownIn(b, ref, to)],
    });
    entry.timer = setTimeout(() => b.whenFree(() => unanswered(b, entry)), ANSWER_MS);
  }

  function unanswered(b, entry) {
    if (b.inFlight !== entry) return;
    b.inFlight = null;
    b.silent.set(entry.seq, entry);
    takeBack(b, entry);
    warn(b, entry, "wifi-off", b.say("no_answer"));
    next(b);
  }

  function takeBack(b, entry) {
    b.queue = b.queue.filter((other) => versionKey(other.ref) !== versionKey(entry.ref));
    inv.state.shift(b.state, { ...entry.ref, month: entry.to }, { ...entry.moved, on: entry.card.on }, entry.ref.month);
    b.redraw(entry.ref);
  }

  const warn = (b, entry, icon, text) =>
    b.toast({ tone: "warn", icon, title: b.say("not_moved", { month: monthText(b, entry.to) }), text });

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
    if (ack.version) b.versions.set(versionKey(entry.ref), ack.version);
    if (!ack.ok) b.queue = b.queue.filter((other) => versionKey(other.ref) !== versionKey(entry.ref));
    const focused = b.focusedRef();
    if (entry.rev === b.state.rev) {
      inv.state.adopt(b.state, ack, entry.ref.section, entry.ref.kind);
      if (ack.ok) inv.state.keepInView(b.state, { ...entry.ref, month: entry.to }, { ...entry.moved, version: ack.version });
      b.queue.forEach((other) => again(b, other));
      const back = !ack.ok && focused && focused.id === entry.ref.id && focused.kind === entry.ref.kind;
      b.redraw(back ? entry.ref : undefined);
    }
    if (ack.ok) said(b, entry, ack);
    else warn(b, entry, "exclamation-triangle", ack.message || b.say("refused"));
    next(b);
  }

  /* What the reader has moved on in the meantime is not in the answer yet. */
  function again(b, entry) {
    if (inv.state.locate(b.state, entry.ref)) inv.state.shift(b.state, entry.ref, entry.card, entry.to);
    else inv.state.shiftSums(b.state, entry.ref, entry.card, entry.to);
  }

  function told(b, entry) {
    if (entry.kind === "undo") return entry.to ? b.say("back_in", { month: monthText(b, entry.to) }) : b.say("back_undated");
    const parts = { number: entry.card.number, contact: entry.card.contact || b.say("no_contact"), month: monthText(b, entry.ref.month) };
    const was = b.say(entry.ref.month ? "was" : "was_undated", parts);
    return b.state.months.includes(entry.to) ? was : `${was} ${b.say("outside")}`;
  }

  function said(b, entry, ack) {
    const undone = entry.kind === "undo";
    b.lastUndo = ack.event_id && !undone ? () => undo(b, entry, ack) : null;
    const actions = b.lastUndo ? [{ label: b.say("undo"), run: b.lastUndo }] : [];
    const title = undone ? b.say("undone") : b.say("moved", { month: monthText(b, entry.to) });
    b.toast({ icon: "calendar-check", title, text: ack.message || told(b, entry), actions, life: UNDO_MS });
  }

  function undo(b, entry, ack) {
    b.lastUndo = null;
    const ref = { ...entry.ref, month: entry.to };
    const card = inv.state.locate(b.state, ref)?.card || entry.moved;
    commit(b, { kind: "undo", ref, to: entry.ref.month, card: { ...card }, eventId: ack.event_id });
  }

  inv.move = { aim, plan, refuse, acknowledge, choices, monthText };
})();
