// The content of a comparison of listings: groups of rows, each with a cell for every listing.
// Listings and certificates are records of the static JSON.

import { addDays, dateText, parseDate } from "./dates.js";
import { certificateSentence, certificateStatusOn, certificationName, certificationOn, listedUntil, statusOn, STATUS_NAMES, statusSummary } from "./status.js";

const date = (iso) => parseDate(iso ?? "");
const ending = (end) => date(end?.on);
const flat = (ranges) => ranges.flatMap(({ from, to }) => [date(from), date(to)]);

/** Returns the facts of a certificate for status.js. */
export const certificateFacts = (c) => [date(c.certification_date), date(c.expiry), ending(c.revoked)];

const absences = (l) => l.not_in_list.flatMap(({ since, back }) => [date(since), back ? addDays(date(back), -1) : 0]);

/** Returns the facts of a listing for status.js. */
export const listingFacts = (l, certificates) =>
  [flat(l.periods), flat(l.suspensions), ending(l.delisted), ending(l.withdrawn), certificates.flatMap(certificateFacts)];

/** Returns the facts with the days on which an official list does not have the listing. It leaves the days with a tick empty, because only pages about a single listing show ticks. */
export const comparedFacts = (l, certificates) => [...listingFacts(l, certificates), [], absences(l)];

/** Writes a number with commas and without an exponent. */
function decimal(number) {
  const [digits, exponent] = String(Math.abs(number)).split("e");
  const [whole, fraction = ""] = (exponent ? shift(digits, Number(exponent)) : digits).split(".");
  const sign = number < 0 ? "-" : "";
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction && `.${fraction}`);
}

/** Moves the decimal point of digits by some places. */
function shift(digits, places) {
  const [whole, fraction = ""] = digits.split(".");
  if (places < 0) return `0.${"0".repeat(-places - whole.length)}${whole}${fraction}`;
  return whole + fraction.padEnd(places, "0");
}

function withUnit(text, unit) {
  if (!unit) return text;
  return unit === "%" ? `${text}%` : `${text}\u202f${unit}`;
}

/** Writes the value of an attribute as the pages of listings do. */
export function formatValue({ unit, words }, value) {
  switch (typeof value) {
    case "number": return withUnit(decimal(value), unit);
    case "boolean": return value ? "Yes" : "No";
    case "string": return words?.[value] ?? value;
  }
  return withUnit(`${decimal(value.min)}–${decimal(value.max)}`, unit);
}

const NOT_RECORDED = { items: [], key: null, missing: "not recorded" };

/** A cell with one text. Cells differ if their keys do; a cell without a key differs from none. */
function textCell(text, more = {}) {
  return text ? { items: [{ text, ...more }], key: text } : NOT_RECORDED;
}

function listCell(items, missing) {
  return { items, key: items.map(({ text }) => text).sort().join("\n"), missing };
}

const statusCell = ({ facts }, day) => {
  const status = statusOn(facts, day);
  return { items: [{ status, text: STATUS_NAMES[status], note: statusSummary(facts, day) }], key: status };
};

function untilCell({ facts }, day) {
  if (statusOn(facts, day) !== "active") return textCell("Not listed on that day");
  const until = listedUntil(facts, day);
  return textCell(until ? dateText(until) : "No end date");
}

function certifiedCell({ facts }, day) {
  const says = certificationOn(facts, day);
  return { items: [{ certified: says === "certified", text: certificationName(says) }], key: says };
}

const isCurrent = (certificate, day) => certificateStatusOn(certificateFacts(certificate), day) === "current";

const certificatesCell = ({ certificates }, day, current) => listCell(
  certificates.filter((c) => isCurrent(c, day) === current).map((c) => ({
    text: c.number, href: new URL(c.links.html).pathname, note: `${certificateSentence(certificateFacts(c), day)}; ${c.certifying_body}`,
  })), "none");

function profilesCell({ certificates }, day, profiles) {
  const ids = new Set(certificates.filter((c) => isCurrent(c, day)).flatMap((c) => c.test_profiles));
  return listCell([...ids].sort().map((id) => {
    const { name = id, title, href } = profiles[id] ?? {};
    return { text: name, note: title, href };
  }), "none");
}

const row = (label, entries, cell) => ({ label, cells: entries.map(cell) });

const statusGroup = (entries, { profiles, certified }, day) => ({
  name: certified ? "Status and certificates" : "Status",
  rows: [
    row("Status", entries, (e) => statusCell(e, day)),
    row("Listed until", entries, (e) => untilCell(e, day)),
    ...(certified ? [row("Certificate", entries, (e) => certifiedCell(e, day))] : []),
    row("Certificates that are current", entries, (e) => certificatesCell(e, day, true)),
    row("Test profiles attained by them", entries, (e) => profilesCell(e, day, profiles)),
    row("Other certificates", entries, (e) => certificatesCell(e, day, false)),
  ],
});

const identityGroup = (entries, { titles, types, deployments, certificates, classes }) => {
  const field = (name, read) => row(titles[name], entries, ({ listing }) => textCell(read(listing)));
  const named = (ids) => classes.filter(({ id }) => id in ids).map(({ name, href }) => ({ text: name, href }));
  return {
    name: "What it is",
    rows: [
      row(titles.device_classes, entries, ({ listing }) => listCell(named(listing.device_classes), "none recorded")),
      field("manufacturer", (l) => l.manufacturer),
      field("brand", (l) => l.brand),
      field("series", (l) => l.series),
      field("entity_type", (l) => types[l.entity_type]),
      field("deployment", (l) => deployments[l.deployment]),
      field("certificate_type", (l) => certificates[l.certificate_type]),
      field("csip_aus_version", (l) => l.csip_aus_version),
      field("software", (l) => [l.software?.name, l.software?.versions].filter(Boolean).join(" ")),
      field("hardware", (l) => l.hardware),
      field("jurisdictions", (l) => l.jurisdictions.join(", ")),
    ],
  };
};

function attributeCell({ listing }, { id }, attribute) {
  const values = listing.device_classes[id];
  if (!values) return { items: [], key: null, missing: "not of this class" };
  const value = values[attribute.id];
  return value === undefined || value === null ? NOT_RECORDED : textCell(formatValue(attribute, value));
}

const classGroup = (entries, deviceClass) => ({
  name: deviceClass.name, href: deviceClass.href,
  rows: deviceClass.attributes.map((a) => row(a.name, entries, (e) => attributeCell(e, deviceClass, a))),
});

/** Returns whether the cells with content differ. */
export const differs = ({ cells }) => new Set(cells.map(({ key }) => key).filter((key) => key !== null)).size > 1;

const saysSomething = ({ cells }) => cells.some(({ items, key }) => items.length > 0 || key);

/**
 * Returns the groups of a comparison on a day. Entries are {listing, certificates, facts}.
 * It leaves out empty rows, and groups without rows.
 */
export function compare(entries, vocabulary, day) {
  const classes = vocabulary.classes.filter(({ id }) => entries.some(({ listing }) => id in listing.device_classes));
  const groups = [statusGroup(entries, vocabulary, day), identityGroup(entries, vocabulary), ...classes.map((c) => classGroup(entries, c))];
  return groups
    .map((group) => ({ ...group, rows: group.rows.filter(saysSomething).map((r) => ({ ...r, differs: differs(r) })) }))
    .filter(({ rows }) => rows.length > 0);
}
