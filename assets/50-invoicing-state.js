"use strict";
/* What the invoicing board knows: sections, lanes, cells and cards as plain data, without any element. */
(() => {
  const { board } = window.caudal;
  const inv = (window.caudal.invoicing = {});
  const KINDS = ["invoices", "orders", "opportunities"];

  /* ── months: year × 12 + month − 1, so that the year is never lost ── */
  const yearOf = (month) => Math.floor(month / 12);
  const monthOf = (iso) => Number(iso.slice(0, 4)) * 12 + Number(iso.slice(5, 7)) - 1;
  const daysIn = (month) => new Date(Date.UTC(yearOf(month), (month % 12) + 1, 0)).getUTCDate();
  const firstDay = (month) => `${yearOf(month)}-${String((month % 12) + 1).padStart(2, "0")}-01`;

  /* The same day in another month, or its last when that is shorter; the last day for what had none. */
  function dayIn(iso, month) {
    const day = Math.min(iso ? Number(iso.slice(8, 10)) : 31, daysIn(month));
    return firstDay(month).slice(0, 8) + String(day).padStart(2, "0");
  }

  /* ── reading the wire ── */
  const sums = ([count, net, open]) => ({ count, net, open });
  const nothing = () => ({ count: 0, net: 0, open: 0 });
  const cards = (state, rows) => rows.map((row) => board.state.cardOf(state.fields, row));

  function readLane(state, wire) {
    const pages = new Map((wire.pages || []).map((page) => [page.month, page]));
    return {
      kind: wire.kind, expanded: !state.collapsed.includes(wire.kind), undated: sums(wire.undated), drafts: sums(wire.drafts),
      cells: state.months.map((month, place) => ({
        month, kind: wire.kind, ...(wire.cells[place] ? sums(wire.cells[place]) : nothing()),
        cards: cards(state, pages.get(month)?.cards || []), cursor: pages.get(month)?.cursor ?? null, loading: false,
      })),
    };
  }

  const readSection = (state, wire) => ({
    ...wire, invoiced: sums(wire.invoiced), lanes: wire.lanes.map((lane) => readLane(state, lane)),
  });

  function read(data) {
    const months = Array.from({ length: data.last - data.first + 1 }, (_, place) => data.first + place);
    const state = { ...data, months, present: monthOf(data.today) };
    state.sections = data.sections.map((section) => readSection(state, section));
    return state;
  }

  /* ── finding ── */
  const sectionOf = (state, currency) => state.sections.find((section) => section.currency === currency);
  const laneOf = (section, kind) => section?.lanes.find((lane) => lane.kind === kind);
  const cellOf = (state, { section, kind, month }) => laneOf(sectionOf(state, section), kind)?.cells[month - state.first];

  /* An opportunity may stand in several months, with the lines that fall in each: the month is part of its name. */
  function locate(state, ref) {
    const cell = cellOf(state, ref);
    const index = cell ? cell.cards.findIndex((card) => card.id === ref.id) : -1;
    return index < 0 ? null : { cell, index, card: cell.cards[index] };
  }

  /* ── adding up: always the sums of the server, never the cards ── */
  function total(section, place) {
    return section.lanes.reduce((sum, lane) => {
      const cell = lane.cells[place];
      return { count: sum.count + cell.count, net: sum.net + cell.net };
    }, { count: 0, net: 0 });
  }

  /* What stands against the target: the whole month where each amount counts once, else only what is invoiced. */
  function againstTarget(state, section, place) {
    if (state.basis === "exclusive") return total(section, place).net;
    return laneOf(section, "invoices")?.cells[place].net || 0;
  }

  const laneTotal = (lane) => lane.cells.reduce((sum, cell) => ({
    count: sum.count + cell.count, net: sum.net + cell.net, open: sum.open + cell.open,
  }), nothing());

  const targetTotal = (section) => section.targets.reduce((sum, target) => sum + (target || 0), 0);
  const hasTargets = (section) => section.targets.some((target) => target !== null && target !== undefined);
  const allTargets = (section) => section.targets.every((target) => target !== null && target !== undefined);

  /* What is ahead of the targets up to and with each month; a month without a target does not count. */
  function gaps(state, section) {
    let sum = 0;
    return section.targets.map((target, place) => {
      if (target === null || target === undefined) return null;
      sum += againstTarget(state, section, place) - target;
      return sum;
    });
  }

  /* ── a move, before the server has counted it ── */
  function add(cell, card, sign) {
    if (!cell) return;
    cell.count += sign;
    cell.net += sign * (card.net_reporting || 0);
    cell.open += sign * (card.net_reporting || 0);
  }

  const before = (one, other) => (one.on || "") < (other.on || "") || (one.on === other.on && one.id < other.id);

  /* By its date among the cards that are shown, so that who moved it sees it; a part joins the part that is there. */
  function putIn(cell, card) {
    const same = cell.cards.find((other) => other.id === card.id);
    if (same) {
      for (const name of ["net", "net_reporting", "full", "open"]) same[name] += card[name];
      return;
    }
    const at = cell.cards.findIndex((other) => before(card, other));
    cell.cards.splice(at < 0 ? cell.cards.length : at, 0, card);
  }

  /* The server sends the first cards of a month; the one that was just moved there may come later. */
  function keepInView(state, ref, card) {
    const cell = cellOf(state, ref);
    if (cell?.cursor && laneOf(sectionOf(state, ref.section), ref.kind).expanded && !locate(state, ref)) putIn(cell, card);
  }

  /* Where a month's amounts are kept; month 0 is for documents without a date, and other months are not on the board. */
  const bucket = (state, ref, month) => (month ? cellOf(state, { ...ref, month }) : laneOf(sectionOf(state, ref.section), ref.kind)?.undated);

  function shiftSums(state, ref, card, toMonth) {
    add(bucket(state, ref, ref.month), card, -1);
    add(bucket(state, ref, toMonth), card, +1);
  }

  /* Take the card out of its month and put it into another; return it with its new date. */
  function shift(state, ref, card, toMonth) {
    const spot = locate(state, ref);
    if (spot) spot.cell.cards.splice(spot.index, 1);
    shiftSums(state, ref, card, toMonth);
    const moved = { ...card, on: toMonth ? dayIn(card.on, toMonth) : null };
    const lane = laneOf(sectionOf(state, ref.section), ref.kind);
    const to = toMonth ? bucket(state, ref, toMonth) : null;
    if (to && lane.expanded) putIn(to, moved);
    return moved;
  }

  /* Take the server's sums and the fresh cards of the touched cells. */
  function adopt(state, ack, currency, kind) {
    const place = state.sections.findIndex((section) => section.currency === currency);
    if (place < 0 || !ack.section) return;
    const old = state.sections[place];
    const fresh = readSection(state, ack.section);
    for (const lane of fresh.lanes) {
      const known = laneOf(old, lane.kind);
      lane.cells.forEach((cell, k) => Object.assign(cell, { cards: known?.cells[k].cards || [], cursor: known?.cells[k].cursor ?? null }));
    }
    state.sections[place] = fresh;
    for (const page of ack.cells || []) {
      const cell = cellOf(state, { section: currency, kind, month: page.month });
      if (cell && laneOf(fresh, kind).expanded) Object.assign(cell, { cards: cards(state, page.cards), cursor: page.cursor });
    }
  }

  /* Cards of a further page that are not shown yet; a moved card must not appear twice. */
  function fresh(state, known, rows) {
    const ids = new Set(known.map((card) => card.id));
    return cards(state, rows).filter((card) => !ids.has(card.id));
  }

  const isEmpty = (section) => !hasTargets(section) && !section.last_year.some(Boolean) && section.lanes.every((lane) => lane.cells.every((cell) => !cell.count));
  const share = (part, whole) => (whole > 0 ? (part / whole) * 100 : null);

  Object.assign(inv, {
    KINDS,
    months: { yearOf, monthOf, daysIn, firstDay, dayIn },
    state: {
      read, sectionOf, laneOf, cellOf, locate, total, againstTarget, isEmpty, laneTotal, targetTotal, hasTargets, allTargets, gaps, shift, shiftSums, keepInView, adopt, fresh, share,
    },
  });
})();
