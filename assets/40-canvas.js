"use strict";
/* The canvas of a board: the element its browser half draws on, what it says aloud, and its ways to Dash and the address. */
(() => {
  const { board } = window.caudal;
  const { el } = board;
  const canvases = new Map();

  class Canvas {
    constructor(canvas, id) {
      const { label, open, export: exportPath, url } = canvas.dataset;
      Object.assign(this, {
        canvas, id, label, openPath: open, exportPath, url, text: {}, state: null, queue: [], inFlight: null, silent: new Map(),
        acknowledged: 0, seq: Date.now(), asked: null, later: [], lift: null, held: null, dialog: null, lastUndo: null,
      });
      this.live = el("div", { class: "visually-hidden", "aria-live": "assertive", "aria-atomic": "true" });
      this.keys = el("p", { class: "visually-hidden", id: `${id}-keys` });
      this.stage = el("div", { class: "cd-boardpage flex-fill h-100" });
      canvas.classList.add("flex-fill");
      canvas.replaceChildren(this.stage, this.keys, this.live);
    }

    say(key, parts) { return board.fill(this.text[key] ?? key, parts); }

    plural(key, n, parts) { return this.say(`${key}_${board.words.plural(n)}`, { n: board.words.number(n), ...parts }); }

    /* The same sentence twice is read twice. */
    announce(sentence) {
      this.live.textContent = "";
      window.requestAnimationFrame(() => { this.live.textContent = sentence; });
    }

    toast(options) { window.caudal.toast(options); }

    show(...nodes) { this.stage.replaceChildren(...nodes); }

    /* Answers wait while a card is in the hand or a question is open, so nothing moves under the reader. */
    whenFree(run) {
      if (this.held || this.lift || this.dialog) this.later.push(run);
      else run();
    }

    release() {
      if (this.held || this.lift || this.dialog) return;
      this.later.splice(0).forEach((run) => run());
    }

    nextSeq() { return (this.seq = Math.max(this.seq + 1, Date.now())); }

    uuid() {
      if (window.crypto.randomUUID) return window.crypto.randomUUID();
      // randomUUID needs a secure context; a plain http intranet address is none.
      const bytes = Array.from(window.crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
      return `${bytes.slice(0, 8)}-${bytes.slice(8, 12)}-4${bytes.slice(13, 16)}-a${bytes.slice(17, 20)}-${bytes.slice(20)}`;
    }

    send(store, data) { window.dash_clientside.set_props(`${this.id}-${store}`, { data }); }

    go(props) { window.dash_clientside.set_props(this.url, props); }

    /* Go to another page the way Dash's own links do, without loading the whole app anew. */
    visit(href) {
      window.history.pushState({}, "", href);
      window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    }
  }

  /* The object behind a canvas; a canvas that Dash has drawn anew gets a new one. */
  function canvasAt(Kind, canvasId) {
    const canvas = document.getElementById(canvasId);
    if (!canvas) return null;
    if (canvases.get(canvasId)?.canvas !== canvas) {
      for (const [key, old] of canvases) if (!old.canvas.isConnected) canvases.delete(key);
      canvases.set(canvasId, new Kind(canvas, canvasId.replace(/-canvas$/, "")));
    }
    return canvases.get(canvasId);
  }

  /* The boards that are on the page and drawn. */
  const shown = () => [...canvases.values()].filter((b) => b.canvas.isConnected && b.state);

  Object.assign(board, { Canvas, canvasAt, shown });
})();
