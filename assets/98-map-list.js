"use strict";
/* The list beside the map: the contacts in view, the same to point at and to choose, by mouse and by keyboard. */
(() => {
  const { board, map } = window.caudal;
  if (!map) return;
  const { el, icon, words } = board;
  const WAIT_MS = 250;
  const SORTS = ["net", "weighted", "stale"];
  const STEPS = { ArrowDown: 1, ArrowUp: -1 };

  /* A colour of the legend: the name of a token, or a colour as it is. */
  const paint = (colour) => (String(colour).startsWith("--") ? `var(${colour})` : colour);

  class List {
    constructor(panel) {
      Object.assign(this, { panel, text: {}, answer: null, chosen: null, selected: 0, timer: 0 });
      this.heading = el("span", { role: "status" });
      this.sort = el("select", { on: { change: () => map.ask({ sort: this.sort.value }) } });
      this.find = el("input", { class: "form-control", type: "search", autocomplete: "off", on: { input: () => this.findLater() } });
      this.choice = el("div", { class: "cd-mapchoice" });
      this.rows = el("ul", { on: { keydown: (event) => this.keys(event), pointerover: (event) => this.point(event), pointerleave: () => map.hover(0) } });
      this.foot = el("footer", {});
    }

    say(key, parts) { return board.fill(this.text[key] ?? key, parts); }

    plural(key, n) { return this.say(`${key}_${words.plural(n)}`, { n: words.number(n) }); }

    /* Once for each panel that Dash draws. */
    build(text) {
      if (this.built) return;
      this.built = true;
      this.text = text;
      this.sort.replaceChildren(...SORTS.map((name) => el("option", { value: name, text: this.say(`sort_${name}`) })));
      this.find.placeholder = this.say("find");
      const sort = el("label", { class: "cd-select" }, el("span", { text: this.say("sort") }), this.sort);
      const find = el("label", { class: "cd-maplist__q" }, icon("search"), el("span", { class: "visually-hidden", text: this.say("find") }), this.find);
      const head = el("header", {}, el("div", { class: "cd-maplist__h" }, el("h2", {}, this.heading), ...map.panelTools(this), sort), this.choice, find);
      this.panel.replaceChildren(map.sheetHandle(this), head, this.rows, this.foot);
    }

    findLater() {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => map.ask({ text: this.find.value.trim() }), WAIT_MS);
    }

    /* ── drawing ── */
    show(answer) {
      this.answer = answer;
      this.draw();
    }

    choose(chosen) {
      this.chosen = chosen;
      this.draw();
    }

    draw() {
      const { answer, chosen } = this;
      if (!answer) return;
      const focused = this.rows.contains(document.activeElement) ? Number(document.activeElement.dataset.id) : 0;
      const rows = chosen ? chosen.rows : answer.list;
      this.sort.value = answer.sort;
      this.sort.disabled = this.find.disabled = Boolean(chosen);
      this.heading.textContent = chosen ? chosen.title : this.plural("in_view", answer.totals.contacts);
      this.colours = new Map((answer.legend || []).map(({ key, colour }) => [key, paint(colour)]));
      this.rows.replaceChildren(...rows.map((row) => this.row(row)), ...this.end(rows));
      this.total(chosen ? { ...chosen, weighted: null } : { ...answer.totals, currency: answer.currency });
      this.mark(this.selected);
      if (focused) this.rows.querySelector(`[data-id="${focused}"]`)?.focus({ preventScroll: true });
    }

    row(row) {
      const { currency } = this.chosen || this.answer;
      const amount = this.answer.sort === "weighted" ? row.weighted : row.net;
      const untouched = this.answer.sort === "stale" && row.days !== null ? this.plural("untouched", row.days) : this.plural("opportunities", row.count);
      const button = el("button", { type: "button", class: "cd-maprow", "data-id": row.id, on: { click: () => this.open(row) } },
        el("span", { class: "cd-maprow__n cd-trunc", text: row.name }), words.moneyNode(amount, currency, "cd-maprow__v"),
        el("span", { class: "cd-maprow__c cd-trunc", text: [row.city, untouched].filter(Boolean).join(" · ") }), this.stack(row));
      button.addEventListener("focus", () => map.hover(row.id));
      return el("li", {}, button);
    }

    stack({ shares = [], net }) {
      const parts = shares.filter(([, part]) => part > 0).map(([key, part]) =>
        el("i", { vars: { "--c": this.colours.get(String(key)) || "var(--cd-line-ctl)", "--w": String(part / Math.max(net, 1)) } }));
      return el("span", { class: "cd-ministack", "aria-hidden": "true" }, ...parts);
    }

    end(rows) {
      const total = this.chosen ? this.chosen.contacts : this.answer.listed ?? rows.length;
      if (!rows.length) {
        const all = this.answer.home ? el("button", { type: "button", class: "btn btn-sm btn-outline-secondary", text: this.say("show_all"), on: { click: () => map.zoomTo(this.answer.home) } }) : null;
        return [el("li", { class: "cd-maplist__none" }, el("p", { text: this.say("nobody") }), all)];
      }
      if (total <= rows.length) return [];
      return [el("li", { class: "cd-maplist__more", text: this.say("more", { shown: words.number(rows.length), total: words.number(total) }) })];
    }

    total({ count, net, weighted, currency }) {
      const soft = weighted === null ? null : el("span", { class: "cd-mut", title: this.say(`by_${this.answer.chance}`), text: this.say("weighted", { amount: words.compact(weighted, currency) }) });
      this.foot.replaceChildren(el("span", { text: this.plural("opportunities", count) }), ...(soft ? [soft] : []), words.moneyNode(net, currency, "cd-semi"));
    }

    /* ── pointing and choosing ── */
    open(row) {
      map.focus(row.id, row);
      map.openPopup(row);
    }

    mark(id) {
      this.selected = id;
      this.rows.querySelectorAll(".cd-maprow").forEach((button) => {
        const is = Number(button.dataset.id) === id;
        button.classList.toggle("is-sel", is);
        if (is) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      });
    }

    point(event) {
      const button = event.target.closest(".cd-maprow");
      if (button) map.hover(Number(button.dataset.id));
    }

    hovered(id) {
      this.rows.querySelectorAll(".cd-maprow").forEach((button) => button.classList.toggle("is-hover", Boolean(id) && Number(button.dataset.id) === id));
    }

    keys(event) {
      const buttons = [...this.rows.querySelectorAll(".cd-maprow")];
      const here = buttons.indexOf(document.activeElement);
      const ends = { Home: 0, End: buttons.length - 1 };
      const next = event.key in ends ? ends[event.key] : here + (STEPS[event.key] || 0);
      if (here < 0 || next === here || !buttons[next]) return;
      event.preventDefault();
      buttons[next].focus();
    }

    focusRow(id) { (this.rows.querySelector(`[data-id="${id}"]`) || this.find).focus({ preventScroll: true }); }
  }

  /* The list of the page that is shown; a panel that Dash has drawn anew gets a new one. */
  let current = null;
  function list() {
    const panel = document.getElementById("map-list");
    if (panel && current?.panel !== panel) current = new List(panel);
    return panel ? current : null;
  }

  map.on("words", (text) => list()?.build(text));
  map.on("answer", (answer) => list()?.show(answer));
  map.on("hover", (id) => list()?.hovered(typeof id === "object" ? id?.contact_id : id));

  Object.assign(map, { list, paint });
  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    caudal_map_panel: {
      popup: (found) => { if (found) map.popupFound(found); },
      chosen: (answer) => { if (answer) map.chosenFound(answer); },
      assigned: (answer) => { if (answer) map.assigned(answer); },
    },
  });
})();
