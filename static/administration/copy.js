// Puts a button beside whatever is meant to be copied.
(() => {
  "use strict";
  const equip = (place) => {
    const words = place.dataset.copy;
    const name = place.getAttribute("aria-label") || document.querySelector(`label[for="${place.id}"]`).textContent;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "copy-button" });
    const said = Object.assign(document.createElement("span"), { role: "status" });
    button.textContent = words;
    button.setAttribute("aria-label", `${words}: ${name}`);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(place.value ?? place.textContent);
      said.textContent = " ✓";
    });
    place.after(button, said);
  };
  document.addEventListener("DOMContentLoaded", () => {
    if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(equip);
  });
})();
