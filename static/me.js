// Tell the browser which passkeys still work, so that it stops offering the others: a courtesy, where it is known.
(async () => {
	try {
		const { accepted } = document.querySelector("[data-accepted]").dataset;
		await PublicKeyCredential.signalAllAcceptedCredentials(JSON.parse(accepted));
	} catch { /* an old browser asks for a removed passkey once more, and is told that it does not work */ }
})();
