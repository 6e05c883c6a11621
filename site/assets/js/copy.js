// On every page: a button beside what people copy, such as ids and certificate numbers.

const CONFIRMED = 2000; // milliseconds that the button says so

function buttonFor(element) {
  const button = document.createElement("button");
  button.className = "copy";
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy ${element.textContent}`);
  const said = document.createElement("span");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(element.textContent).then(() => true, () => false);
    button.textContent = done ? "Copied" : "Not allowed";
    said.textContent = done ? `Copied ${element.textContent}` : "The browser does not allow it";
    setTimeout(() => { button.textContent = "Copy"; said.textContent = ""; }, CONFIRMED);
  });
  return [button, said];
}

// Browsers have a clipboard for pages that come over https alone.
if (navigator.clipboard) {
  for (const element of document.querySelectorAll("[data-copy]")) (element.closest("h1") ?? element).after(...buttonFor(element));
}
