// What the search offers where what was asked has no answer.

const numbers = new Intl.NumberFormat("en-AU");

/** A question that could be asked, with what it comes to: “sungrow SG5”: 14 listings. */
export const insteadText = ({ text, count, unfiltered }) =>
  `“${text}”${unfiltered ? " without the filters" : ""}: ${count === 1 ? "1 listing" : `${numbers.format(count)} listings`}`;
