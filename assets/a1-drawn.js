// Trees from the server as elements: [tag, attributes, children], a text for itself (components/drawn.py).
(function () {
  "use strict";

  function attribute(element, name, value) {
    if (name === "style") Object.entries(value).forEach(([key, one]) => element.style.setProperty(key, one));
    else element.setAttribute(name, value === true ? "" : value);
  }

  function made(tree) {
    if (typeof tree === "string") return document.createTextNode(tree);
    const [tag, attributes, children] = tree;
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => attribute(element, name, value));
    element.append(...children.map(made));
    return element;
  }

  window.caudal.drawn = (host, trees) => host?.replaceChildren(...trees.map(made));
})();
