// Shows the buttons that copy the line beside them. Without this script the lines stand alone.
(() => {
  "use strict";

  document.documentElement.classList.add("tb-copies");

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.(".tb-copy");
    if (!button) return;
    const line = button.parentElement.querySelector("code");
    try {
      await navigator.clipboard.writeText(line.textContent);
      button.dataset.copied = "";
      setTimeout(() => delete button.dataset.copied, 1500);
    } catch {
      getSelection().selectAllChildren(line); // the reader copies what is marked
    }
  });
})();
