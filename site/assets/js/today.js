// On every page: shows the statuses of today in place of those of the day on
// which the site was built.

import { dateText, daysBetween, isoDate, todayIn } from "./dates.js";
import { certificateSentence, CERTIFICATE_STATUS_NAMES, certificateStatusOn, certificationName, certificationOn, sentence, statusOn, STATUS_NAMES } from "./status.js";

export const today = todayIn(document.documentElement.dataset.timeZone);

const slot = (element, name) => element.querySelector(`[data-slot="${name}"]`);

function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

function setStatus(badge, status, names) {
  if (!badge) return;
  badge.dataset.status = status;
  setText(badge, names[status]);
}

/** Fills the slots of an element about a listing. */
export function showListing(element, facts, day) {
  setStatus(slot(element, "status"), statusOn(facts, day), STATUS_NAMES);
  setText(slot(element, "summary"), sentence(facts, day));
  const mark = slot(element, "certified");
  if (!mark) return;
  const says = certificationOn(facts, day);
  mark.dataset.certified = String(says === "certified");
  setText(mark, certificationName(says));
}

function showCertificate(element, facts, day) {
  setStatus(slot(element, "status"), certificateStatusOn(facts, day), CERTIFICATE_STATUS_NAMES);
  setText(slot(element, "summary"), certificateSentence(facts, day));
}

for (const element of document.querySelectorAll("[data-listing]")) {
  showListing(element, JSON.parse(element.dataset.listing), today);
}
for (const element of document.querySelectorAll("[data-certificate]")) {
  showCertificate(element, JSON.parse(element.dataset.certificate), today);
}
for (const element of document.querySelectorAll("time[data-today]")) {
  element.dateTime = isoDate(today);
  setText(element, dateText(today));
}
// On paper the address has what was asked.
const address = document.querySelector("[data-address]");
const canonical = address?.textContent;
addEventListener("beforeprint", () => setText(address, canonical + location.search + location.hash));
for (const timeline of document.querySelectorAll("[data-timeline]")) {
  const [first, end] = [Number(timeline.dataset.first), Number(timeline.dataset.end)];
  const x = Math.min(Math.max((100 * daysBetween(first, today)) / daysBetween(first, end), 0), 100);
  const line = timeline.querySelector("[data-today-line]");
  const label = timeline.querySelector("[data-today-label]");
  for (const [element, name] of [[line, "x1"], [line, "x2"], [label, "x"]]) element.setAttribute(name, `${x.toFixed(2)}%`);
  label.setAttribute("text-anchor", x < 30 ? "start" : x > 70 ? "end" : "middle");
  setText(label, `Today, ${dateText(today)}`);
}
