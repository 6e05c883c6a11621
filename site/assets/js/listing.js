// On the page of a listing: was it listed on a day that the reader chooses, and what did the register
// say then? The address can have the day: ?on=2026-01-15.

import "./every_page.js";
import { dateText, isoDate, parseDate } from "./dates.js";
import { certificationOn, certifiedOn, rowInForce, markGood, statusSentence, statusOn, STATUS_NAMES } from "./status.js";
import { today } from "./today.js";

const TYPING_PAUSE = 600; // milliseconds without typing before a day is answered
const EARLIEST = 19900101, LATEST = 21001231; // the limits of the date field

/**
 * Returns the facts of the listing in the register at the end of a day; null if the register did not
 * have the listing; undefined if the register did not exist or its content is not known. An entry of
 * versions is [first day, facts].
 */
export function factsAsOf({ first, versions }, day) {
  if (!first || day < first) return undefined;
  return versions.findLast(([since]) => since <= day)?.[1] ?? null;
}

function paragraph(className, ...children) {
  const p = document.createElement("p");
  if (className) p.className = className;
  p.append(...children);
  return p;
}

function strong(text) {
  const e = document.createElement("strong");
  e.textContent = text;
  return e;
}

function badge(facts, day) {
  const span = document.createElement("span");
  span.className = "status";
  span.dataset.status = statusOn(facts, day);
  span.textContent = STATUS_NAMES[span.dataset.status];
  markGood(span, facts, day);
  return span;
}

const statusLine = (facts, day) => [badge(facts, day), ` ${statusSentence(facts, day)}; ${certificationOn(facts, day)}.`];

/**
 * Answers yes or no from the current register, then gives the status and the verdict. If the official
 * list may disagree, the answer is neither yes nor no.
 */
function verdictParagraphs(facts, verdicts, day) {
  const [, , word, headline, advice, inDoubt] = rowInForce(verdicts, day);
  const yes = statusOn(facts, day) === "active";
  const listed = yes ? "listed" : "not listed";
  const when = day > today ? `as recorded, it will ${yes ? "" : "not "}be listed on` : day === today ? `${listed} today,` : `${listed} on`;
  const says = inDoubt ? word : yes ? "Yes" : "No";
  const recorded = inDoubt && day <= today ? "recorded as " : "";
  const meaning = paragraph("means", strong(headline), advice && ` ${advice}`);
  return [paragraph("yes-no", `${says} – ${recorded}${when} ${dateText(day)}`), paragraph("", ...statusLine(facts, day)), meaning];
}

/** The attributes that differ between periods, with their values on the day. */
function values(day) {
  const all = Array.from(document.querySelectorAll("[data-values]"), (element) =>
    `${element.closest("div").querySelector("dt").textContent}: ${rowInForce(JSON.parse(element.dataset.values), day)[1]}`);
  return all.length ? [paragraph("", `${all.join("; ")}.`)] : [];
}

/** Describes what the register said at the end of the day, if it was something else than now. */
function pastStatement(history, facts, day) {
  const then = factsAsOf(history, day);
  const label = strong(`On ${dateText(day)} the register said something else:`);
  if (then === undefined) {
    const why = history.shallow ? `What the register said then is not known here, only from ${dateText(history.first)} on.`
      : `The register said nothing then: it begins on ${dateText(history.first)}.`;
    return [paragraph("quiet", why)];
  }
  if (then === null) return [paragraph("", strong(`On ${dateText(day)} this listing was not in the register.`))];
  const differs = [statusOn, statusSentence, certificationOn].some((of) => of(then, day) !== of(facts, day));
  return differs ? [paragraph("", label, " ", ...statusLine(then, day))] : [];
}

/** The address of this page with the answer for a day in view, or without an answer. */
function addressOf(day) {
  const address = new URL(location);
  if (day) address.searchParams.set("on", isoDate(day));
  else address.searchParams.delete("on");
  address.hash = day ? "listed-on" : "";
  return address;
}

/** The day in a date field, or 0 if it is out of range, such as while somebody types a year (0202). */
function dayIn(field) {
  const day = parseDate(field.value);
  return day >= EARLIEST && day <= LATEST ? day : 0;
}

function start(ask) {
  const { listing, verdict } = document.querySelector("[data-verdict]").dataset;
  const facts = JSON.parse(listing), verdicts = JSON.parse(verdict);
  const history = JSON.parse(ask.dataset.versions);
  const form = ask.querySelector("form");
  const field = form.querySelector("input");
  const answer = ask.querySelector(".answer");
  const keep = ask.querySelector(".keep");
  let shownDay = 0; // the day in the address
  let waiting;

  const hide = () => {
    answer.hidden = keep.hidden = true;
    answer.replaceChildren();
  };
  const answerNow = () => {
    clearTimeout(waiting);
    const day = dayIn(field);
    if (day === shownDay && (!day || !answer.hidden)) return;
    shownDay = day;
    const address = addressOf(day);
    window.history.replaceState(null, "", address);
    if (!day) return hide();
    answer.hidden = keep.hidden = false;
    answer.replaceChildren(...verdictParagraphs(facts, verdicts, day), ...values(day));
    if (history.first && day <= today) answer.append(...pastStatement(history, facts, day));
    keep.querySelector("a").href = address;
    answer.scrollIntoView({ block: "nearest" }); // the style sheet decides whether it is smooth
  };

  form.hidden = false;
  keep.querySelector("button").addEventListener("click", () => window.print());
  field.value = new URLSearchParams(location.search).get("on") ?? "";
  if (dayIn(field)) answerNow();
  // Browsers fire an event for every key: the answer waits until typing pauses.
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    if (!dayIn(field)) hide();
    waiting = setTimeout(answerNow, TYPING_PAUSE);
  });
  field.addEventListener("blur", answerNow);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answerNow();
    if (shownDay) answer.scrollIntoView({ block: "nearest" });
  });
}

/** Moves each test profile to the list for today: attained or lapsed. */
function sortAttained() {
  const listOf = (current) => document.querySelector(`[data-attained-list="${current}"]`);
  for (const item of document.querySelectorAll("[data-attained]")) {
    const list = listOf(certifiedOn([[], [], 0, 0, JSON.parse(item.dataset.attained)], today));
    if (item.parentElement !== list) list.append(item);
  }
  for (const section of document.querySelectorAll(".attained")) section.hidden = !section.querySelector("li");
}

const ask = document.querySelector("[data-ask]");
if (ask) start(ask);
sortAttained();
