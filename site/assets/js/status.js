// The status of a listing and of a certificate on a day, by the same rules and with the same sentences
// as in the Go packages register and website. A test compares them day by day.
//
// The facts of a listing are [periods, suspensions, delisted, withdrawn, certificates]. The current
// listing may also have the days on which its verdict is good, and those on which an official list
// does not have it. The lists are flat: from, to, from, to, …; for certificates they have certification
// date, expiry and revocation. Dates are numbers yyyymmdd; 0 stands for no date.

import { addDays, dateText, daysBetween } from "./dates.js";

export const STATUS_NAMES = {
  active: "Active", upcoming: "Not yet listed", suspended: "Suspended", expired: "Expired",
  withdrawn: "Withdrawn", delisted: "Delisted",
};

export const CERTIFICATE_STATUS_NAMES = { current: "Current", upcoming: "Not yet valid", expired: "Expired", revoked: "Revoked" };

const contains = (from, to, day) => day >= from && (to === 0 || day <= to);
const holds = (on, day) => on !== 0 && day >= on;

/** Calls visit with each from and to of a flat list, until it returns true. */
function anyRange(flat, visit) {
  for (let i = 0; i < flat.length; i += 2) {
    if (visit(flat[i], flat[i + 1])) return true;
  }
  return false;
}

export function statusOn(facts, day) {
  const [periods, suspensions, delisted, withdrawn] = facts;
  if (holds(delisted, day)) return "delisted";
  if (holds(withdrawn, day)) return "withdrawn";
  const now = (from, to) => contains(from, to, day);
  if (anyRange(periods, now)) return anyRange(suspensions, now) ? "suspended" : "active";
  if (periods.length > 0 && !anyRange(periods, (from) => day >= from)) return "upcoming";
  return "expired";
}

/** Returns whether the verdict on a listing is good on a day, so that its status has a tick. Facts of the past do not have this. */
export const isGood = (facts, day) => anyRange(facts[5] ?? [], (from, to) => contains(from, to, day));

/** Adds a tick to the badge of a listing's status, or removes it. */
export function markGood(badge, facts, day) {
  if (isGood(facts, day)) badge.dataset.tone = "good";
  else delete badge.dataset.tone;
}

/** Describes the age of data on a day: "Data of 24 April 2026, 220 days old". */
export function ageText(date, day) {
  const days = Math.max(0, daysBetween(date, day));
  const old = days === 0 ? "" : days === 1 ? ", 1 day old" : `, ${days} days old`;
  return `Data of ${dateText(date)}${old}`;
}

/** Returns the row in force on a day, of rows that begin with their first day: the last one that has begun, or the first. */
export const rowInForce = (rows, day) => rows.findLast(([from]) => from <= day) ?? rows[0];

/** Returns the last day of the unbroken active days around a day, or 0. */
export function listedUntil(facts, day) {
  if (statusOn(facts, day) !== "active") return 0;
  const [periods, suspensions, delisted, withdrawn] = facts;
  let last = coveredUntil(periods, day);
  const end = (date) => { if (last === 0 || date < last) last = date; };
  anyRange(suspensions, (from) => { if (from > day) end(addDays(from, -1)); });
  for (const on of [delisted, withdrawn]) {
    if (on !== 0) end(addDays(on, -1));
  }
  return last;
}

function coveredUntil(periods, day) {
  let last = day;
  for (let grown = true; grown;) {
    grown = false;
    const next = addDays(last, 1);
    let open = false;
    anyRange(periods, (from, to) => {
      if (!contains(from, to, last) && !contains(from, to, next)) return false;
      if (to === 0) return (open = true);
      if (to > last) { last = to; grown = true; return true; }
      return false;
    });
    if (open) return 0;
  }
  return last;
}

export function statusSentence(facts, day) {
  const [periods, suspensions, delisted, withdrawn] = facts;
  switch (statusOn(facts, day)) {
    case "delisted": return "Delisted on " + dateText(delisted);
    case "withdrawn": return "Withdrawn on " + dateText(withdrawn);
    case "suspended": {
      let text = "";
      anyRange(suspensions, (from, to) => {
        if (!contains(from, to, day)) return false;
        text = to === 0 ? "Suspended since " + dateText(from) : "Suspended until " + dateText(to);
        return true;
      });
      return text;
    }
    case "active": {
      const until = listedUntil(facts, day);
      return until ? "Listed until " + dateText(until) : "Listed, with no end date";
    }
  }
  let next = 0, last = 0;
  anyRange(periods, (from, to) => {
    if (from > day && (next === 0 || from < next)) next = from;
    if (to < day && to > last) last = to;
  });
  if (next && !last) return "Listed from " + dateText(next);
  if (next) return "Listed again from " + dateText(next);
  return last ? "Listing ended on " + dateText(last) : "No listing period recorded";
}

/** Returns the statusSentence, and adds if the official list does not have an active listing. */
export function statusSummary(facts, day) {
  const absent = statusOn(facts, day) === "active" && anyRange(facts[6] ?? [], (from, to) => contains(from, to, day));
  return statusSentence(facts, day) + (absent ? "; not in the official list" : "");
}

/** Returns the status of a certificate. Its facts are [certification date, expiry, revocation]. */
export function certificateStatusOn([certified, expiry, revoked], day) {
  if (holds(revoked, day)) return "revoked";
  if (day < certified) return "upcoming";
  return expiry === 0 || day <= expiry ? "current" : "expired";
}

export function certificateSentence(facts, day) {
  const [certified, expiry, revoked] = facts;
  switch (certificateStatusOn(facts, day)) {
    case "revoked": return "Revoked on " + dateText(revoked);
    case "upcoming": return "Valid from " + dateText(certified);
    case "expired": return "Expired on " + dateText(expiry);
  }
  return expiry ? "Valid until " + dateText(expiry) : "Valid, with no expiry date";
}

/** Returns the certification of a listing on a day. A listing without certificates is "no certificate recorded", not "not certified". */
export function certificationOn(facts, day) {
  const flat = facts[4];
  let says = "no certificate recorded";
  for (let i = 0; i < flat.length; i += 3) {
    switch (certificateStatusOn(flat.slice(i, i + 3), day)) {
      case "current": return "certified";
      case "upcoming":
        if (says === "no certificate recorded") says = "certificate not yet valid";
        break;
      default: says = "not certified";
    }
  }
  return says;
}

/** Returns a certification with a capital letter. */
export const certificationName = (says) => says[0].toUpperCase() + says.slice(1);

/** Returns whether a certificate that covers the listing is current on a day. */
export const certifiedOn = (facts, day) => certificationOn(facts, day) === "certified";
