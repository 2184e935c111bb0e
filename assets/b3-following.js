"use strict";
/* Following: each press asks for the next way of hearing of something; the button says what the server has kept. */
(() => {
  const NEXT = { usual: "follow", follow: "mute", mute: "usual" };
  let seq = 0;

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-cd-how]");
    if (!button) return;
    seq += 1;
    const { cdEntity, cdId, cdHow, cdName } = button.dataset;
    const data = { seq, entity: cdEntity, id: Number(cdId), how: NEXT[cdHow], name: cdName || "" };
    window.dash_clientside.set_props("following-action", { data });
  });

  function show(answer) {
    const found = `button[data-cd-entity="${CSS.escape(answer.entity)}"][data-cd-id="${Number(answer.id)}"]`;
    document.querySelectorAll(found).forEach((button) => {
      button.classList.remove(`cd-following--${button.dataset.cdHow}`);
      button.classList.add(`cd-following--${answer.how}`);
      button.dataset.cdHow = answer.how;
      button.textContent = answer.label;
    });
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.caudal_following = {
    answered(answer) {
      if (answer) show(answer);
      return window.dash_clientside.no_update;
    },
  };
})();
