// What the search offers where what was asked has no answer as it was typed.

const numbers = new Intl.NumberFormat("en-AU");

/** A question that could be asked, with what it comes to: “sungrow SG5”: 14 listings. */
export const alternativeText = ({ text, count, unfiltered }) =>
  `“${text}”${unfiltered ? " without the filters" : ""}: ${counted(count)}`;

/** A question for all that begins like what was asked: 36 listings have “GW10K”. */
export const prefixText = ({ text, count }) => `${counted(count)} ${count === 1 ? "has" : "have"} “${text}”`;

const counted = (count) => (count === 1 ? "1 listing" : `${numbers.format(count)} listings`);
