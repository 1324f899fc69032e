// Says what the policy would do as it stands in the form, before it is saved.
(() => {
  "use strict";
  const PAUSE_MS = 400;
  document.addEventListener("DOMContentLoaded", () => {
    const text = document.getElementById("policy-effect");
    const form = text && text.closest("form");
    if (!form) return;
    let timer;
    let asked = 0;
    const ask = async () => {
      asked += 1;
      const mine = asked;
      // The chooser of groups keeps the chosen ones in a list of their own, selected only when the form is sent.
      document.querySelectorAll("#id_groups_to option").forEach((option) => { option.selected = true; });
      const url = `${text.dataset.url}?id=${text.dataset.id}`;
      const answer = await fetch(url, { method: "POST", body: new FormData(form) });
      if (!answer.ok || mine !== asked) return;
      const effect = await answer.json();
      text.textContent = effect.text;
      document.getElementById("policy-warnings").replaceChildren(...effect.warnings.map((warning) => {
        const line = document.createElement("li");
        line.textContent = warning;
        return line;
      }));
    };
    const soon = () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE_MS); };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    const chosen = document.getElementById("id_groups_to");
    if (chosen) new MutationObserver(soon).observe(chosen, { childList: true });
  });
})();
