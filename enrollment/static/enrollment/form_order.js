// Buttons that move a row of the sign-up form. Without scripts the numbers can be typed.
(() => {
  "use strict";
  const GAP = 10;
  const box = (row) => row.querySelector("td.field-position input[type=number]");
  const rows = () => [...document.querySelectorAll("#form_fields-group tbody tr.form-row:not(.empty-form)")];
  const fixed = (row) => !box(row) || box(row).disabled;

  const number = () => rows().forEach((row, place) => {
    if (!fixed(row)) box(row).value = (place + 1) * GAP;
  });

  const move = (row, step, button) => {
    const all = rows();
    const other = all[all.indexOf(row) + step];
    if (!other || fixed(other)) return;
    if (step < 0) other.before(row);
    else other.after(row);
    number();
    button.focus();
  };

  const button = (row, step, sign, label) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "move-row";
    made.textContent = sign;
    made.setAttribute("aria-label", label);
    made.title = label;
    made.addEventListener("click", () => move(row, step, made));
    return made;
  };

  const equip = (row) => {
    if (fixed(row) || row.querySelector(".move-row")) return;
    const up = button(row, -1, "↑", "Move up");
    const down = button(row, 1, "↓", "Move down");
    box(row).after(up, down);
  };

  document.addEventListener("DOMContentLoaded", () => rows().forEach(equip));
  document.addEventListener("formset:added", (event) => equip(event.target));
})();
