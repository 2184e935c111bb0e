"use strict";
/* The grid: months are columns, document kinds are lanes; a lane is either amounts or documents. */
(() => {
  const { board, invoicing: inv } = window.caudal;
  const { el, icon, words } = board;
  const FULL_UP_TO = 7; // so many months leave room for full cards
  const swatch = (kind) => el("span", { class: `cd-swatch cd-swatch--${inv.MARKS[kind]}`, "aria-hidden": "true" });

  /* ── the heads of the months ── */
  function head(b, section, month, place) {
    const sum = inv.state.total(section, place);
    const share = inv.state.share(inv.state.againstTarget(b.state, section, place), section.targets[place]);
    const past = month < b.state.present;
    const tone = share === null || !past ? "" : share < 99.5 ? " cd-neg" : " cd-pos";
    return el("div", { class: `cd-mhead${month === b.state.present ? " is-now" : ""}`, "data-month": month, role: "group", "aria-label": inv.words.fullMonth(month) },
      el("div", { class: "cd-mhead__m" }, el("b", { text: inv.words.columnName(b.state, month), title: inv.words.fullMonth(month) }),
        el("span", { class: `cd-mhead__p cd-n${tone}`, title: share === null ? null : b.say("of_target"), text: share === null ? "" : words.percent(Math.round(share)) })),
      words.moneyNode(sum.net, section.currency, "cd-mhead__v", true),
      el("span", { class: "cd-mhead__n cd-n", title: b.plural("documents", sum.count), text: words.number(sum.count) }));
  }

  function totalName(b, section) {
    if (!inv.state.hasTargets(section)) return b.say("total");
    return b.say(b.state.basis === "exclusive" ? "total_share" : "total_invoiced_share");
  }

  const heads = (b, section) => el("div", { class: "cd-mrow" },
    el("div", { class: "cd-mrow__l" }, el("span", { text: totalName(b, section) })),
    ...b.state.months.map((month, place) => head(b, section, month, place)));

  /* ── a lane ── */
  function noteOf({ state }, kind) {
    const isWeighted = kind === "opportunities" && state.basis === "exclusive";
    return isWeighted && state.chance !== "stated" ? `weighted_by_${state.chance}` : `lane_${state.basis}_${kind}`;
  }

  function laneHead(b, section, lane) {
    const sum = inv.state.laneTotal(lane);
    const name = b.say(lane.kind);
    return el("header", { class: "cd-lane__h" },
      el("button", {
        class: "cd-lane__fold", type: "button", "aria-expanded": String(lane.expanded), "data-ctl": `fold-${section.currency}-${lane.kind}`,
        title: b.say(lane.expanded ? "show_amounts" : "show_documents", { kind: name }),
        on: { click: () => inv.bar.expand(b, lane.kind, !lane.expanded) },
      }, icon(lane.expanded ? "chevron-down" : "chevron-right"), swatch(lane.kind), el("b", { text: name })),
      el("span", { text: b.say(noteOf(b, lane.kind)) }),
      words.moneyNode(sum.net, section.currency, "cd-lane__v", true));
  }

  const largest = (lane) => Math.max(...lane.cells.map((cell) => Math.abs(cell.net)), 1);

  function collapsed(b, section, lane, cell) {
    if (!cell.count) return null;
    const fill = el("i", { class: `cd-fill--${inv.MARKS[lane.kind]}` });
    fill.style.width = `${((Math.abs(cell.net) / largest(lane)) * 100).toFixed(1)}%`;
    return el("button", {
      class: "cd-agg", type: "button", tabindex: "-1", "data-item": "", "data-list": cell.month, "data-kind": lane.kind, "data-section": section.currency,
      "aria-label": b.say("agg_label", {
        kind: b.say(lane.kind), month: inv.words.fullMonth(cell.month), amount: words.compact(cell.net, section.currency),
        documents: b.plural("documents", cell.count),
      }),
    },
    words.moneyNode(cell.net, section.currency, "cd-agg__v", true), el("span", { class: "cd-agg__n cd-n", text: words.number(cell.count) }),
    el("span", { class: "cd-agg__t" }, fill));
  }

  /* What the cell holds beyond its cards: the sum of all rows less what is shown. */
  function rest(b, section, cell) {
    const shown = cell.cards.reduce((sum, card) => sum + (card.net_reporting || 0), 0);
    const count = cell.count - cell.cards.length;
    if (count <= 0 && !cell.cursor) return null;
    const text = cell.loading ? b.say("loading") : b.small ? b.say("more_count", { n: words.number(count) })
      : b.say("more", { n: words.number(count), amount: words.compact(cell.net - shown, section.currency) });
    return el("button", {
      class: "cd-more cd-more--s", type: "button", tabindex: "-1", "data-item": "", "data-more": cell.month, "data-kind": cell.kind, "data-section": section.currency,
      "aria-label": b.say("more_label", { n: words.number(count), kind: b.say(cell.kind), month: inv.words.fullMonth(cell.month) }),
      title: words.money(cell.net - shown, section.currency, true), text,
    });
  }

  function cellNode(b, section, lane, cell) {
    const node = el("div", {
      class: `cd-cell${cell.month === b.state.present ? " is-now" : ""}`, "data-kind": lane.kind, "data-month": cell.month, "data-section": section.currency,
    });
    if (!lane.expanded) node.append(...[collapsed(b, section, lane, cell)].filter(Boolean));
    else node.append(...cell.cards.map((card) => inv.card.node(b, section, cell, card)), ...[rest(b, section, cell)].filter(Boolean));
    return node;
  }

  function lane(b, section, one) {
    return el("section", {
      class: `cd-lane cd-lane--${inv.MARKS[one.kind]}`, "aria-label": b.say(one.kind), "data-lane": one.kind, "data-section": section.currency,
    }, laneHead(b, section, one), ...one.cells.map((cell) => cellNode(b, section, one, cell)));
  }

  /* ── today, a line through everything ── */
  function today(b) {
    const place = b.state.present - b.state.first;
    if (place < 0 || place >= b.state.months.length) return null;
    const part = (Number(b.state.today.slice(8, 10)) - 0.5) / inv.months.daysIn(b.state.present);
    return el("div", { class: "cd-now", "aria-hidden": "true", vars: { "--x": `${(((place + part) / b.state.months.length) * 100).toFixed(2)}%` } },
      el("span", { text: b.say("today") }));
  }

  function grid(b, section) {
    const node = el("div", {
      class: `cd-invgrid${b.small ? " cd-invgrid--year" : ""}${inv.words.hasYears(b.state) ? " has-years" : ""}`, tabindex: "0", role: "region", "data-grid": section.currency,
      "aria-label": b.say("grid_label", { currency: section.currency }), vars: { "--n": String(b.state.months.length) },
    }, el("div", { class: "cd-invgrid__in" },
      inv.strips.bars(b, section), ...inv.strips.gap(b, section), ...[inv.strips.table(b, section)].filter(Boolean), heads(b, section),
      ...section.lanes.map((one) => lane(b, section, one)), today(b)));
    return node;
  }

  /* ── what no column holds, and what does not count yet ── */
  function note(b, section, one, which) {
    const sums = one[which];
    if (!sums.count) return null;
    return el("button", {
      class: `cd-invnote${which === "undated" ? " cd-invnote--warn" : ""}`, type: "button", "data-list": which, "data-kind": one.kind, "data-section": section.currency,
    }, icon(which === "undated" ? "calendar-x" : "pencil"),
    el("span", { text: b.plural(`${which}_${one.kind}`, sums.count) }), sums.net ? words.moneyNode(sums.net, section.currency, "cd-mut", true) : null);
  }

  function notes(b, section) {
    const found = section.lanes.flatMap((one) => [note(b, section, one, "undated"), note(b, section, one, "drafts")]).filter(Boolean);
    return found.length ? el("div", { class: "cd-invnotes" }, ...found) : null;
  }

  inv.grid = { FULL_UP_TO, grid, notes, swatch };
})();
