// Civil dates as numbers yyyymmdd, which order as dates do; 0 stands for no date. Days are those of the
// register's time zone, whatever the browser's is.

const MONTHS = ["January", "February", "March", "April", "May", "June", "July",
  "August", "September", "October", "November", "December"];

/** Returns the current date in an IANA time zone. */
export function todayIn(timeZone, now = new Date()) {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone, calendar: "gregory", numberingSystem: "latn",
    year: "numeric", month: "numeric", day: "numeric",
  }).formatToParts(now);
  const part = (type) => Number(parts.find((p) => p.type === type).value);
  return part("year") * 10000 + part("month") * 100 + part("day");
}

/** Parses YYYY-MM-DD, the value of date fields; 0 for anything else. */
export function parseDate(text) {
  const m = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return m ? Number(m[1] + m[2] + m[3]) : 0;
}

/** Formats a date as YYYY-MM-DD. */
export function isoDate(date) {
  const s = String(date).padStart(8, "0");
  return `${s.slice(0, 4)}-${s.slice(4, 6)}-${s.slice(6)}`;
}

/** Formats a date as "5 March 2026". */
export function dateText(date) {
  return `${date % 100} ${MONTHS[(Math.floor(date / 100) % 100) - 1]} ${Math.floor(date / 10000)}`;
}

/** Returns the date some days later, or earlier for a negative number. */
export function addDays(date, days) {
  const d = new Date(0);
  d.setUTCFullYear(Math.floor(date / 10000), (Math.floor(date / 100) % 100) - 1, (date % 100) + days);
  return d.getUTCFullYear() * 10000 + (d.getUTCMonth() + 1) * 100 + d.getUTCDate();
}

/** Returns the number of days from a to b. */
export function daysBetween(a, b) {
  const at = (date) => {
    const d = new Date(0);
    return d.setUTCFullYear(Math.floor(date / 10000), (Math.floor(date / 100) % 100) - 1, date % 100);
  };
  return Math.round((at(b) - at(a)) / 86400000);
}
