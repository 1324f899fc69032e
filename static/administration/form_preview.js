// Shows the sign-up page as the form stands, a moment after each change.
(() => {
  "use strict";
  const PAUSE_MS = 400;
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("preview-button");
    const form = button && button.closest("form");
    if (!form) return;
    button.hidden = true;
    let timer;
    const show = () => {
      // A new frame: going back from the page would otherwise go through every preview.
      const frame = form.querySelector(".preview-frame");
      frame.replaceWith(frame.cloneNode());
      form.requestSubmit(button);
    };
    const soon = () => { clearTimeout(timer); timer = setTimeout(show, PAUSE_MS); };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    form.addEventListener("click", (event) => { if (event.target.closest(".move-row, .inline-deletelink")) soon(); });
    show();
  });
})();
