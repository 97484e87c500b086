// What helps in reading a lesson. Without this script code stays folded piece by piece, and a term's
// entry closes when the pointer or the focus leaves it.
(() => {
  "use strict";

  const KEY = "treasurybook-code";
  const SHOWN = "shown";

  /** A browser may refuse to keep anything, and says so by an error. */
  function recall() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }

  function keep(value) {
    try {
      if (value) localStorage.setItem(KEY, value);
      else localStorage.removeItem(KEY);
    } catch {
      // then the choice holds for this page
    }
  }

  const boxes = document.querySelectorAll(".cell details.hide");
  if (boxes.length) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tb-code-switch";
    let shown = recall() === SHOWN;

    const apply = () => {
      for (const box of boxes) box.open = shown;
      button.textContent = shown ? "Hide folded code" : "Show folded code";
      button.setAttribute("aria-pressed", String(shown));
    };
    button.addEventListener("click", () => {
      // what stands above the reader grows or shrinks: the button stays where it was pressed
      const before = button.getBoundingClientRect().top;
      shown = !shown;
      keep(shown ? SHOWN : "");
      apply();
      scrollBy(0, button.getBoundingClientRect().top - before);
    });
    // another window of the book has changed the choice
    window.addEventListener("storage", (event) => {
      if (event.key !== KEY) return;
      shown = event.newValue === SHOWN;
      apply();
    });
    apply();
    const downloads = document.querySelector(".tb-downloads");
    if (downloads) downloads.append(" ", button);
    else boxes[0].closest(".cell").before(button);
  }

  // An entry that covers what one reads is put away without moving pointer or focus.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const term of document.querySelectorAll(".tb-term:is(:hover, :focus-within)")) {
      term.classList.add("tb-put-away");
      const back = () => term.classList.remove("tb-put-away");
      for (const leaving of ["pointerleave", "focusout"]) {
        term.addEventListener(leaving, back, { once: true });
      }
    }
  });
})();
