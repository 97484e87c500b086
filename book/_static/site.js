// Small matters of the whole site. Every page works without this script.
(() => {
  "use strict";

  // Opened from a folder instead of a server, a page may not read its neighbours, from which the
  // search would quote: it lists the titles alone then.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

  // Paper is white, and on it nothing can be unfolded; code that is folded is left out.
  const root = document.documentElement;
  let theme;
  window.addEventListener("beforeprint", () => {
    theme = root.dataset.theme;
    root.dataset.theme = "light";
    for (const box of document.querySelectorAll("details:not([open], .hide)")) {
      box.open = true;
      box.dataset.tbOpenedToPrint = "";
    }
  });
  window.addEventListener("afterprint", () => {
    root.dataset.theme = theme;
    for (const box of document.querySelectorAll("details[data-tb-opened-to-print]")) {
      box.open = false;
      delete box.dataset.tbOpenedToPrint;
    }
  });

  // The box of the front page: an id leads to the statement's own page, all else to the ledger,
  // which keeps what is asked for in its address.
  document.querySelector(".tb-look-up")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = new FormData(event.target).get("q").trim();
    const id = /^([fmrqs])-?(\d{3})$/i.exec(asked);
    const page = id
      ? `../statements/${id[1].toUpperCase()}-${id[2]}.html`
      : `ledger.html#${new URLSearchParams({ q: asked })}`;
    location.assign(new URL(page, location.href));
  });
})();
