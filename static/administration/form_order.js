// Buttons that move a field of the sign-up form. Without scripts the positions can be typed.
(() => {
  "use strict";
  const GAP = 10;
  const box = (row) => row.querySelector(".field-position input[type=number]");
  const rows = () => [...document.querySelectorAll("#form_fields-group .form-card:not(.empty-form)")];
  const fixed = (row) => !box(row) || box(row).disabled;

  const choice = (row) => row.querySelector(".field-attribute select");
  const used = (row) => fixed(row) || choice(row)?.value;

  // An empty row has a number only once somebody has moved it or chosen what it asks for.
  const number = (moved) => rows().filter((row) => row === moved || used(row)).forEach((row, place) => {
    if (!fixed(row)) box(row).value = (place + 1) * GAP;
  });

  const append = (row) => {
    if (!used(row) || box(row).value) return;
    box(row).value = Math.max(0, ...rows().map((one) => Number(box(one)?.value ?? 0))) + GAP;
  };

  const move = (row, step, button) => {
    const all = rows();
    const other = all[all.indexOf(row) + step];
    if (!other || fixed(other)) return;
    if (step < 0) other.before(row);
    else other.after(row);
    number(row);
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
    const moves = document.createElement("span");
    moves.className = "moves";
    moves.append(up, down);
    row.querySelector("h3").append(moves);
    choice(row)?.addEventListener("change", () => append(row));
  };

  document.addEventListener("DOMContentLoaded", () => rows().forEach(equip));
  document.addEventListener("formset:added", (event) => equip(event.target));
})();
