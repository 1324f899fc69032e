// Finds groups and people by a part of their name and adds them to a list of one a line.
(() => {
  "use strict";
  const PAUSE_MS = 250;
  const lines = (area) => area.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const element = (tag, attributes) => Object.assign(document.createElement(tag), attributes);

  const equip = (area) => {
    const id = `${area.id}_find`;
    const box = element("div", { className: "suggest" });
    const label = element("label", { htmlFor: id, textContent: area.dataset.find });
    const input = element("input", { id, type: "text", autocomplete: "off", className: "vTextField" });
    const options = element("datalist", { id: `${id}_options` });
    const button = element("button", { type: "button", textContent: area.dataset.add });
    const said = element("span", { role: "status" });
    input.setAttribute("list", options.id);
    button.setAttribute("aria-label", `${area.dataset.add}: ${area.dataset.find}`);
    box.append(label, input, button, said, options);
    area.after(box);

    const known = () => [...options.options].some((option) => option.value === input.value);
    const add = () => {
      const name = input.value.trim();
      if (!name) return;
      if (!lines(area).includes(name)) area.value = [...lines(area), name].join("\n");
      said.textContent = `+ ${name}`;
      input.value = "";
      options.replaceChildren();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    };
    let timer;
    let asked = 0;
    const ask = async () => {
      asked += 1;
      const mine = asked;
      const answer = await fetch(`${area.dataset.suggest}&term=${encodeURIComponent(input.value.trim())}`);
      if (!answer.ok || mine !== asked) return;
      const found = (await answer.json()).results.map((one) => element("option", { value: one.text }));
      options.replaceChildren(...found);
    };
    input.addEventListener("input", (event) => {
      clearTimeout(timer);
      // A browser says so when a suggestion was taken; not every one does.
      if (known() && (!event.inputType || event.inputType === "insertReplacementText")) add();
      else if (input.value.trim()) timer = setTimeout(ask, PAUSE_MS);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      add();
    });
    button.addEventListener("click", () => { add(); input.focus(); });
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("textarea[data-suggest]").forEach(equip);
  });
})();
