// Every page works without it
(() => {
	const d = document, all = (s, r = d) => [...r.querySelectorAll(s)], id = (x) => d.getElementById(x);
	const say = (el, text) => { if (el && el.textContent !== text) el.textContent = text; };

	// The zone of times
	d.cookie = d.currentScript.dataset.zone.replace("%", Intl.DateTimeFormat().resolvedOptions().timeZone);
	d.querySelector(".summary")?.focus();
	// Put in again, so that it's announced
	setTimeout(() => all(".note p").forEach((p) => p.replaceWith(p.cloneNode(true))), 500);
	all("[data-js]").forEach((el) => { el.hidden = false; });

	// Show a password; hidden again when sent
	all("[data-reveal]").forEach((b) => {
		const box = id(b.dataset.reveal), { show, hide, shown, hidden } = b.dataset;
		const set = (on) => {
			box.type = on ? "text" : "password";
			b.firstChild.data = on ? hide : show;
		};
		b.onclick = () => {
			const on = box.type === "password";
			set(on);
			say(id(box.id + "_state"), on ? shown : hidden);
		};
		box.form.addEventListener("submit", () => set(false));
	});

	// Password rules: data-rule="min:15" or "not:word,word"
	const rules = {
		min: (v, a) => [...v.normalize()].length >= a,
		not: (v, a) => v && !a.split(",").some((w) => v.toLowerCase().includes(w)),
	};
	all("[data-policy]").forEach((list) => {
		const box = id(list.dataset.policy);
		let timer;
		box.addEventListener("input", () => {
			const left = all("[data-rule]", list).filter((li) => {
				const [, name, arg] = li.dataset.rule.match(/(\w+):(.*)/);
				return !li.classList.toggle("met", !!rules[name]?.(box.value, arg));
			});
			clearTimeout(timer);
			timer = setTimeout(() => say(id(box.id + "_policy"), left.length ? list.dataset.left + " " + left.map((li) => li.textContent).join("; ") : list.dataset.met), 900);
		});
	});

	// One-time code: sent once when complete
	all(".otp").forEach((wrap) => {
		const box = wrap.querySelector("input"), cells = all("i", wrap);
		let sent;
		box.oninput = () => {
			const v = box.value.normalize("NFKC").match(/\p{Nd}/gu)?.slice(0, cells.length) || [], code = v.join("");
			if (code !== box.value) box.value = code;
			cells.forEach((c, n) => c.classList.toggle("on", n === Math.min(v.length, cells.length - 1)));
			if (v.length === cells.length && code !== sent) { sent = code; box.form.requestSubmit(); }
		};
		wrap.classList.add("live");
		box.oninput();
	});

	// Countdown to the next mail; the server has the real limit
	all("[data-wait]").forEach((b) => {
		const label = b.textContent, until = Date.now() + b.dataset.wait * 1000;
		let t = 0;
		const tick = () => {
			const left = Math.ceil((until - Date.now()) / 1000);
			b.ariaDisabled = left > 0 ? "true" : null;
			b.textContent = left > 0 ? b.dataset.in.replace("{0}", left) : label;
			if (left <= 0) { clearInterval(t); say(id(b.dataset.status), b.dataset.now); }
		};
		b.onclick = (e) => { if (b.ariaDisabled) e.preventDefault(); };
		if (+b.dataset.wait) { t = setInterval(tick, 1000); tick(); }
	});

	// Field errors: late to complain, early to forgive
	let down = 0;
	d.addEventListener("pointerdown", () => { down = 1; }, true);
	addEventListener("pointerup", () => { down = 0; });
	const check = (el, soft) => {
		const msg = id(el.id + "_error"), v = el.validity, bad = (v.valueMissing && !soft) || v.typeMismatch;
		msg.hidden = !bad;
		el.ariaInvalid = bad ? "true" : null;
		say(msg.lastElementChild, bad ? (v.valueMissing ? el.dataset.need : el.dataset.bad) : "");
	};
	all("[data-need],[data-bad]").forEach((el) => {
		el.addEventListener("blur", () => {
			const go = () => setTimeout(check, 0, el, true);
			if (el.value && !el.ariaInvalid) down ? addEventListener("pointerup", go, { once: true }) : go();
		});
		el.addEventListener("input", () => el.ariaInvalid && check(el));
	});

	// Long text: what is left
	all("[data-count]").forEach((el) => {
		const out = id(el.id + "_count"), max = +el.dataset.count;
		(el.oninput = () => {
			const left = max - [...el.value].length;
			say(out, left < max / 10 ? out.dataset[left < 0 ? "over" : "left"].replace("{0}", Math.abs(left)) : "");
		})();
	});

	all("[data-if]").forEach((el) => {
		const box = el.closest("form").elements[el.dataset.if];
		(box.onchange = () => { el.hidden = box.value !== el.dataset.is; })();
	});

	all("[data-print]").forEach((b) => { b.onclick = () => print(); });
	all("[data-copy]").forEach((b) => {
		b.onclick = async () => {
			const from = id(b.dataset.copy);
			try {
				await navigator.clipboard.writeText(from.innerText.replace(/ /g, ""));
				b.lastChild.data = b.dataset.done;
				say(id(b.dataset.status), b.dataset.done);
			} catch { getSelection().selectAllChildren(from); }
		};
	});

	// Passkeys: the browser's answer goes into the form
	const P = window.PublicKeyCredential, key = d.querySelector("[data-passkey]");
	if (key) {
		const { taken, none, create, autofill } = key.dataset, b = key.querySelector("button"), error = key.querySelector(".error"), failed = error.textContent;
		const made = create !== undefined, at = P?.[made ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON"];
		const bytes = (t) => Uint8Array.from(atob(t.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt());
		const text = (raw) => raw ? btoa(String.fromCharCode(...new Uint8Array(raw))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "") : "";
		const ids = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
		const options = () => {
			const o = JSON.parse(key.dataset.passkey);
			return at ? at.call(P, o) : { ...o, challenge: bytes(o.challenge), user: o.user && { ...o.user, id: bytes(o.user.id) }, allowCredentials: ids(o.allowCredentials), excludeCredentials: ids(o.excludeCredentials) };
		};
		const complain = (words) => { error.hidden = !words; say(error.lastElementChild, words); };
		let stop, waits;
		const wait = async () => { if (autofill !== undefined && await P.isConditionalMediationAvailable?.()) ask("conditional"); };
		const ask = async (mediation) => {
			stop?.abort();
			const { signal } = stop = new AbortController();
			waits = mediation;
			if (!mediation) { complain(""); b.ariaBusy = "true"; }
			try {
				const c = await navigator.credentials[made ? "create" : "get"]({ publicKey: options(), mediation, signal });
				// Password managers often lack toJSON()
				const r = c.response, said = { id: c.id, clientData: text(r.clientDataJSON), authenticatorData: text(r.authenticatorData), signatureData: text(r.signature), userHandle: text(r.userHandle), attestation: text(r.attestationObject), transports: JSON.stringify(r.getTransports?.() || []) };
				for (const box of key.elements) if (box.name.startsWith("credentials.")) box.value = said[box.name.slice(12)];
				key.requestSubmit();
			} catch (e) {
				// Closing the sheet needs no words
				if (mediation || e.name === "AbortError") return;
				b.ariaBusy = null;
				if (e.name !== "NotAllowedError") complain(e.name === "InvalidStateError" ? taken : failed);
				wait();
			}
		};
		if (P) {
			b.onclick = () => ask();
			wait();
			// What is asked counts for ten minutes
			setInterval(async () => {
				try {
					const fresh = new DOMParser().parseFromString(await (await fetch("")).text(), "text/html").querySelector("[data-passkey]");
					if (fresh) key.dataset.passkey = fresh.dataset.passkey;
					if (waits) ask(waits);
				} catch { /* the next try may do better */ }
			}, 5e5);
		} else if (autofill !== undefined) key.parentNode.remove();
		else { b.remove(); complain(none); }
	}
	const gone = d.querySelector("[data-unknown]");
	if (gone) P?.signalUnknownCredential?.({ rpId: gone.dataset.rp, credentialId: gone.dataset.unknown }).catch(() => {});

	// No double send, but into a frame as often as wanted
	all("form").forEach((f) => f.addEventListener("submit", (e) => {
		const b = e.submitter || f.querySelector(".btn");
		if (b?.formTarget) return;
		if (f.ariaBusy) return e.preventDefault();
		f.ariaBusy = "true";
		if (b) b.ariaBusy = "true";
	}));
	addEventListener("pageshow", () => all("[aria-busy]").forEach((el) => { el.ariaBusy = null; }));

	d.querySelector("form[data-send]")?.requestSubmit();

	// A waiting tab asks whether to move on, for 15 minutes
	const wait = d.querySelector("[data-poll]");
	if (wait) {
		const end = Date.now() + 9e5;
		const ask = async () => {
			if (Date.now() > end) return;
			try {
				if (!d.hidden && (await (await fetch(wait.dataset.poll)).json()).changed) return location.replace(location.pathname);
			} catch { /* the next try may do better */ }
			setTimeout(ask, wait.dataset.every);
		};
		setTimeout(ask, wait.dataset.every);
	}
})();
