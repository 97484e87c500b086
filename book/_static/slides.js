/* Shows a lesson's slides, and draws a chart when its slide is shown. */
(() => {
  "use strict";

  const deck = new Reveal(document.querySelector(".reveal"), {
    hash: true,
    embedded: false,
    disableLayout: true, // a chart that is scaled as a whole would put its readout elsewhere
    display: "flex",
    slideNumber: "c/t",
    transition: "none",
    controlsTutorial: false,
    showNotes: new URLSearchParams(location.search).has("notes"),
    keyboard: {
      78: () => deck.configure({ showNotes: !deck.getConfig().showNotes }), // N
    },
  });
  const draw = () => window.treasurybookCharts?.drawAll();
  deck.on("slidechanged", draw);
  deck.initialize().then(draw);
})();
