// Gives a page beside the book the light or dark that the reader chose in it. Loaded before the
// style sheets, so that nothing flashes; without it the page follows the reader's system.
(() => {
  "use strict";

  let chosen = null;
  try {
    chosen = localStorage.getItem("mode");
  } catch {
    // storage may be closed to pages opened from a folder
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
