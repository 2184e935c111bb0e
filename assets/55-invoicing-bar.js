"use strict";
/* What stands over the grid: figures with their basis in words, and the controls, which write into the address. */
(() => {
  const { board, invoicing: inv } = window.caudal;
  const { el, words } = board;
  const YEARS = { back: 3, ahead: 1 };
  const SIZES = { year: 12, half: 6, quarter: 3 };

  /* ── the address ── */
  function write(b, changes) {
    const query = new URLSearchParams(window.location.search);
    for (const [key, value] of Object.entries(changes)) value ? query.set(key, value) : query.delete(key);
    const text = query.toString().replaceAll("%2C", ",");
    const search = text ? `?${text}` : "";
    if (search !== window.location.search) b.go({ search });
  }

  const listed = (kinds, whole) => (kinds.length === whole ? "" : inv.KINDS.filter((kind) => kinds.includes(kind)).join(",") || "none");

  function expand(b, kind, on) {
    const collapsed = b.state.collapsed.filter((other) => other !== kind);
    write(b, { collapse: listed(on ? collapsed : [...collapsed, kind], inv.KINDS.length) });
  }

  function show(b, kind, on) {
    const shown = b.state.shown.filter((other) => other !== kind);
    write(b, { show: listed(on ? [...shown, kind] : shown, inv.KINDS.length) });
  }

  /* ── figures ── */
  function figure(name, value, note, title) {
    return el("div", { class: "cd-total", title }, el("span", { class: "cd-total__k", text: name }), value, el("span", { class: "cd-total__s" }, ...note));
  }

  const big = (minor, currency) => words.moneyNode(minor, currency, "cd-total__v");

  function invoiced(b, section) {
    const { count, net, open } = section.invoiced;
    const paid = words.compact(net - open, section.currency);
    const present = Math.min(Math.max(b.state.present, b.state.first), b.state.last);
    const until = b.state.present > b.state.last ? inv.words.fullMonth(present) : words.date(b.state.today, b.state.today);
    return figure(b.say("invoiced_to", { date: until }), big(net, section.currency),
      [b.plural("invoiced_note", count, { paid })], b.say("invoiced_title"));
  }

  function orders(b, section, lane) {
    const sum = inv.state.laneTotal(lane);
    const exclusive = b.state.basis === "exclusive";
    return figure(b.say(exclusive ? "orders_to_invoice" : "orders_in_full"), big(sum.net, section.currency),
      [b.plural("orders_note", sum.count)], b.say(exclusive ? "orders_title" : "orders_full_title"));
  }

  function opportunities(b, section, lane) {
    const sum = inv.state.laneTotal(lane);
    const exclusive = b.state.basis === "exclusive";
    const interval = inv.words.span(b.state.first, b.state.last);
    return figure(b.say(exclusive ? "opportunities_weighted" : "opportunities_in_full"), big(sum.net, section.currency),
      [b.plural("opportunities_note", sum.count, { interval })], b.say(exclusive ? "weighted_title" : "opportunities_full_title"));
  }

  /* The sum of the months, and how much of their targets it is; an order and its invoice twice is no expectation. */
  function expected(b, section) {
    const interval = inv.words.span(b.state.first, b.state.last);
    const sum = b.state.months.reduce((all, _month, place) => all + inv.state.total(section, place).net, 0);
    const target = inv.state.targetTotal(section);
    const exclusive = b.state.basis === "exclusive";
    const note = !inv.state.hasTargets(section) ? b.say("no_target_set")
      : b.say(inv.state.allTargets(section) ? "of_target_sum" : "of_targets_known", {
        percent: words.percent(Math.round(inv.state.share(sum, target) ?? 0)), target: words.compact(target, section.currency),
      });
    return figure(b.say(exclusive ? "expected_for" : "documents_in", { interval }), big(sum, section.currency),
      [exclusive ? note : b.say("counted_more_than_once")], b.say(exclusive ? "expected_title" : "documents_title"));
  }

  function figures(b, section) {
    const lane = (kind) => inv.state.laneOf(section, kind);
    return [
      lane("invoices") ? invoiced(b, section) : null, lane("orders") ? orders(b, section, lane("orders")) : null,
      lane("opportunities") ? opportunities(b, section, lane("opportunities")) : null, expected(b, section),
    ];
  }

  /* ── the interval ── */
  function kindOf({ first, last }) {
    const length = last - first + 1;
    const found = Object.keys(SIZES).find((kind) => SIZES[kind] === length && first % SIZES[kind] === 0);
    return found || "months";
  }

  function written(kind, first) {
    const year = inv.months.yearOf(first);
    const nth = Math.floor((first % 12) / SIZES[kind]) + 1;
    return { year: String(year), half: `${year}-H${nth}`, quarter: `${year}-Q${nth}` }[kind];
  }

  /* The part of a new length that holds today where it can, else the first that was in view. */
  function startOf(b, kind) {
    const { present, first, last } = b.state;
    const anchor = present >= first && present <= last ? present : first;
    return anchor - (anchor % SIZES[kind]);
  }

  function intervals(b, kind) {
    const around = kind === "year" ? YEARS : { back: 1, ahead: 1 };
    const year = inv.months.yearOf(b.state.present);
    const found = [];
    for (let first = (year - around.back) * 12; first < (year + around.ahead + 1) * 12; first += SIZES[kind]) found.push(first);
    if (!found.includes(b.state.first)) found.push(b.state.first);
    return found.sort((one, other) => other - one);
  }

  function segments(b, label, choices, chosen, name, choose) {
    return el("div", { class: "cd-seg", role: "group", "aria-label": label }, ...choices.map((choice) => el("button", {
      type: "button", "aria-pressed": String(choice === chosen), "data-ctl": `${name}-${choice}`, text: b.say(`${name}_${choice}`),
      title: name === "basis" ? b.say(`basis_${choice}_sentence`) : null,
      on: { click: () => { if (choice !== chosen) choose(choice); } },
    })));
  }

  function intervalSelect(b, kind) {
    const listing = kind === "months" ? "year" : kind;
    const options = intervals(b, listing).map((first) => ({
      value: written(listing, first), text: inv.words.span(first, first + SIZES[listing] - 1), selected: kind !== "months" && first === b.state.first,
    }));
    if (kind === "months") options.unshift({ value: "", text: inv.words.span(b.state.first, b.state.last), selected: true });
    const select = el("select", { class: "form-select cd-invselect", "aria-label": b.say("months_shown"), "data-ctl": "interval" },
      ...options.map(({ value, text, selected }) => el("option", { value, text, selected })));
    select.addEventListener("change", () => { if (select.value) write(b, { period: select.value }); });
    return select;
  }

  function intervalControls(b) {
    const kind = kindOf(b.state);
    return [
      segments(b, b.say("months_shown"), Object.keys(SIZES), kind, "interval", (choice) => write(b, { period: written(choice, startOf(b, choice)) })),
      intervalSelect(b, kind),
    ];
  }

  const basisControl = (b) => segments(b, b.say("basis"), ["exclusive", "documents"], b.state.basis, "basis",
    (choice) => write(b, { basis: choice === "documents" ? choice : "" }));

  /* ── which kinds, and how ── */
  function toggle(b, group, kind, checked, disabled, change) {
    const box = el("input", { class: "form-check-input", type: "checkbox", checked, disabled, "data-ctl": `${group}-${kind}` });
    box.addEventListener("change", () => change(b, kind, box.checked));
    return el("label", { class: "cd-toggle" }, box, group === "show" ? inv.grid.swatch(kind) : null, b.say(kind));
  }

  function toggles(b) {
    const { shown, collapsed } = b.state;
    const group = (name, kinds, state, change) => el("div", { class: "cd-invtoggles__g", role: "group", "aria-label": b.say(name) },
      el("span", { class: "cd-mut", "aria-hidden": "true", text: b.say(name) }),
      ...kinds.map((kind) => toggle(b, name, kind, state(kind), name === "show" && shown.length === 1 && shown[0] === kind, change)));
    const kinds = inv.KINDS.filter((kind) => shown.includes(kind));
    return [
      group("show", inv.KINDS, (kind) => shown.includes(kind), show),
      group("as_documents", kinds, (kind) => !collapsed.includes(kind), expand),
    ];
  }

  function legend(b) {
    const item = (name, text) => el("span", {}, el("span", { class: `cd-swatch cd-swatch--${name}`, "aria-hidden": "true" }), text);
    const { sections } = b.state;
    return el("span", { class: "cd-legend cd-invtoggles__l" },
      sections.some((section) => section.rates_on) ? el("span", { class: "cd-rates", title: b.say("rates_title"), text: b.say("month_end_rates") }) : null,
      sections.some(inv.state.hasTargets) ? item("target", b.say("target")) : null,
      sections.some((section) => section.last_year.some(Boolean)) ? item("ghost", b.say("last_year")) : null);
  }

  /* One sentence on how amounts are counted, one on what the sum is not. */
  function sentence(b) {
    return el("p", { class: "cd-invsay", text: `${b.say(`basis_${b.state.basis}_sentence`)} ${b.say("not_a_forecast")}` });
  }

  const controls = (b) => el("div", { class: "cd-boardbar__ctl" }, basisControl(b), ...intervalControls(b));

  function secondRow(b) {
    return el("section", { class: "cd-invtoggles", "aria-label": b.say("display") }, ...toggles(b), inv.filters.button(b), legend(b));
  }

  inv.bar = { write, expand, show, figures, controls, secondRow, sentence, toggles, basisControl, intervalControls };
})();
