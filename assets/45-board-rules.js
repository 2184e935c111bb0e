"use strict";
/* What a drop needs: where a pipeline allows it, which tasks must be done first, and what becomes of the probability.
   A board without stages has no such rules: every drop is free. */
(() => {
  const { board } = window.caudal;
  const FREE = { kind: "free" };

  function isForward(b, from, to) {
    if (to.kind !== "open") return to.kind === "won";
    const open = board.state.openColumns(b.state);
    return open.indexOf(to) > open.indexOf(from);
  }

  function openTasks(b, card, from) {
    const tasks = b.state.flow.tasks[from.key.slice(1)] || [];
    return tasks.filter(([id]) => card.open_tasks.includes(id)).map(([id, name]) => ({ id, name }));
  }

  /* Whether a card may go from its column to another: "free", "barred", or "tasks" with those still open. */
  function verdict(b, { card, column: from }, to) {
    if (!b.state.flow || from === to || from.kind !== "open") return FREE;
    const { moves } = b.state.flow;
    if (moves && !(moves[from.key] || []).includes(to.key)) return { kind: "barred" };
    const open = isForward(b, from, to) ? openTasks(b, card, from) : [];
    return open.length ? { kind: "tasks", open } : FREE;
  }

  /* What the new stage does with the probability: "set", "ask", or nothing. One that a person typed stays. */
  function habit(b, card, from, to) {
    if (!b.state.flow || from.kind !== "open" || to.kind !== "open") return null;
    const [left, usual] = [from.usual_percent, to.usual_percent];
    if (left === undefined || usual === undefined || card.percent !== left || card.percent === usual) return null;
    return { always: "set", never: null, ask: "ask" }[b.state.flow.habit];
  }

  /* The question's answer, else what the person always does. */
  const sets = (b, card, from, to, arrival) => (arrival?.probability ?? habit(b, card, from, to)) === "set";
  const weighed = (card, percent) => Math.round(((card.net_reporting || 0) * percent) / 100);

  function weight(card, from, to, arrival) {
    return arrival?.sets ? weighed(card, to.usual_percent) : undefined;
  }

  function effect(b, card, from, to) {
    const arriving = habit(b, card, from, to) === "set" ? weighed(card, to.usual_percent) : undefined;
    return board.state.effect(card, from, to, arriving);
  }

  /* Let the card say what it is now, until the server has said so: as it was before an undo, or new in its stage. */
  function settle(b, card, from, to, entry) {
    if (entry.restored) {
      Object.assign(card, { ...entry.restored, version: card.version });
      return;
    }
    if (!b.state.flow || from.kind !== "open" || to.kind !== "open") return;
    Object.assign(card, {
      stage_id: Number(to.key.slice(1)), stage_on: b.state.today,
      open_tasks: (b.state.flow.tasks[to.key.slice(1)] || []).map(([id]) => id),
    });
    if (entry.arrival?.sets) card.percent = to.usual_percent;
  }

  const barred = (b, from, to) => b.say("barred_text", { source: from.name, target: to.name });

  /* Settle all that stands between a card and a column, then go on with what was answered. */
  function pass(b, spot, column, go) {
    const found = verdict(b, spot, column);
    if (found.kind === "barred") {
      b.toast({ tone: "warn", icon: "slash-circle", title: b.say("not_moved", { column: column.name }), text: barred(b, spot.column, column) });
      return;
    }
    const open = found.open || [];
    const asks = habit(b, spot.card, spot.column, column) === "ask";
    if (!open.length && !asks) return go(answered(b, spot, column, {}));
    board.before.ask(b, spot, column, { open, asks }, (given) => go(answered(b, spot, column, given)));
  }

  function answered(b, { card, column: from }, to, given) {
    const arrival = { tasks: given.tasks || [], probability: given.probability ?? null, remember: Boolean(given.remember) };
    if (arrival.remember) b.state.flow.habit = arrival.probability === "set" ? "always" : "never";
    return { ...arrival, sets: sets(b, card, from, to, arrival) };
  }

  /* Take another habit from now on. */
  function adopt(b, habit) {
    b.state.flow.habit = habit;
    b.send("habit", { seq: b.nextSeq(), habit });
  }

  /* Show, while a card is held, where it cannot go. */
  function dim(b, id) {
    const spot = id === null ? null : board.state.locate(b.state, id);
    for (const column of b.state.columns) {
      column.view.node.classList.toggle("is-barred", Boolean(spot) && verdict(b, spot, column).kind === "barred");
    }
  }

  /* What a screen reader hears of a column under the lifted card. */
  function told(b, spot, to) {
    const found = verdict(b, spot, to);
    if (found.kind === "barred") return [barred(b, spot.column, to)];
    if (found.kind === "tasks") return [b.plural("tasks_missing", found.open.length)];
    const change = effect(b, spot.card, spot.column, to);
    return change ? [`${board.move.effectText(b, change)} ${b.say(change.word)}`] : [];
  }

  /* After a refusal for tasks that were thought done: a way to do them right there, or on the page that shows them. */
  function remedy(b, entry) {
    if (!b.state.flow) return entry.to === "won" ? [{ label: b.say("open"), run: () => b.open(entry.id) }] : [];
    const spot = board.state.locate(b.state, entry.id);
    const column = b.state.byKey.get(entry.to);
    if (entry.kind !== "move" || !spot || !column || verdict(b, spot, column).kind !== "tasks") return [];
    return [{ label: b.say("show_tasks"), run: () => board.move.drop(b, entry.id, entry.to) }];
  }

  /* An export holds what the board shows, which the address alone does not say: without it the usual pipeline is shown. */
  const exported = (b) => (b.state.flow ? `?${b.state.flow.query}` : window.location.search);

  board.rules = { verdict, weight, effect, settle, pass, adopt, dim, told, remedy, exported };
})();
