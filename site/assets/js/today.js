// On every page: replaces the statuses of the day on which the site was built by today's.

import { dateText, daysBetween, isoDate, todayIn } from "./dates.js";
import { ageText, certificateSentence, CERTIFICATE_STATUS_NAMES, certificateStatusOn, certificationName, certificationOn, rowInForce, markGood, statusOn, STATUS_NAMES, statusSummary } from "./status.js";

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

/** Fills in the slots of an element about a listing. */
export function showListing(element, facts, day) {
  const badge = slot(element, "status");
  setStatus(badge, statusOn(facts, day), STATUS_NAMES);
  if (badge) markGood(badge, facts, day);
  setText(slot(element, "summary"), statusSummary(facts, day));
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

/** Shows the verdict for a day. */
function showVerdict(element, day) {
  const [, tone, word, headline, advice] = rowInForce(JSON.parse(element.dataset.verdict), day);
  element.dataset.tone = slot(element, "status").dataset.tone = tone;
  for (const [name, text] of [["word", word], ["headline", headline], ["advice", advice]]) {
    slot(element, name).hidden = !text;
    setText(slot(element, name), text);
  }
}

function showAge(element, day) {
  const { age, staleAfter } = element.dataset;
  setText(element, ageText(Number(age), day));
  element.toggleAttribute("data-stale", staleAfter > 0 && daysBetween(Number(age), day) > staleAfter);
}

for (const element of document.querySelectorAll("[data-listing]")) {
  showListing(element, JSON.parse(element.dataset.listing), today);
}
for (const element of document.querySelectorAll("[data-verdict]")) showVerdict(element, today);
for (const element of document.querySelectorAll("[data-age]")) showAge(element, today);
for (const element of document.querySelectorAll("[data-values]")) {
  setText(element, rowInForce(JSON.parse(element.dataset.values), today)[1]);
}
for (const element of document.querySelectorAll("[data-certificate]")) {
  showCertificate(element, JSON.parse(element.dataset.certificate), today);
}
for (const element of document.querySelectorAll("time[data-today]")) {
  element.dateTime = isoDate(today);
  setText(element, dateText(today));
}
// The printed address includes the query.
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
