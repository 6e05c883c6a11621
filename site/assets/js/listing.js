// On the page of a listing: was it listed on a day of the reader's choice?

import { dateText, parseDate } from "./dates.js";
import { certifiedOn, statusOn, STATUS_NAMES } from "./status.js";
import { today } from "./today.js";

const ask = document.querySelector("[data-ask]");

if (ask) {
  const facts = JSON.parse(document.querySelector("[data-verdict]").dataset.listing);
  const field = ask.querySelector("input");
  const answer = ask.querySelector("output");
  const form = ask.querySelector("form");

  const answerFor = (day) => {
    answer.replaceChildren();
    if (!day) return;
    const status = statusOn(facts, day);
    const badge = document.createElement("span");
    badge.className = "status";
    badge.dataset.status = status;
    badge.textContent = STATUS_NAMES[status];
    const not = status === "active" ? "" : "not ";
    const listed = day > today ? `As recorded, it will ${not}be listed on` : `It was ${not}listed on`;
    const covered = certifiedOn(facts, day) ? "A" : "No";
    answer.append(badge, `${listed} ${dateText(day)}. ${covered} certificate that covers it is current on that day.`);
  };

  ask.hidden = false;
  field.value = new URLSearchParams(location.search).get("on") ?? "";
  answerFor(parseDate(field.value));
  field.addEventListener("input", () => answerFor(parseDate(field.value)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answerFor(parseDate(field.value));
    const address = new URL(location);
    address.searchParams.set("on", field.value);
    history.replaceState(null, "", address);
  });
}
