"use strict";
/* Targets: the table of a sheet. Rows are members, columns months; sums follow what is typed. */
(() => {
  const { targets, board } = window.caudal;
  const { el } = board;
  const placeOf = (row, month) => `${row.id}.${month}`;

  class Table {
    constructor(page) {
      this.page = page;
      this.inputs = new Map();
      this.sums = [];
      const { sheet } = page;
      const title = page.say("sheet");
      this.node = el("div", { class: "cd-tablewrap cd-targets__wrap", tabindex: "0", role: "region", "aria-label": title },
        el("table", { class: "cd-table cd-targets__table" },
          el("caption", { class: "visually-hidden", text: title }), this.head(sheet), this.body(sheet), this.foot(sheet)));
      this.node.addEventListener("input", (event) => this.typed(event.target));
      this.node.addEventListener("change", (event) => this.tidy(event.target));
      this.node.addEventListener("keydown", (event) => this.key(event));
      this.node.addEventListener("paste", (event) => this.paste(event));
    }

    head(sheet) {
      const months = sheet.months.map((name, k) =>
        el("th", { class: `num${sheet.first + k === sheet.this ? " is-now" : ""}`, scope: "col", text: name }));
      const who = el("th", { scope: "col", text: this.page.say("member") });
      return el("thead", {}, el("tr", {}, who, ...months, el("th", { class: "num", scope: "col", text: this.page.say("year_total") })));
    }

    body(sheet) {
      return el("tbody", {}, ...sheet.rows.map((row, place) => this.row(sheet, row, place)));
    }

    row(sheet, row, place) {
      const last = row.last.reduce((sum, minor) => sum + minor, 0);
      const name = el("th", { scope: "row", class: "cd-targets__who" }, el("span", { class: "cd-trunc", title: row.name, text: row.name }),
        el("small", { text: `${sheet.words.what} ${sheet.words.year}` }));
      const total = el("td", { class: "num" }, el("span", { class: "cd-n" }), el("small", { class: "cd-n", text: this.short(last) }));
      this.sums.push(() => {
        total.firstChild.textContent = this.money(this.rowSum(row));
        total.firstChild.title = this.page.exact(this.rowSum(row));
      });
      return el("tr", {}, name, ...sheet.months.map((month, k) => this.cell(sheet, row, place, k)), total);
    }

    cell(sheet, row, place, k) {
      const { page } = this;
      const month = sheet.first + k;
      const parts = { name: row.name, month: sheet.months[k], what: sheet.words.what, year: sheet.words.year, value: page.exact(row.last[k]) };
      const input = el("input", {
        class: "form-control cd-targets__in cd-n", inputmode: "decimal", autocomplete: "off", "aria-label": page.say("cell", parts),
        "data-place": placeOf(row, month), "data-row": place, "data-month": k, maxlength: "40",
      });
      input.before = row.targets[k];
      this.inputs.set(input.dataset.place, input);
      const last = el("small", { class: "cd-n", title: page.say("last_year_title", parts), text: this.short(row.last[k]) });
      return el("td", { class: "num" }, input, last);
    }

    foot(sheet) {
      const total = this.sumRow(this.page.say("total"), (k) => [this.columnSum(k), null]);
      const others = sheet.others.map((other) => this.sumRow(other.label, (k) => {
        const minor = k === null ? other.targets.reduce((sum, each) => sum + (each || 0), 0) : other.targets[k];
        return [minor, (minor || 0) - (this.columnSum(k) || 0)];
      }, "cd-targets__other"));
      return el("tfoot", {}, total, ...others);
    }

    /* A row of sums; `of(month)` gives the amount and its difference to the total, `of(null)` those of the year. */
    sumRow(label, of, className) {
      const cells = [...this.page.sheet.months.keys(), null].map((k) => {
        const cell = el("td", { class: "num" }, el("span", { class: "cd-n" }), el("small", { class: "cd-n" }));
        this.sums.push(() => {
          const [minor, difference] = of(k);
          cell.firstChild.textContent = minor === null ? "–" : this.money(minor);
          cell.firstChild.title = minor === null ? "" : this.page.exact(minor);
          cell.lastChild.textContent = difference ? this.signed(difference) : "";
          cell.lastChild.title = difference ? this.page.say("difference", { value: this.page.exact(difference) }) : "";
        });
        return cell;
      });
      return el("tr", { class: className }, el("th", { scope: "row", text: label }), ...cells);
    }

    short(minor) { return board.words.compact(minor, this.page.sheet.currency); }

    signed(minor) { return board.words.compact(minor, this.page.sheet.currency, true); }

    /* Sums are whole units; their tooltip is exact. */
    money(minor) { return board.words.number(minor / 10 ** this.page.sheet.digits); }

    valueOf(input) { return targets.minorOf(input.value, this.page.sheet); }

    rowSum(row) {
      return [...this.inputs.values()].reduce((sum, input) =>
        sum + (input.dataset.place.startsWith(`${row.id}.`) ? this.valueOf(input) || 0 : 0), 0);
    }

    columnSum(k) {
      const typed = [...this.inputs.values()].filter((input) => k === null || Number(input.dataset.month) === k).map((input) => this.valueOf(input));
      return typed.some((minor) => minor !== null && minor !== undefined) ? typed.reduce((sum, minor) => sum + (minor || 0), 0) : null;
    }

    /* Show the stored targets, and over them what was typed and not saved. */
    fill() {
      const { sheet, drafts } = this.page;
      for (const [place, input] of this.inputs) {
        const draft = drafts.cells.get(place);
        const differs = draft && draft.before !== input.before;
        if (differs) draft.before = input.before;
        input.value = draft ? draft.text : targets.written(input.before, sheet);
        input.classList.toggle("is-conflict", Boolean(differs));
        input.title = differs ? this.page.foreign(input.before) : "";
        this.mark(input);
      }
      drafts.keep();
      this.add();
    }

    add() { this.sums.forEach((run) => run()); }

    mark(input) {
      const minor = this.valueOf(input);
      const wrong = minor === undefined ? this.page.say("unreadable") : minor < 0 ? this.page.say("negative") : "";
      input.setCustomValidity(wrong);
      input.classList.toggle("is-invalid", Boolean(wrong));
      input.toggleAttribute("aria-invalid", Boolean(wrong));
      if (wrong) input.title = wrong;
      input.classList.toggle("is-draft", this.page.drafts.cells.has(input.dataset.place));
    }

    typed(input) {
      if (!input.dataset.place) return;
      input.title = "";
      input.classList.remove("is-conflict");
      this.page.drafts.set(input.dataset.place, input.value, input.before, this.valueOf(input));
      this.mark(input);
      this.add();
      this.page.refresh();
    }

    /* An amount is written as all others are once it is complete. */
    tidy(input) {
      const minor = input.dataset.place ? this.valueOf(input) : undefined;
      if (minor === undefined) return;
      input.value = targets.written(minor, this.page.sheet);
      this.page.drafts.set(input.dataset.place, input.value, input.before, minor);
    }

    put(place, minor) {
      const input = this.inputs.get(place);
      if (!input) return;
      input.value = targets.written(minor, this.page.sheet);
      this.typed(input);
    }

    at(row, month) { return this.node.querySelector(`input[data-row="${row}"][data-month="${month}"]`); }

    key(event) {
      const { row, month } = event.target.dataset;
      const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
      const next = step && month !== undefined ? this.at(Number(row) + step, month) : null;
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.select();
    }

    /* A block copied from a spreadsheet fills the cells from here to the right and down. */
    paste(event) {
      const { row, month } = event.target.dataset;
      const text = event.clipboardData?.getData("text/plain") || "";
      if (month === undefined || !/[\t\n]/.test(text.trim())) return;
      event.preventDefault();
      text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => {
        line.split("\t").forEach((value, right) => {
          const input = this.at(Number(row) + down, Number(month) + right);
          if (!input) return;
          input.value = value.trim();
          this.typed(input);
        });
      });
    }

    firstWrong() { return [...this.inputs.values()].find((input) => input.classList.contains("is-invalid")); }
  }

  targets.Table = Table;
})();
