// On the page of a listing: was it listed on a day of the reader's choice, and what
// did the register say then? The day can be in the address: ?on=2026-01-15.

import { dateText, isoDate, parseDate } from "./dates.js";
import { certificationOn, certifiedOn, rowInForce, markGood, statusSentence, statusOn, STATUS_NAMES } from "./status.js";
import { today } from "./today.js";

const TYPING_PAUSE = 600; // milliseconds without typing after which a day is answered
const EARLIEST = 19900101, LATEST = 21001231; // days that are asked about; the field has the same limits

/**
 * What the register said at the end of a day: the facts of the listing then; null
 * when it did not have the listing; undefined when it was not there itself, or when
 * that is not known. An edition is [the day since which it is in force, facts].
 */
export function factsAsOf({ first, editions }, day) {
  if (!first || day < first) return undefined;
  return editions.findLast(([since]) => since <= day)?.[1] ?? null;
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
 * Yes or no first, as the register says now; then what follows from, and what the verdict
 * says that this means. Where the official list may say another thing, neither is certain.
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

/** The attributes that have another value in some period, with that of the day. */
function values(day) {
  const all = Array.from(document.querySelectorAll("[data-values]"), (element) =>
    `${element.closest("div").querySelector("dt").textContent}: ${rowInForce(JSON.parse(element.dataset.values), day)[1]}`);
  return all.length ? [paragraph("", `${all.join("; ")}.`)] : [];
}

/** What the register said at the end of the day, where it is not what it says now. */
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

/** The address of this page with the answer for a day in sight, or with none. */
function addressOf(day) {
  const address = new URL(location);
  if (day) address.searchParams.set("on", isoDate(day));
  else address.searchParams.delete("on");
  address.hash = day ? "listed-on" : "";
  return address;
}

/** The day in a date field, or 0: a year that is still being typed, such as 0202, is none. */
function dayIn(field) {
  const day = parseDate(field.value);
  return day >= EARLIEST && day <= LATEST ? day : 0;
}

function start(ask) {
  const { listing, verdict } = document.querySelector("[data-verdict]").dataset;
  const facts = JSON.parse(listing), verdicts = JSON.parse(verdict);
  const history = JSON.parse(ask.dataset.editions);
  const form = ask.querySelector("form");
  const field = form.querySelector("input");
  const answer = ask.querySelector(".answer");
  const keep = ask.querySelector(".keep");
  let kept = 0; // the day that the address has
  let waiting;

  const hide = () => {
    answer.hidden = keep.hidden = true;
    answer.replaceChildren();
  };
  const answerNow = () => {
    clearTimeout(waiting);
    const day = dayIn(field);
    if (day === kept && (!day || !answer.hidden)) return;
    kept = day;
    const address = addressOf(day);
    window.history.replaceState(null, "", address);
    if (!day) return hide();
    answer.hidden = keep.hidden = false;
    answer.replaceChildren(...verdictParagraphs(facts, verdicts, day), ...values(day));
    if (history.first && day <= today) answer.append(...pastStatement(history, facts, day));
    keep.querySelector("a").href = address;
    answer.scrollIntoView({ block: "nearest" }); // smooth or not as the style sheet says
  };

  form.hidden = false;
  keep.querySelector("button").addEventListener("click", () => window.print());
  field.value = new URLSearchParams(location.search).get("on") ?? "";
  if (dayIn(field)) answerNow();
  // Browsers tell of every key as of a change: the answer waits for the last of them.
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    if (!dayIn(field)) hide();
    waiting = setTimeout(answerNow, TYPING_PAUSE);
  });
  field.addEventListener("blur", answerNow);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answerNow();
    if (kept) answer.scrollIntoView({ block: "nearest" });
  });
}

/** Puts each test profile under the heading that holds for it today. */
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
