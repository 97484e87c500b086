// Opens the folds around the statement that a link points at. Without it folds open by hand.
(() => {
  "use strict";

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

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", openTarget);
  else openTarget();
  window.addEventListener("hashchange", openTarget);
})();
