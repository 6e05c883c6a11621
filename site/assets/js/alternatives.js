// Alternative queries, which the search offers if the query as typed finds nothing.

const numbers = new Intl.NumberFormat("en-AU");

/** An alternative with its number of results: “sungrow SG5”: 14 listings. */
export const alternativeText = ({ text, count, unfiltered }) =>
  `“${text}”${unfiltered ? " without the filters" : ""}: ${counted(count)}`;

/** A prefix of the query with its number of results: 36 listings have “GW10K”. */
export const prefixText = ({ text, count }) => `${counted(count)} ${count === 1 ? "has" : "have"} “${text}”`;

const counted = (count) => (count === 1 ? "1 listing" : `${numbers.format(count)} listings`);
