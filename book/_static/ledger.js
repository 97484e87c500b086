// Searches and filters the table of the ledger page, and opens the folded table that a link to a
// claim points into. Without this script both are complete: all rows show, folds open by hand.
(() => {
  "use strict";

  const FILTERS = ["document", "chapter", "kind", "verdict"];

  function openTarget() {
    let id;
    try {
      id = decodeURIComponent(location.hash.slice(1));
    } catch {
      return; // a hash that is no valid encoding points nowhere
    }
    const row = id.startsWith("claim-") ? document.getElementById(id) : null;
    if (!row) return;
    for (let box = row.closest("details"); box; box = box.parentElement.closest("details")) {
      box.open = true;
    }
    row.scrollIntoView({ block: "center" });
  }

  function startLedger(section) {
    const form = section.querySelector(".tb-ledger-controls");
    const count = section.querySelector(".tb-ledger-count");
    const rows = [...section.querySelectorAll("tbody tr")].map((tr) => ({
      tr,
      text: tr.textContent.toLowerCase(),
    }));
    const field = (name) => form.elements.namedItem(name);

    function apply() {
      const words = field("q").value.toLowerCase().split(/\s+/).filter(Boolean);
      const wanted = FILTERS.map((name) => [name, field(name).value]).filter(([, v]) => v);
      let shown = 0;
      for (const { tr, text } of rows) {
        const fits =
          wanted.every(([name, v]) => tr.dataset[name] === v) &&
          words.every((word) => text.includes(word));
        if (tr.hidden === fits) tr.hidden = !fits;
        if (fits) shown += 1;
      }
      count.textContent =
        shown === rows.length ? `${rows.length} claims` : `${shown} of ${rows.length} claims`;
    }

    function remember() {
      const state = new URLSearchParams();
      for (const name of ["q", ...FILTERS]) {
        if (field(name).value) state.set(name, field(name).value);
      }
      history.replaceState(null, "", `#${state}`);
    }

    function recall() {
      const state = new URLSearchParams(location.hash.slice(1));
      for (const name of ["q", ...FILTERS]) field(name).value = state.get(name) ?? "";
      apply();
    }

    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      apply();
      remember();
    });
    // The fields are emptied only after the event of the reset button.
    form.addEventListener("reset", () => setTimeout(() => { apply(); remember(); }));
    window.addEventListener("hashchange", recall);
    form.hidden = false;
    recall();
  }

  function start() {
    document.querySelectorAll(".tb-ledger").forEach(startLedger);
    openTarget();
    window.addEventListener("hashchange", openTarget);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
