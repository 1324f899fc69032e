// A person's own pages: comfort only, all of it works without.
(() => {
	const d = document, menu = d.querySelector(".menu");

	// The menu closes by Escape, which gives the focus back, and by a press anywhere else
	d.addEventListener("keydown", (e) => {
		if (e.key === "Escape" && menu?.open) { menu.open = false; menu.firstElementChild.focus(); }
	});
	d.addEventListener("click", (e) => { if (menu?.open && !menu.contains(e.target)) menu.open = false; });

	// The tiles follow what is typed; without scripts the form asks the server
	const box = d.querySelector("[data-filter]"), tiles = d.querySelectorAll(".tiles>li");
	if (box && tiles.length) {
		const said = d.getElementById("found"), fold = (text) => text.normalize("NFKC").toLowerCase();
		box.addEventListener("input", () => {
			const wanted = fold(box.value.trim());
			let seen = 0;
			tiles.forEach((tile) => { seen += !(tile.hidden = !fold(tile.firstElementChild.textContent).includes(wanted)); });
			said.textContent = seen === 1 ? said.dataset.one : seen ? said.dataset.many.replace("{0}", seen) : said.dataset.none;
		});
	}

	// A download leaves the page where it is: its button may be pressed again
	d.querySelectorAll("[data-download]").forEach((form) => form.addEventListener("submit", () => setTimeout(() => {
		form.ariaBusy = form.querySelector("button").ariaBusy = null;
	}, 1000)));

	// Tell the browser which passkeys still work, so that it stops offering the others: a courtesy, where it is known
	const held = d.querySelector("[data-accepted]");
	// An old browser asks for a removed passkey once more, and is told that it does not work
	if (held) window.PublicKeyCredential?.signalAllAcceptedCredentials?.(JSON.parse(held.dataset.accepted)).catch(() => {});
})();
