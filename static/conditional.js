// Fields that another answer of the form shows. Without scripts the server asks for them next.
(() => {
	const state = document.getElementById("conditional_state");
	const groups = [...document.querySelectorAll("[data-when]")];
	const holds = ({ when, is, values }, form) => {
		// Disabled fields are not among them, so that a hidden field shows no other.
		const answers = [...new FormData(form)].filter(([name]) => name === when || name.startsWith(when + ".")).map(([, value]) => value.trim());
		const filled = answers.length > 0 && answers.every(Boolean);
		return is === "one_of" ? answers.some((value) => JSON.parse(values).includes(value)) : filled;
	};
	const update = () => {
		const added = groups.filter((group) => {
			const shown = holds(group.dataset, group.form), before = group.hidden;
			group.hidden = group.disabled = !shown;
			return shown && before;
		});
		if (added.length) state.textContent = added.map((group) => group.dataset.said).join(" ");
	};
	document.addEventListener("input", update);
	document.addEventListener("change", update);
	addEventListener("pageshow", update);
	update();
})();
