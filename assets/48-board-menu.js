"use strict";
/* Menus of the board: what to do with a card, how to sort, what to export. */
(() => {
  const { board } = window.caudal;
  const { el, icon } = board;
  const GAP = 5;
  let open = null;

  function close(refocus) {
    if (!open) return;
    const { menu, button, card } = open;
    open = null;
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    card?.classList.remove("is-menu");
    document.removeEventListener("pointerdown", outside, true);
    window.removeEventListener("resize", dismiss);
    if (refocus) (card || button).focus({ preventScroll: true });
  }

  const outside = (event) => { if (!open.menu.contains(event.target) && !open.button.contains(event.target)) close(false); };
  const dismiss = () => close(false);

  function step(menu, event) {
    const items = [...menu.querySelectorAll("[role^=menuitem]")];
    const at = items.indexOf(document.activeElement);
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (target !== undefined) items[(target + items.length) % items.length].focus();
    else if (event.key === "Escape") close(true);
    else if (event.key === "Tab") return close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /* One line of a menu: a link when it leads somewhere, a choice when one of several holds. */
  function item(entry) {
    const role = entry.checked === undefined ? "menuitem" : "menuitemradio";
    const barred = entry.state === "barred";
    return el(entry.href ? "a" : "button", {
      class: `dropdown-item${barred ? " is-barred" : ""}`, role, "aria-disabled": barred ? "true" : null, tabindex: "-1", type: entry.href ? null : "button", href: entry.href,
      download: entry.download, "aria-checked": entry.checked === undefined ? null : String(entry.checked),
      "data-target": entry.target, on: { click: (event) => choose(event, entry) },
    },
    entry.mark, el("span", { text: entry.text }),
    entry.state === "tasks" ? icon("lock", "cd-mut") : null,
    entry.checked ? icon("check2") : entry.key ? el("kbd", { text: entry.key }) : null);
  }

  function choose(event, entry) {
    if (entry.run) event.preventDefault();
    close(true);
    entry.run?.();
  }

  function setUp(menu, anchor) {
    const at = anchor.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = menu;
    const below = at.bottom + GAP + height <= window.innerHeight - 8;
    menu.style.top = `${below ? at.bottom + GAP : Math.max(8, at.top - GAP - height)}px`;
    menu.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - width - 8))}px`;
  }

  function show(b, button, label, children, card) {
    const again = open?.button === button;
    close(false);
    if (again) return;
    const menu = el("div", { class: `cd-pop dropdown-menu show${card ? " cd-pop--card" : ""}`, role: "menu", "aria-label": label }, ...children);
    menu.addEventListener("keydown", (event) => step(menu, event));
    b.canvas.append(menu);
    // On a phone the card itself is the button: its own is hidden.
    setUp(menu, button.offsetParent ? button : card);
    button.setAttribute("aria-expanded", "true");
    card?.classList.add("is-menu");
    open = { menu, button, card };
    document.addEventListener("pointerdown", outside, true);
    window.addEventListener("resize", dismiss);
    (menu.querySelector("[aria-checked=true]") || menu.querySelector("[role^=menuitem]")).focus({ preventScroll: true });
  }

  const SHORTCUTS = { won: "W", lost: "L" };

  function moves(b, spot) {
    const openKeys = board.state.openColumns(b.state).map((column) => column.key);
    const closedLast = [...b.state.columns].sort((one, other) => rank(one) - rank(other));
    return closedLast.map((column) => item({
      mark: board.column.mark(column, 12), target: column.key, state: board.rules.verdict(b, spot, column).kind, checked: column === spot.column,
      text: column.kind === "lost" ? b.say("lost_with_reason", { column: column.name }) : column.name,
      key: SHORTCUTS[column.kind] || String(openKeys.indexOf(column.key) + 1).replace(/^\d\d+$/, ""),
      run: () => board.move.drop(b, spot.card.id, column.key),
    }));
  }

  const rank = (column) => ({ open: 0, won: 1, lost: 2 })[column.kind];

  function card(b, node) {
    const spot = board.state.locate(b.state, Number(node.dataset.id));
    if (!spot) return;
    const lines = [item({ mark: icon("box-arrow-up-right"), text: b.say("open"), key: "\u21b5", href: b.href(spot.card.id),
      run: () => b.open(spot.card.id) })];
    if (b.mayMove(spot.card)) lines.push(el("div", { class: "dropdown-header", text: b.say("move_to_head") }), ...moves(b, spot));
    show(b, node.querySelector(".cd-card__menu"), b.say("card_menu"), lines, node);
  }

  function sort(b, button) {
    show(b, button, b.say("sort"), b.state.sorts.map((key) => item({
      text: b.say(`sort_${key}`), checked: key === b.state.sort, target: key,
      run: () => { if (key !== b.state.sort) b.sortBy(key); },
    })));
  }

  function exports(b, button) {
    show(b, button, b.say("export"), ["csv", "xlsx"].map((kind) => item({
      mark: icon(kind === "csv" ? "filetype-csv" : "file-earmark-spreadsheet"), text: b.say(`export_${kind}`), target: kind,
      href: `${b.exportPath}.${kind}${board.rules.exported(b)}`, download: true,
    })));
  }

  /* What the person wants of every move. */
  function habits(b, button) {
    const { flow } = b.state;
    const choices = ["ask", "always", "never"].map((key) => item({
      text: b.say(`habit_${key}`), checked: key === flow.habit, target: key, run: () => board.rules.adopt(b, key),
    }));
    show(b, button, b.say("options"), [el("div", { class: "dropdown-header", text: b.say("habit_head") }), ...choices]);
  }

  function opener(b, name, mark, opens) {
    const button = el("button", {
      class: "cd-iconbtn", type: "button", "data-sort": name, "aria-label": b.say(name), title: b.say(name), "aria-haspopup": "menu",
      "aria-expanded": "false",
    }, icon(mark));
    button.addEventListener("click", () => opens(b, button));
    return button;
  }

  /* The buttons at the end of the summary. */
  function controls(b) {
    const order = el("button", { class: "cd-select", type: "button", "data-sort": "sort", "aria-haspopup": "menu", "aria-expanded": "false" },
      el("span", { text: b.say("sort") }), ` ${b.say(`sort_${b.state.sort}`)} `, icon("chevron-down"));
    order.addEventListener("click", () => sort(b, order));
    return [
      order, ...(b.state.flow && b.state.changeable ? [opener(b, "options", "sliders2", habits)] : []),
      ...(b.exportPath ? [opener(b, "export", "download", exports)] : []),
    ];
  }

  board.menu = { card, controls, close, show, item };
})();
