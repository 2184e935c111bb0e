"use strict";
/* How the invoicing board says months, intervals, amounts and the state of a document. */
(() => {
  const { board, invoicing: inv } = window.caudal;
  const { words } = board;
  const formats = new Map();
  const MARKS = { invoices: "inv", orders: "ord", opportunities: "opp" };
  const PATHS = { invoices: "/invoice/", orders: "/order/", opportunities: "/opportunity/" };

  const tag = () => (document.documentElement.dataset.locale || document.documentElement.lang || "en").split(":")[0].replace(/^en$/, "en-IE");

  function monthFormat(length) {
    const key = `${tag()} ${length}`;
    if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(tag(), { month: length, timeZone: "UTC" }));
    return formats.get(key);
  }

  const monthName = (month, length = "short") => monthFormat(length).format(new Date(`${inv.months.firstDay(month)}T00:00:00Z`));
  const fullMonth = (month) => `${monthName(month)} ${inv.months.yearOf(month)}`;

  /* The name over a column has its year whenever that could be another than the reader thinks. */
  const hasYears = (state) => [state.first, state.last].some((end) => inv.months.yearOf(end) !== inv.months.yearOf(state.present));

  function columnName(state, month) {
    return !hasYears(state) ? monthName(month) : `${monthName(month)} \u2019${String(inv.months.yearOf(month)).slice(2)}`;
  }

  /* "2026", "Jul–Dec 2026" or "Nov 2025 – Apr 2026". */
  function span(first, last) {
    const [one, other] = [inv.months.yearOf(first), inv.months.yearOf(last)];
    if (first === last) return fullMonth(first);
    if (one !== other) return `${fullMonth(first)} \u2013 ${fullMonth(last)}`;
    return first % 12 === 0 && last % 12 === 11 ? String(one) : `${monthName(first)}\u2013${monthName(last)} ${one}`;
  }

  const signed = (minor, currency) => words.compact(minor, currency, true);

  /* ── a document ── */
  const isLate = (state, card) => card.status === "issued" && Boolean(card.due_on) && card.due_on < state.today;
  /* What was to be invoiced on a day that has passed. */
  const isMissed = (state, kind, card) => kind !== "invoices" && Boolean(card.changeable) && Boolean(card.on) && card.on < state.today;

  const isPart = (kind, card) => kind === "orders" && Boolean(card.open) && card.open !== card.full;

  const OTHER_PAPERS = ["credit_note", "debit_note"];

  /* An invoice that is not paid, and an order that is partly invoiced, say so with their amounts; the others by one word. */
  function statusText(b, kind, card) {
    if (kind === "opportunities" && card.status === "open" && card.percent !== null) {
      return b.say("at_percent", { percent: words.percent(card.percent) });
    }
    const told = (kind === "invoices" && card.status === "issued" && card.open) || isPart(kind, card);
    const status = told ? "" : b.say(`status_${kind}_${card.status}`);
    return [OTHER_PAPERS.includes(card.kind) ? b.say(card.kind) : "", status].filter(Boolean).join(", ");
  }

  /* What is still to come of the document, when that is not all of it. */
  function openText(b, kind, card) {
    const short = (minor) => words.compact(minor, card.currency);
    if (kind === "invoices") {
      if (!card.open) return "";
      const parts = { amount: short(card.open), date: card.due_on ? words.date(card.due_on, b.state.today) : "" };
      return b.say(isLate(b.state, card) ? "overdue" : card.due_on ? "open_due" : "open_amount", parts);
    }
    if (isPart(kind, card)) return b.say("open_of", { open: short(card.open), net: short(card.full) });
    return card.full !== card.net && kind === "opportunities" ? b.say("of_full", { net: short(card.full) }) : "";
  }

  /* An opportunity without a date of its lines says what its month comes from. */
  const datedText = (b, kind, card) => (kind === "opportunities" && ["header", "lead_time"].includes(card.dated_by) ? b.say(`dated_${card.dated_by}`) : "");
  const dateText = (b, card) => (card.on ? words.date(card.on, b.state.today) : b.say("no_date"));

  function facts(b, kind, card) {
    const missed = isMissed(b.state, kind, card) ? b.say("missed") : "";
    return [missed, statusText(b, kind, card), openText(b, kind, card), datedText(b, kind, card)].filter(Boolean);
  }

  Object.assign(inv, {
    MARKS, PATHS,
    words: { monthName, fullMonth, hasYears, columnName, span, signed, isLate, isMissed, statusText, openText, datedText, dateText, facts },
  });
})();
