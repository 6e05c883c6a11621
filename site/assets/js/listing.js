// On the page of a listing: was it listed on a day of the reader's choice?

import { dateText, isoDate, parseDate } from "./dates.js";
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
    const listed = status === "active" ? "It was listed" : "It was not listed";
    const tense = day > today ? listed.replace("was not", "is not to be").replace("was", "is to be") : listed;
    const certified = certifiedOn(facts, day) ? "and covered by a current certificate" : "and not covered by a current certificate";
    answer.append(badge, `${tense} on ${dateText(day)}, ${certified}.`);
  };

  ask.hidden = false;
  field.value = new URLSearchParams(location.search).get("on") ?? "";
  field.placeholder = isoDate(today);
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
