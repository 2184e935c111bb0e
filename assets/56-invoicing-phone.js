"use strict";
/* The board on a phone: a list of months, each with its bar, and inside it the kinds that lead to their documents. */
(() => {
  const { board, invoicing: inv } = window.caudal;
  const { el, words } = board;
  const share = (part, whole) => `${((Math.max(0, part) / whole) * 100).toFixed(1)}%`;

  const longest = (b, section) => Math.max(
    ...b.state.months.map((_month, place) => inv.state.total(section, place).net), ...section.targets.map((target) => target || 0), 1);

  function bar(b, section, place, whole) {
    const parts = section.lanes.filter((lane) => lane.cells[place].net > 0).map((lane) => {
      const part = el("i", { class: `cd-fill--${inv.MARKS[lane.kind]}` });
      part.style.width = share(lane.cells[place].net, whole);
      return part;
    });
    const target = section.targets[place];
    const tick = target === null ? null : el("b");
    if (tick) tick.style.left = share(target, whole);
    return el("span", { class: "cd-pm__bar", "aria-hidden": "true" }, ...parts, tick);
  }

  function kindRow(b, section, lane, place) {
    const cell = lane.cells[place];
    return el("button", {
      class: "cd-pm__row", type: "button", disabled: !cell.count, "data-list": cell.month, "data-kind": lane.kind, "data-section": section.currency,
    }, inv.grid.swatch(lane.kind), b.say(lane.kind), el("span", { class: "cd-mut cd-n", text: words.number(cell.count) }), words.moneyNode(cell.net, section.currency, "push"));
  }

  const plainRow = (name, value, mark) =>
    el("div", { class: "cd-pm__row" }, el("span", { class: `cd-swatch cd-swatch--${mark}`, "aria-hidden": "true" }), name, value);

  function month(b, section, place, whole) {
    const at = b.state.months[place];
    const sum = inv.state.total(section, place);
    const part = inv.state.share(inv.state.againstTarget(b.state, section, place), section.targets[place]);
    const now = at === b.state.present;
    const tone = part === null || at >= b.state.present ? "" : part < 99.5 ? " cd-neg" : " cd-pos";
    const key = `${section.currency}-${at}`;
    const details = el("details", { class: `cd-pm${now ? " is-now" : ""}`, open: b.openMonths.get(key) ?? now, "data-month": at },
      el("summary", { "data-ctl": `month-${key}` },
        el("span", { class: "cd-pm__m" }, inv.words.columnName(b.state, at), now ? el("span", { class: "cd-tag cd-tag--brand", text: b.say("now") }) : null),
        bar(b, section, place, whole), words.moneyNode(sum.net, section.currency, "cd-pm__v", true),
        el("span", { class: `cd-n cd-pm__p${tone}`, text: part === null ? "" : words.percent(Math.round(part)) })),
      el("div", { class: "cd-pm__d" }, ...section.lanes.map((lane) => kindRow(b, section, lane, place)),
        section.targets[place] === null ? null : plainRow(b.say("target"), words.moneyNode(section.targets[place], section.currency, "push"), "target"),
        section.last_year[place] ? plainRow(b.say("last_year"), words.moneyNode(section.last_year[place], section.currency, "push"), "ghost") : null));
    details.addEventListener("toggle", () => b.openMonths.set(key, details.open));
    return details;
  }

  function list(b, section) {
    const whole = longest(b, section) * 1.04;
    return el("div", { class: "cd-invphone", "data-grid": section.currency },
      el("div", { class: "cd-invphone__h" }, el("span", { text: b.say("month") }), el("span", { text: b.say("total") }),
        el("span", { text: inv.state.hasTargets(section) ? b.say("of_target") : "" })),
      ...b.state.months.map((_month, place) => month(b, section, place, whole)));
  }

  inv.phone = { list };
})();
