"use strict";
/* One card: five lines in a fixed order, and what a screen reader says of it. */
(() => {
  const { board } = window.caudal;
  const { el, svg, icon, words } = board;
  const PIES = [null, "0 0 1 10.42 5.89", "0 0 1 9.12 9.91", "0 1 1 4.88 9.91", "0 1 1 3.58 5.89"];
  const ROUND = { "stroke-linecap": "round", "stroke-linejoin": "round", fill: "none" };
  const NEXT_ICONS = {
    call: "telephone", mail: "envelope", meeting: "people", visit: "geo-alt", video: "camera-video", quote: "file-earmark-text",
    task: "check2-square",
  };
  const glyphs = new Map();

  const frame = (size, ...shapes) =>
    svg("svg", { class: "cd-glyph", width: size, height: size, viewBox: "0 0 14 14", "aria-hidden": "true" }, ...shapes);

  function stageShapes(colour, glyph) {
    const ink = `var(--cd-st-${colour})`;
    if (glyph >= 5) {
      return [
        svg("circle", { cx: 7, cy: 7, r: 7, fill: ink }),
        svg("path", { d: "M4.2 7.2l2 2 3.7-4", stroke: "var(--cd-surface)", "stroke-width": 1.6, ...ROUND }),
      ];
    }
    const ring = svg("circle", { cx: 7, cy: 7, r: 6.2, fill: "none", stroke: ink, "stroke-width": 1.6 });
    if (!glyph) {
      ring.setAttribute("stroke-dasharray", "2.1 1.8");
      return [ring];
    }
    return [ring, svg("path", { d: `M7 7V3.4A3.6 3.6 ${PIES[glyph]}Z`, fill: ink })];
  }

  /* Circle = stage, filling with progress. Drawn once per stage and size, then copied. */
  function stageGlyph(colour, glyph, size = 12) {
    const key = `${colour}${glyph} ${size}`;
    if (!glyphs.has(key)) glyphs.set(key, frame(size, ...stageShapes(colour, glyph)));
    return glyphs.get(key).cloneNode(true);
  }

  /* Square = outcome. */
  function outcomeGlyph(kind, size) {
    if (kind === "won") {
      return frame(size, svg("rect", { width: 14, height: 14, rx: 3.6, fill: "var(--cd-pos)" }),
        svg("path", { d: "M4 7.2l2.1 2.1 3.9-4.2", stroke: "var(--cd-surface)", "stroke-width": 1.7, ...ROUND }));
    }
    const ink = { stroke: "var(--cd-ink-3)", "stroke-width": 1.5 };
    return frame(size, svg("rect", { x: 0.75, y: 0.75, width: 12.5, height: 12.5, rx: 3.2, fill: "none", ...ink }),
      svg("path", { d: "M4.8 4.8l4.4 4.4M9.2 4.8L4.8 9.2", "stroke-linecap": "round", ...ink }));
  }

  function stageChip(stage) {
    if (!stage) return null;
    const glyph = stage.kind === "won" || stage.kind === "lost"
      ? outcomeGlyph(stage.kind, 12)
      : stageGlyph(stage.colour, stage.glyph);
    return el("span", { class: `cd-stage cd-stage--${stage.colour}`, title: `${stage.pipeline}, ${stage.name}` },
      glyph, el("span", { class: "cd-trunc", text: stage.name }));
  }

  function avatar(owner) {
    if (!owner) return null;
    return el("span", {
      class: `cd-avatar cd-avatar--${owner.tint}`, role: "img", "aria-label": owner.name, title: owner.name,
      text: owner.initials,
    });
  }

  function age(b, card) {
    const days = Math.max(0, words.daysBetween(card.created_on, card.closed_on || b.state.now));
    return { days, text: b.say("days", { n: words.number(days) }) };
  }

  function titleLine(b, card, stage) {
    const full = stage ? `${card.title} \u00b7 ${stage.pipeline}` : card.title;
    if (b.state.flow) return el("div", { class: "cd-card__title cd-trunc", text: card.title, title: `${full} \u00b7 ${card.number}` });
    const old = age(b, card);
    return el("div", { class: "cd-card__row" },
      el("span", { class: "cd-card__title cd-trunc", text: card.title, title: `${full} \u00b7 ${card.number}` }),
      el("span", { class: "push cd-n", title: b.plural("open_for", old.days) }, icon("clock", "cd-micro"), ` ${old.text}`));
  }

  function expected(b, card) {
    if (!card.expected_on) return el("span", { class: "cd-mut" }, icon("flag", "cd-micro"), ` ${b.say("no_date")}`);
    const late = card.expected_on < b.state.now;
    const text = words.date(card.expected_on, b.state.now);
    return el("span", { title: b.say(late ? "expected_late" : "expected") }, icon("flag", "cd-micro"), " ",
      late ? el("span", { class: "cd-late", text }) : text);
  }

  function nextWhen(b, on) {
    const days = words.daysBetween(b.state.now, on);
    if (days < 0) return el("span", { class: "cd-late", text: b.say("days_late", { n: words.number(-days) }) });
    const near = days === 0 ? b.say("today") : days === 1 ? b.say("tomorrow") : null;
    return el("span", { text: near || (days <= 7 ? words.weekday(on) : words.date(on, b.state.now)) });
  }

  const nextName = (b, card) => card.next_subject || b.text[`kind_${card.next_kind}`] || b.say("next_step");

  function nextActivity(b, card) {
    if (!card.next_on) {
      return el("span", { class: "cd-next cd-next--none" }, icon("plus-circle-dotted"), b.say("plan_next"));
    }
    const what = nextName(b, card);
    const title = b.say("next_title", { what, date: words.date(card.next_on, b.state.now) });
    return el("span", { class: "cd-next", title }, icon(NEXT_ICONS[card.next_kind] || "calendar-event"),
      el("span", { class: "cd-trunc", text: what }), " ", nextWhen(b, card.next_on));
  }

  /* Where there is little room: the kind of the next step and its day. */
  function nextInShort(b, card) {
    if (!card.next_on) {
      return el("span", { class: "cd-next cd-next--none", title: b.say("plan_next") }, icon("plus-circle-dotted"),
        el("span", { class: "cd-trunc", text: b.say("plan_short") }));
    }
    const title = b.say("next_title", { what: nextName(b, card), date: words.date(card.next_on, b.state.now) });
    return el("span", { class: "cd-next", title }, icon(NEXT_ICONS[card.next_kind] || "calendar-event"), nextWhen(b, card.next_on));
  }

  /* What rests for a known reason is not idle; it says so instead. */
  const pausedUntil = (b, card) => words.date(card.paused.slice(0, 10), b.state.now);
  const pauseTitle = (b, card) => b.say("paused_title", { date: pausedUntil(b, card), because: card.paused.slice(11) });

  function idle(b, card) {
    if (card.paused) {
      const until = b.say("paused", { date: pausedUntil(b, card) });
      return el("span", { class: "cd-idle cd-idle--paused", title: pauseTitle(b, card) }, icon("pause-circle"), until);
    }
    const days = board.state.idleDays(card, b.state.now);
    const level = board.state.idleLevel(days);
    const written = days === 0 ? b.say("active_today") : b.say(level ? "idle" : "ago", { n: words.number(days) });
    const title = card.last_activity_on ? b.plural("last_activity", days) : b.say("no_activity");
    return el("span", { class: `cd-idle cd-idle--${level}`, title }, level === 2 ? icon("hourglass-split") : null, written);
  }

  /* Nothing typed is not the same as nothing to earn. */
  function amount(b, card) {
    if (card.amount_known || card.net) return words.moneyNode(card.net, card.currency, "cd-card__amt push");
    return el("span", { class: "push cd-mut", text: b.say("no_amount") });
  }

  function closedLines(b, card, column) {
    const date = card.closed_on ? words.date(card.closed_on, b.state.now) : b.say("no_date");
    const won = column.kind === "won";
    const tag = won
      ? el("span", { class: "cd-tag cd-tag--pos" }, icon("check2"), date)
      : el("span", { class: "cd-tag", text: b.say("lost_on", { date }) });
    const took = b.plural(won ? "won_in" : "lost_after", age(b, card).days);
    return [
      el("div", { class: "cd-card__row" }, tag, amount(b, card)),
      el("div", { class: "cd-card__row" }, avatar(b.state.owners[card.owner_id]), el("span", { text: took })),
    ];
  }

  /* On the stages board the column says the stage: here stand probability, tasks and stay instead. */
  function stageLines(b, card, column) {
    return [
      el("div", { class: "cd-card__row" }, board.stays.probability(b, card), board.chance.short(b, card, column), amount(b, card)),
      el("div", { class: "cd-card__row" }, board.stays.tasks(b, card), el("span", { class: "push" }, board.stays.dwell(b, card, column))),
      el("div", { class: "cd-card__row cd-card__meta" }, avatar(b.state.owners[card.owner_id]), nextInShort(b, card),
        el("span", { class: "push" }, idle(b, card))),
    ];
  }

  function openLines(b, card, stage, column) {
    return [
      el("div", { class: "cd-card__row" }, stageChip(stage), amount(b, card)),
      el("div", { class: "cd-card__row" }, avatar(b.state.owners[card.owner_id]), expected(b, card),
        el("span", { class: "push cd-card__model" }, board.chance.chip(b, card, column))),
      el("div", { class: "cd-card__row cd-card__meta" }, nextActivity(b, card), el("span", { class: "push" }, idle(b, card))),
    ];
  }

  function label(b, card, stage, column) {
    const parts = [card.contact, card.title, words.money(card.net, card.currency), column.name];
    if (stage && !b.state.flow) parts.push(`${stage.pipeline}, ${stage.name}`);
    if (b.state.flow && !card.closed_on) parts.push(...board.stays.label(b, card, column));
    if (card.closed_on) parts.push(b.say("closed_label", { date: words.date(card.closed_on, b.state.now) }));
    else if (card.expected_on) parts.push(b.say("expected_label", { date: words.date(card.expected_on, b.state.now) }));
    if (!card.closed_on) parts.push(...board.chance.label(b, card, column));
    if (!card.closed_on && card.paused) parts.push(pauseTitle(b, card));
    if (!b.mayMove(card)) parts.push(b.say("locked_label"));
    return parts.join(", ");
  }

  function menuButton(b, card, reachable) {
    return el("button", {
      class: "cd-iconbtn cd-iconbtn--sm cd-card__menu", type: "button", tabindex: reachable ? "0" : "-1",
      "aria-label": b.say("actions_for", { contact: card.contact }), "aria-haspopup": "menu", "aria-expanded": "false",
    }, icon("three-dots"));
  }

  function cardNode(b, card, column) {
    const stage = b.state.stages[card.stage_id];
    const closed = column.kind !== "open";
    const stale = !closed && !card.paused && board.state.idleLevel(board.state.idleDays(card, b.state.now)) === 2;
    const reachable = column.rove === card.id;
    const node = el("article", {
      class: `cd-card${stale ? " is-rotten" : ""}${closed ? ` cd-card--${column.kind}` : ""}`,
      tabindex: reachable ? "0" : "-1", "data-id": card.id, "aria-label": label(b, card, stage, column),
      "aria-describedby": `${b.id}-keys`,
    },
    el("div", { class: "cd-card__who cd-trunc", text: card.contact, title: card.contact }),
    titleLine(b, card, stage),
    ...(closed ? closedLines(b, card, column) : b.state.flow ? stageLines(b, card, column) : openLines(b, card, stage, column)),
    menuButton(b, card, reachable));
    node.style.contentVisibility = "auto";
    node.style.containIntrinsicSize = "auto 7.25rem";
    if (!b.mayMove(card)) node.style.cursor = "default";
    return node;
  }

  board.card = { node: cardNode, outcomeGlyph, stageGlyph };
})();
