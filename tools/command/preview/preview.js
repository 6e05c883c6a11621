// Follows the files of the register: opencec serve adds this script to the pages that it serves. It
// loads the page again when there is a newer version, and shows the mistakes of files that cannot be
// built. Published pages do not have it.
"use strict";
(() => {
	const shown = document.currentScript.dataset.version;
	const id = "opencec-mistakes";
	let events;

	const element = (name, text) => {
		const made = document.createElement(name);
		made.textContent = text;
		return made;
	};

	// The list over the page, or the list of a page of mistakes, which is there already.
	const listOf = () => {
		const list = document.querySelector(`#${id} ul`);
		if (list) return list;
		const style = document.createElement("link");
		style.rel = "stylesheet";
		style.href = "/-/preview.css";
		document.head.append(style);
		const section = document.createElement("section");
		section.id = id;
		section.className = "opencec-mistakes opencec-mistakes-over";
		section.setAttribute("role", "alert");
		const made = document.createElement("ul");
		section.append(element("h2", "Not built"), element("p", "This is the last good version. It stays until these mistakes are mended:"), made);
		document.body.append(section);
		return made;
	};

	const show = (mistakes) => {
		if (!mistakes) {
			document.querySelector(`section#${id}`)?.remove();
			return;
		}
		listOf().replaceChildren(...mistakes.map((text) => element("li", text)));
	};

	const follow = () => {
		events?.close();
		events = undefined;
		if (document.hidden) return; // a browser has few connections to a server, and many tabs
		events = new EventSource(`/-/events?page=${encodeURIComponent(location.pathname)}`);
		events.onmessage = (message) => {
			const state = JSON.parse(message.data);
			if (state.version === shown) show(state.mistakes);
			else location.reload();
		};
	};

	document.addEventListener("visibilitychange", follow);
	window.addEventListener("pagehide", () => events?.close());
	window.addEventListener("pageshow", (event) => { if (event.persisted) follow(); });
	follow();
})();
