// A table that is wider than its place scrolls, and then the keyboard must be able to reach it.
(() => {
  "use strict";

  const boxes = document.querySelectorAll(
    ".tb-scroll, .bd-article .table-container, .pst-scrollable-table-container",
  );
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight) {
        target.tabIndex = 0;
        target.setAttribute("role", "region");
        target.setAttribute("aria-label", "Table, scrolls");
      } else {
        for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
      }
    }
  });
  for (const box of boxes) watch.observe(box);
})();
