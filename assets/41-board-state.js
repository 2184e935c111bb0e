"use strict";
/* What the board knows: columns, cards and totals as plain data, without any element. */
(() => {
  const { board } = window.caudal;

  /* A row leaves out what is empty at its end. */
  function cardOf(fields, row) {
    const card = {};
    fields.forEach((name, k) => { card[name] = row[k] ?? null; });
    if ("open_tasks" in card) card.open_tasks = card.open_tasks ? card.open_tasks.split(",").map(Number) : [];
    return card;
  }

  /* Turn the wire format into columns of card objects. */
  function read(data) {
    const columns = data.columns.map((column) => ({
      ...column, count: column.count || 0, net: column.net || 0, weighted: column.weighted || 0,
      cards: (column.cards || []).map((row) => cardOf(data.fields, row)), drawn: 0, rove: null, loading: false,
      steady: Boolean(data.basis) && data.basis !== "stated",
    }));
    return {
      ...data, columns, now: data.as_of || data.today, summary: { ...data.summary },
      byKey: new Map(columns.map((column) => [column.key, column])),
    };
  }

  function locate(state, id) {
    for (const column of state.columns) {
      const index = column.cards.findIndex((card) => card.id === id);
      if (index >= 0) return { column, index, card: column.cards[index] };
    }
    return null;
  }

  /* What the card adds to a column's weighted total: its own amount at home, net × percent elsewhere. By stage norm or
     model it keeps its chance until the next forecast, wherever it goes. */
  function weightIn(card, column) {
    if (column.kind === "lost") return 0;
    const net = card.net_reporting || 0;
    if (column.kind === "won") return net;
    return column.steady || column.percent === null || column.percent === undefined
      ? card.weighted_reporting || 0
      : Math.round((net * column.percent) / 100);
  }

  function add(state, column, card, sign, weighted) {
    const net = sign * (card.net_reporting || 0);
    column.count += sign;
    column.net += net;
    column.weighted += sign * weighted;
    if (column.kind !== "open") return;
    state.summary.count += sign;
    state.summary.net += net;
    state.summary.weighted += sign * weighted;
  }

  /* Move the card's amounts between two columns, before the server has counted them. Going back names what it weighed. */
  function shift(state, card, from, to, arriving = weightIn(card, to)) {
    add(state, from, card, -1, from.kind === "lost" ? 0 : card.weighted_reporting || 0);
    add(state, to, card, +1, to.kind === "lost" ? 0 : arriving);
    card.weighted_reporting = arriving;
  }

  /* Weighted change that dropping the card would make, in minor units of the reporting currency; between stages that
     leave its probability as it is, the net amount that comes to the column. */
  function effect(card, from, to, arriving = weightIn(card, to)) {
    if (to.kind === "won") return { amount: card.net_reporting || 0, word: "whatif_won" };
    if (from.kind !== "open") return null;
    const change = (to.kind === "lost" ? 0 : arriving) - (card.weighted_reporting || 0);
    if (to.kind === "open" && to.percent === null && !change) return { amount: card.net_reporting || 0, word: "whatif_net" };
    return { amount: change, word: "whatif_weighted" };
  }

  /* Take the server's totals as they are. */
  function adopt(state, columns, summary) {
    for (const totals of columns || []) {
      const column = state.byKey.get(totals.key);
      if (column) Object.assign(column, totals);
    }
    if (summary) state.summary = { ...summary };
  }

  /* Cards of a further page that are not on the board yet; a moved card must not appear twice. */
  function fresh(state, rows) {
    const known = new Set(state.columns.flatMap((column) => column.cards.map((card) => card.id)));
    return rows.map((row) => cardOf(state.fields, row)).filter((card) => !known.has(card.id));
  }

  const lastActivity = (card) => card.last_activity_on || card.created_on;
  const idleDays = (card, now) => Math.max(0, board.words.daysBetween(lastActivity(card), now));
  const idleLevel = (days) => (days > 30 ? 2 : days > 14 ? 1 : 0);
  const openColumns = (state) => state.columns.filter((column) => column.kind === "open");

  board.state = { read, cardOf, locate, shift, effect, adopt, fresh, idleDays, idleLevel, openColumns };
})();
