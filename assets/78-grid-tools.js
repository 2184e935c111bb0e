"use strict";
/* What stands around the rows: the tools above them, the columns, the profiles, and the funnel by probability. */
(() => {
  const { board, grid } = window.caudal;
  const { el, icon, words } = board;

  function select(g, label, options, chosen, change) {
    const list = el("select", { class: "form-select form-select-sm", on: { change: () => change(list.value) } },
      ...options.map(([value, text]) => el("option", { value, text, selected: value === chosen })));
    return el("label", { class: "cd-gtool" }, el("span", { class: "cd-small cd-mut", text: g.say(label) }), list);
  }

  function pressed(g, label, sign, on, click) {
    return el("button", { type: "button", class: "btn btn-sm btn-ghost", "aria-pressed": String(on), on: { click } }, icon(sign), " ", g.say(label));
  }

  const opener = (g, label, sign, id) => el("button", {
    type: "button", class: "btn btn-sm btn-ghost", "data-cd-pop": id, "aria-haspopup": "dialog", "aria-expanded": "false",
  }, icon(sign), " ", g.say(label));

  const popover = (g, label, id, ...body) =>
    el("div", { id, class: "cd-pop dropdown-menu cd-gpop", role: "dialog", tabindex: "-1", "aria-label": g.say(label) }, ...body);

  function tools(g) {
    const { state } = g;
    const shown = Object.entries(state.outcomes);
    const groups = [["", g.say("no_group")], ...state.columns.filter((column) => column.groups).map(({ id, groups: name }) => [id, name])];
    return [
      select(g, "show", shown, state.shown, (value) => g.goTo({ outcome: value === "open" ? "" : value })),
      select(g, "group_by", groups, state.group, (value) => g.goTo({ group: value || (state.profile?.group ? "none" : "") })),
      pressed(g, "coloured", "palette", g.coloured, () => g.colour(!g.coloured)),
      ...(g.phone ? [] : [
        opener(g, "columns", "layout-three-columns", "pop-grid-columns"),
        opener(g, "profile", "bookmark", "pop-grid-profiles"),
        pressed(g, "funnel", "filter", g.funnelOpen, () => g.showFunnel(!g.funnelOpen)),
      ]),
      ...(Object.keys(state.narrowed).length ? [el("button", {
        type: "button", class: "btn btn-sm btn-outline-secondary", text: g.say("column_filters"),
        on: { click: () => g.goTo(Object.fromEntries(Object.keys(state.narrowed).map((name) => [`f.${name}`, ""]))) },
      })] : []),
      popover(g, "columns", "pop-grid-columns", ...columns(g)),
      popover(g, "profile", "pop-grid-profiles", ...profiles(g)),
    ];
  }

  /* ── columns ── */
  function columns(g) {
    const list = el("ul", { class: "cd-gcols", role: "list" });
    fillColumns(g, list);
    return [
      el("div", { class: "cd-pop__head" }, el("strong", { text: g.say("columns") })),
      el("p", { class: "cd-small cd-mut cd-gpop__p", text: g.say("columns_hint") }), list,
      el("div", { class: "cd-pop__btns" }, el("button", { type: "button", class: "btn btn-sm btn-primary", "data-cd-close": "pop", text: g.say("done") })),
    ];
  }

  function fillColumns(g, list) {
    const labels = Object.fromEntries(g.state.columns.map(({ id, label }) => [id, label]));
    const standing = g.arrangement();
    list.replaceChildren(...standing.map((column, k) => columnRow(g, list, column, labels[column.id], [standing[k - 1], standing[k + 1]])));
  }

  function columnRow(g, list, column, label, [before, after]) {
    const change = (run, button) => {
      run();
      g.arranged();
      // Not at once: a popover closes on a click on something that is no longer in it.
      window.setTimeout(() => {
        fillColumns(g, list);
        list.querySelector(`[data-id="${column.id}"] [data-do="${button}"]`)?.focus();
      }, 0);
    };
    const step = (sign, name, other) => el("button", {
      type: "button", class: "cd-iconbtn cd-iconbtn--sm", "data-do": name, disabled: !other, "aria-label": g.say(name, { column: label }),
      on: { click: () => change(() => g.swap(column.id, other.id), name) },
    }, icon(sign));
    return el("li", { "data-id": column.id },
      el("label", {}, el("input", {
        type: "checkbox", class: "form-check-input", checked: !column.hidden, "data-do": "show",
        on: { change: () => change(() => g.api.setColumnsVisible([column.id], column.hidden), "show") },
      }), el("span", { text: label })),
      el("button", {
        type: "button", class: "cd-iconbtn cd-iconbtn--sm", "data-do": "pin", "aria-pressed": String(column.pinned), "aria-label": g.say("pin", { column: label }),
        on: { click: () => change(() => g.api.setColumnsPinned([column.id], column.pinned ? null : "left"), "pin") },
      }, icon(column.pinned ? "pin-fill" : "pin")),
      step("chevron-up", "up", before), step("chevron-down", "down", after));
  }

  /* ── profiles ── */
  function profiles(g) {
    const { state } = g;
    const current = state.profile?.id || 0;
    const rows = [{ id: 0, name: g.say("profile_standard"), audience: "", deletable: false }, ...state.profiles];
    return [
      el("div", { class: "cd-pop__head" }, el("strong", { text: g.say("profile") })),
      el("ul", { class: "cd-gcols", role: "list" }, ...rows.map((profile) => profileRow(g, profile, profile.id === current))),
      el("div", { class: "dropdown-divider" }), saving(g),
    ];
  }

  const audienceName = (g, audience) => ({ me: "", everyone: g.say("profile_everyone") })[audience] ?? g.state.audiences[audience] ?? audience;

  function profileRow(g, profile, current) {
    const note = [audienceName(g, profile.audience), profile.is_default ? g.say("profile_is_default") : ""].filter(Boolean).join(" · ");
    return el("li", {},
      el("button", {
        type: "button", class: "dropdown-item cd-gprofile", "aria-current": current ? "true" : null, "data-cd-close": "pop",
        on: { click: () => g.goTo({ profile: profile.id, columns: "", sort: "", group: "" }) },
      }, icon(current ? "check2" : "dot"), el("span", { text: profile.name }), el("span", { class: "cd-small cd-mut", text: note })),
      profile.deletable ? el("button", {
        type: "button", class: "cd-iconbtn cd-iconbtn--sm", "aria-label": g.say("profile_delete", { name: profile.name }),
        on: { click: () => g.keep({ kind: "delete", id: profile.id }) },
      }, icon("trash")) : null);
  }

  function saving(g) {
    const name = el("input", { class: "form-control form-control-sm", maxlength: 80, required: true, name: "name", autocomplete: "off" });
    const audiences = [["me", g.say("profile_me")], ...(g.state.may_share ? [...Object.entries(g.state.audiences), ["everyone", g.say("profile_everyone")]] : [])];
    const whom = el("select", { class: "form-select form-select-sm" }, ...audiences.map(([value, text]) => el("option", { value, text })));
    const usual = el("input", { type: "checkbox", class: "form-check-input" });
    const save = (event) => {
      event.preventDefault();
      g.keep({ kind: "save", name: name.value, audience: whom.value, is_default: usual.checked, layout: g.layout() });
    };
    return el("form", { class: "cd-gsave", on: { submit: save } },
      el("strong", { class: "cd-small", text: g.say("profile_save") }),
      el("label", {}, el("span", { class: "cd-small", text: g.say("profile_name") }), name),
      el("label", {}, el("span", { class: "cd-small", text: g.say("profile_for") }), whom),
      el("label", { class: "cd-gfilter__box" }, usual, el("span", { text: g.say("profile_default") })),
      el("button", { type: "submit", class: "btn btn-sm btn-primary", text: g.say("profile_save_button") }));
  }

  /* ── the funnel: each row of the probability table, its width the share of the largest ── */
  function funnel(g) {
    const { funnel: rows, currency } = g.state;
    const most = Math.max(...rows.map(({ net }) => net), 1);
    const chosen = new URLSearchParams(window.location.search).get("p");
    return [el("h2", { class: "cd-gfunnel__h", text: g.say("funnel") }),
      el("ul", { class: "cd-gfunnel__l", role: "list" }, ...rows.map((row) => {
        const range = `${row.percent}-${row.percent}`;
        const net = words.compact(row.net, currency);
        return el("li", {}, el("button", {
          type: "button", "aria-pressed": String(chosen === range),
          "aria-label": g.say("funnel_row", { label: `${words.percent(row.percent)} ${row.label}`, count: words.number(row.count), net }),
          on: { click: () => g.goTo({ p: chosen === range ? "" : range }) },
        },
        el("span", { class: "cd-gfunnel__k" }, el("b", { text: words.percent(row.percent) }), el("span", { class: "cd-trunc cd-mut", text: row.label })),
        el("span", { class: "cd-gfunnel__v cd-n", text: net }),
        el("span", { class: "cd-gfunnel__b", vars: { "--w": `${(100 * row.net) / most}%`, "--c": `var(--cd-p-${step(row.percent)})` }, "aria-hidden": "true" }),
        el("span", { class: "cd-small cd-mut cd-n", text: words.number(row.count) })));
      }))];
  }

  const step = (percent) => [90, 75, 50, 25, 0].find((least) => least <= percent) ?? 0;

  Object.assign(grid, { tools, funnel });
})();
