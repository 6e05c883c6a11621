// On the page of a listing: was it listed on a day of the reader's choice, and what
// did the register say then? The day can be in the address: ?on=2026-01-15.

import { dateText, isoDate, parseDate } from "./dates.js";
import { certifiedOn, sentence, statusOn, STATUS_NAMES } from "./status.js";
import { today } from "./today.js";

/**
 * What the register said at the end of a day: the facts of the listing then; null
 * when it did not have the listing; undefined when it was not there itself, or when
 * that is not known. An edition is [the day since which it is in force, facts].
 */
export function saidOn({ first, editions }, day) {
  if (!first || day < first) return undefined;
  return editions.findLast(([since]) => since <= day)?.[1] ?? null;
}

function paragraph(label, ...children) {
  const p = document.createElement("p");
  const strong = document.createElement("strong");
  strong.textContent = label;
  p.append(strong, " ", ...children);
  return p;
}

function badge(status) {
  const span = document.createElement("span");
  span.className = "status";
  span.dataset.status = status;
  span.textContent = STATUS_NAMES[status];
  return span;
}

const verdict = (facts, day) => [
  badge(statusOn(facts, day)), ` ${sentence(facts, day)}; ${certifiedOn(facts, day) ? "certified" : "not certified"}.`,
];

/** What holds for the day, as the register says now. */
function holds(facts, day) {
  const not = statusOn(facts, day) === "active" ? "" : "not ";
  const listed = day > today ? `As recorded, it will ${not}be listed on` : day === today ? `It is ${not}listed today,` : `It was ${not}listed on`;
  return paragraph("The register now says:", `${listed} ${dateText(day)}. `, ...verdict(facts, day));
}

/** What the register said at the end of the day. */
function said(history, facts, day) {
  const then = saidOn(history, day);
  const label = `On ${dateText(day)} the register said:`;
  if (then === undefined) {
    if (history.shallow) return paragraph(label, `not known here: what it said is known from ${dateText(history.first)} on.`);
    return paragraph(label, `nothing: the register begins on ${dateText(history.first)}.`);
  }
  if (then === null) return paragraph(label, "nothing about this listing, which was not in it.");
  const p = paragraph(label, ...verdict(then, day));
  if (statusOn(then, day) !== statusOn(facts, day) || certifiedOn(then, day) !== certifiedOn(facts, day)) {
    const mark = document.createElement("em");
    mark.textContent = " This has changed since.";
    p.append(mark);
  }
  return p;
}

/** The address of this page with the answer for a day in sight, or with none. */
function addressOf(day) {
  const address = new URL(location);
  if (day) address.searchParams.set("on", isoDate(day));
  else address.searchParams.delete("on");
  address.hash = day ? "listed-on" : "";
  return address;
}

function start(ask) {
  const facts = JSON.parse(document.querySelector("[data-verdict]").dataset.listing);
  const history = JSON.parse(ask.dataset.editions);
  const form = ask.querySelector("form");
  const field = form.querySelector("input");
  const answer = ask.querySelector(".answer");
  const keep = ask.querySelector(".keep");

  const answerFor = (day) => {
    const address = addressOf(day);
    window.history.replaceState(null, "", address);
    answer.hidden = keep.hidden = !day;
    if (!day) return answer.replaceChildren();
    answer.replaceChildren(holds(facts, day));
    if (history.first && day <= today) answer.append(said(history, facts, day));
    keep.querySelector("a").href = address;
  };

  form.hidden = false;
  keep.querySelector("button").addEventListener("click", () => window.print());
  field.value = new URLSearchParams(location.search).get("on") ?? "";
  if (field.value) answerFor(parseDate(field.value));
  field.addEventListener("input", () => answerFor(parseDate(field.value)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answerFor(parseDate(field.value));
  });
}

/** Puts each test profile under the heading that holds for it today. */
function sortAttained() {
  const listOf = (holds) => document.querySelector(`[data-attained-list="${holds}"]`);
  for (const item of document.querySelectorAll("[data-attained]")) {
    const list = listOf(certifiedOn([[], [], 0, 0, JSON.parse(item.dataset.attained)], today));
    if (item.parentElement !== list) list.append(item);
  }
  for (const section of document.querySelectorAll(".attained")) section.hidden = !section.querySelector("li");
}

const ask = document.querySelector("[data-ask]");
if (ask) start(ask);
sortAttained();
