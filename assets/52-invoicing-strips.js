"use strict";
/* The strips over the months: stacked bars against target and last year, the cumulative gap, and the same as numbers. */
(() => {
  const { board, invoicing: inv } = window.caudal;
  const { el, svg, icon, words } = board;
  const GAP_HEIGHT = 84;
  const GAP_WIDTH = 1000;
  const MOST_LINES = 5;
  const HEADROOM = 1.06;
  const BODY = ["invoices", "orders", "opportunities"];

  /* A round distance between the lines of the grid. */
  function step(range) {
    const rough = range / MOST_LINES;
    const power = 10 ** Math.floor(Math.log10(rough || 1));
    return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) || rough;
  }

  const amounts = (section, place) => BODY.map((kind) => inv.state.laneOf(section, kind)?.cells[place].net || 0);
  const up = (values) => values.reduce((sum, value) => sum + Math.max(0, value), 0);
  const down = (values) => values.reduce((sum, value) => sum + Math.min(0, value), 0);

  function scaleOf(state, section) {
    const stacks = state.months.map((_month, place) => amounts(section, place));
    const tops = [...stacks.map(up), ...section.targets.map((target) => target || 0), ...section.last_year];
    const top = Math.max(...tops, 1) * HEADROOM;
    const bottom = Math.min(...stacks.map(down), 0) * HEADROOM;
    return { top, bottom, at: (value) => `${(((value - bottom) / (top - bottom)) * 100).toFixed(2)}%`, part: (value) => `${((Math.abs(value) / (top - bottom)) * 100).toFixed(2)}%` };
  }

  function barLabel(b, section, place) {
    const { currency } = section;
    const month = inv.words.fullMonth(b.state.months[place]);
    const parts = section.lanes.map((lane) => `${b.say(lane.kind)} ${words.compact(lane.cells[place].net, currency)}`);
    const target = section.targets[place];
    if (target !== null) parts.push(`${b.say("target")} ${words.compact(target, currency)}`);
    if (section.last_year[place]) parts.push(`${b.say("last_year")} ${words.compact(section.last_year[place], currency)}`);
    return `${month}: ${parts.join(", ")}`;
  }

  function stack(section, place, scale) {
    let [high, low] = [0, 0];
    const values = amounts(section, place);
    const last = values.reduce((found, value, k) => (value > 0 ? k : found), -1);
    return values.flatMap((value, k) => {
      if (!value) return [];
      const from = value > 0 ? high : low + value;
      if (value > 0) high += value;
      else low += value;
      const vars = { bottom: scale.at(from), height: scale.part(value) };
      const part = el("i", { class: `cd-fill--${inv.MARKS[BODY[k]]}${k === last ? " is-top" : ""}` });
      Object.assign(part.style, vars);
      return [part];
    });
  }

  function placed(className, bottom, height) {
    const node = el("i", { class: className });
    node.style.bottom = bottom;
    if (height) node.style.height = height;
    return node;
  }

  function bar(b, section, place, scale) {
    const target = section.targets[place];
    const before = section.last_year[place];
    const label = barLabel(b, section, place);
    return el("div", { class: `cd-mbar${b.state.months[place] === b.state.present ? " is-now" : ""}`, role: "img", "aria-label": label, title: label },
      before ? placed("cd-mbar__ghost", scale.at(Math.min(0, before)), scale.part(before)) : null,
      el("span", { class: "cd-mbar__stack" }, ...stack(section, place, scale)),
      target === null ? null : placed("cd-mbar__tgt", scale.at(target)));
  }

  /* A line needs no decimals that are zero: €1M. */
  const lineText = (value, currency) => words.compact(value, currency).replace(/[.,](\d)0(?=\D|$)/, (part, digit) => (digit === "0" ? "" : part.slice(0, 2)));

  function lineValues(scale) {
    const size = step(scale.top - scale.bottom);
    const values = [];
    for (let value = Math.ceil(scale.bottom / size) * size; value <= scale.top; value += size) values.push(value);
    return values;
  }

  /* The axis stands in the names' column, which stays when the months are scrolled. */
  const axis = (section, scale) => el("div", { class: "cd-strip__ax", "aria-hidden": "true" }, ...lineValues(scale).filter(Boolean).map((value) => {
    const label = el("span", { class: "cd-n", text: lineText(value, section.currency) });
    label.style.bottom = scale.at(value);
    return label;
  }));

  const lines = (scale) => lineValues(scale).map((value) => placed(`cd-strip__line${value ? "" : " is-zero"}`, scale.at(value)));

  /* One button for the numbers behind the picture. */
  function dataButton(b, section) {
    const open = Boolean(b.tables[section.currency]);
    return el("button", {
      class: "cd-strip__data", type: "button", "data-ctl": `data-${section.currency}`, "aria-expanded": String(open),
      on: { click: () => { b.tables[section.currency] = !open; b.redraw(); } },
    }, icon("table"), b.say("data"));
  }

  function bars(b, section) {
    const scale = scaleOf(b.state, section);
    return el("div", { class: "cd-strip" },
      el("div", { class: "cd-strip__l" }, el("b", { text: b.say("by_month") }),
        el("span", { text: b.say(inv.state.hasTargets(section) ? "against_target" : "no_target") }), dataButton(b, section), axis(section, scale)),
      el("div", { class: "cd-strip__bars" }, ...lines(scale),
        ...b.state.months.map((_month, place) => bar(b, section, place, scale))));
  }

  /* ── the gap: one line around zero, not two lines that nearly touch ── */
  function gapPaths(b, values) {
    const known = values.filter((value) => value !== null);
    const [top, bottom] = [Math.max(...known, 0), Math.min(...known, 0)];
    const margin = (top - bottom || 1) * 0.14;
    const y = (value) => ((top + margin - value) / (top - bottom + 2 * margin)) * GAP_HEIGHT;
    const x = (place) => ((place + 0.5) / values.length) * GAP_WIDTH;
    const present = b.state.present - b.state.first;
    const line = (from, to) => values.map((value, place) => [value, place]).filter(([value, place]) => value !== null && place >= from && place <= to)
      .map(([value, place], k) => `${k ? "L" : "M"}${x(place).toFixed(1)} ${y(value).toFixed(1)}`).join("");
    const paths = [[`M0 ${y(0).toFixed(1)}H${GAP_WIDTH}`, "t"], [line(present, values.length), "e"], [line(0, present), "a"]];
    return paths.filter(([d]) => d).map(([d, name]) => svg("path", { d, class: name }));
  }

  function gapValue(b, section, value, place) {
    if (value === null) return el("span", { class: "cd-mut", text: "\u2013" });
    const tone = value < 0 ? "neg" : "pos";
    return el("span", { class: `cd-${tone}${b.state.months[place] === b.state.present ? " is-now" : ""}` },
      value ? icon(value < 0 ? "caret-down-fill" : "caret-up-fill") : null,
      el("data", { class: "cd-n", value: String(value), title: words.money(value, section.currency, true), text: inv.words.signed(value, section.currency) }));
  }

  function gap(b, section) {
    if (!inv.state.hasTargets(section)) return [];
    const values = inv.state.gaps(b.state, section);
    const last = values.findLast((value) => value !== null);
    const picture = svg("svg", {
      class: "cd-cum", viewBox: `0 0 ${GAP_WIDTH} ${GAP_HEIGHT}`, preserveAspectRatio: "none", role: "img",
      "aria-label": b.say("gap_label", { amount: inv.words.signed(last, section.currency), interval: inv.words.span(b.state.first, b.state.last) }),
    }, ...gapPaths(b, values));
    return [
      el("div", { class: "cd-strip cd-strip--cum" },
        el("div", { class: "cd-strip__l" }, el("b", { text: b.say("gap") }), el("span", { text: b.say(b.state.basis === "exclusive" ? "to_target" : "invoices_to_target") })),
        el("div", { class: "cd-strip__cum" }, picture)),
      el("div", { class: "cd-strip cd-strip--gap" }, el("div", { class: "cd-strip__l" }),
        ...values.map((value, place) => gapValue(b, section, value, place))),
    ];
  }

  /* ── the same numbers, on the same columns ── */
  function row(b, name, values, className) {
    return el("div", { class: `cd-drow ${className || ""}`.trim(), role: "row" }, el("div", { class: "cd-drow__l", role: "rowheader", text: name }),
      ...values.map((value) => el("div", { class: "cd-n", role: "cell", text: value })));
  }

  function table(b, section) {
    if (!b.tables[section.currency]) return null;
    const { currency } = section;
    const money = (value) => (value === null || value === undefined ? "\u2013" : words.money(value, currency));
    const totals = b.state.months.map((_month, place) => inv.state.total(section, place));
    const ofTarget = totals.map((_sum, place) => {
      const share = inv.state.share(inv.state.againstTarget(b.state, section, place), section.targets[place]);
      return share === null ? "\u2013" : words.percent(Math.round(share));
    });
    const withTargets = inv.state.hasTargets(section);
    return el("div", { class: "cd-data", role: "table", "aria-label": b.say("data_label", { interval: inv.words.span(b.state.first, b.state.last), currency }) },
      el("div", { class: "cd-drow cd-drow--h", role: "row" }, el("div", { class: "cd-drow__l", role: "columnheader", text: b.say("month") }),
        ...b.state.months.map((month) => el("div", { role: "columnheader", text: inv.words.columnName(b.state, month) }))),
      ...section.lanes.map((lane) => row(b, b.say(lane.kind), lane.cells.map((cell) => money(cell.net)))),
      row(b, b.say("total"), totals.map((sum) => money(sum.net)), "cd-drow--sum"),
      ...(withTargets ? [
        row(b, b.say("target"), section.targets.map(money)), row(b, b.say("of_target"), ofTarget),
        row(b, b.say("gap"), inv.state.gaps(b.state, section).map((value) => (value === null ? "\u2013" : words.money(value, currency)))),
      ] : []),
      row(b, b.say("last_year"), section.last_year.map(money)));
  }

  inv.strips = { bars, gap, table };
})();
