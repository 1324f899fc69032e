// A link's token leaves the address bar; the form keeps the whole address
document.querySelectorAll("[data-bare]").forEach((el) => history.replaceState(null, "", el.dataset.bare));
