// Toasts in the browser: eight seconds, paused while somebody looks, two at most.
(function () {
  "use strict";
  const { caudal } = window;
  const byId = (id) => document.getElementById(id);
  const LIFE_MS = 8000;
  const MOST = 2;

  function made(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  function symbol(name) {
    const element = made("i", `bi bi-${name}`);
    element.setAttribute("aria-hidden", "true");
    return element;
  }

  function actionOf({ label, href, run }, remove) {
    const element = made(href ? "a" : "button", href ? "" : "btn-link", label);
    if (href) {
      element.href = href;
      element.dataset.cdNav = "plain";
    }
    element.addEventListener("click", () => {
      remove();
      run?.();
    });
    return element;
  }

  // {title, text, tone: "" | "pos" | "warn" | "neg", icon, actions: [{label, href | run}], life} → a function that removes it
  caudal.toast = function ({ title, text = "", tone = "", icon = "info-circle", actions = [], life = LIFE_MS }) {
    const shelf = byId("toasts");
    const box = made("div", "cd-toast");
    let timer = 0;
    const remove = () => {
      window.clearTimeout(timer);
      box.remove();
    };
    const pause = () => window.clearTimeout(timer);
    const start = () => {
      pause();
      timer = window.setTimeout(remove, life);
    };
    const sign = made("span", `cd-note__ic${tone ? ` cd-note__ic--${tone}` : ""}`);
    sign.append(symbol(icon));
    const words = made("div");
    words.append(made("b", "", title), made("p", "", text));
    const row = made("div", "cd-toast__a");
    row.append(...actions.map((action) => actionOf(action, remove)));
    if (actions.length) words.append(row);
    const close = made("button", "cd-iconbtn cd-iconbtn--sm");
    close.setAttribute("aria-label", shelf.dataset.dismiss);
    close.append(symbol("x-lg"));
    close.addEventListener("click", remove);
    box.append(sign, words, close);
    box.addEventListener("mouseenter", pause);
    box.addEventListener("mouseleave", start);
    box.addEventListener("focusin", pause);
    box.addEventListener("focusout", start);
    while (shelf.children.length >= MOST) shelf.firstElementChild.remove();
    shelf.append(box);
    start();
    return remove;
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.caudal_shell = Object.assign({}, window.dash_clientside.caudal_shell, {
    show_toast(toast) {
      if (toast) caudal.toast(toast);
      return toast?.seq ?? null;
    },
  });
})();
