// Civil dates as the number yyyymmdd, so that they order as numbers do. 0 is no
// date. The day is the register's, whatever the browser's own zone is.

const MONTHS = ["January", "February", "March", "April", "May", "June", "July",
  "August", "September", "October", "November", "December"];

/** The date that it is now in a time zone of IANA's. */
export function todayIn(timeZone, now = new Date()) {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone, calendar: "gregory", numberingSystem: "latn",
    year: "numeric", month: "numeric", day: "numeric",
  }).formatToParts(now);
  const part = (type) => Number(parts.find((p) => p.type === type).value);
  return part("year") * 10000 + part("month") * 100 + part("day");
}

/** Reads YYYY-MM-DD, as date fields give it; 0 for anything else. */
export function parseDate(text) {
  const m = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return m ? Number(m[1] + m[2] + m[3]) : 0;
}

/** YYYY-MM-DD. */
export function isoDate(date) {
  const s = String(date).padStart(8, "0");
  return `${s.slice(0, 4)}-${s.slice(4, 6)}-${s.slice(6)}`;
}

/** "5 March 2026". */
export function dateText(date) {
  return `${date % 100} ${MONTHS[(Math.floor(date / 100) % 100) - 1]} ${Math.floor(date / 10000)}`;
}

/** The date some days later, or earlier. */
export function addDays(date, days) {
  const d = new Date(0);
  d.setUTCFullYear(Math.floor(date / 10000), (Math.floor(date / 100) % 100) - 1, (date % 100) + days);
  return d.getUTCFullYear() * 10000 + (d.getUTCMonth() + 1) * 100 + d.getUTCDate();
}

/** How many days b is after a. */
export function daysBetween(a, b) {
  const at = (date) => {
    const d = new Date(0);
    return d.setUTCFullYear(Math.floor(date / 10000), (Math.floor(date / 100) % 100) - 1, date % 100);
  };
  return Math.round((at(b) - at(a)) / 86400000);
}
