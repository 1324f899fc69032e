// The line of a condition says what its fields hold now. Without scripts it says what was saved.
(() => {
  "use strict";
  const labelOf = (input) => input.labels?.[0]?.textContent.trim() ?? input.value;

  const chosen = (field) => {
    if (field instanceof HTMLSelectElement) {
      const selected = [...field.selectedOptions];
      return field.multiple ? selected.map((option) => option.textContent.trim())
        : selected.filter((option) => option.index > 0).map((option) => option.textContent.trim());
    }
    if (field.type === "checkbox") return field.checked ? [labelOf(field)] : [];
    return field.value.split("\n").map((part) => part.trim()).filter(Boolean);
  };

  const values = (line) => [...line.querySelectorAll("select, textarea, input")].flatMap((field) => {
    if (field.name === "time_zone" && field.value === field.defaultValue) return [];
    const pattern = field.name.endsWith("_excluded") ? line.closest("[data-excluded]").dataset.excluded : "{0}";
    return chosen(field).map((text) => pattern.replace("{0}", () => text));
  });

  document.addEventListener("input", (event) => {
    const line = event.target.closest(".condition");
    const shown = line?.querySelector(".value");
    if (shown) shown.textContent = values(line).join(", ") || shown.dataset.unset;
  });
})();
