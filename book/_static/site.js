// Small matters of the whole site. Every page works without this script.
(() => {
  "use strict";

  // Opened from a folder instead of a server, a page may not read its neighbours, from which the
  // search would quote: it lists the titles alone then.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

  // On paper nothing can be unfolded.
  window.addEventListener("beforeprint", () => {
    for (const box of document.querySelectorAll("details:not([open])")) {
      box.open = true;
      box.dataset.tbOpenedToPrint = "";
    }
  });
  window.addEventListener("afterprint", () => {
    for (const box of document.querySelectorAll("details[data-tb-opened-to-print]")) {
      box.open = false;
      delete box.dataset.tbOpenedToPrint;
    }
  });
})();
