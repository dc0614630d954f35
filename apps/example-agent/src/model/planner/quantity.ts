/** Units of time and size, by every name that questions and documents give them; the first is the calculator's. */
const unitNames: readonly (readonly string[])[] = [
  ['ms', 'millisecond', 'milliseconds'],
  ['seconds', 'second', 'sec', 's'],
  ['minutes', 'minute', 'min'],
  ['hours', 'hour', 'h'],
  ['days', 'day', 'd'],
  ['weeks', 'week'],
  ['bytes', 'byte'],
  ['KiB'],
  ['MiB'],
  ['GiB'],
  ['kB', 'KB', 'kilobytes'],
  ['MB', 'megabytes'],
  ['GB', 'gigabytes'],
];
const timeUnits = new Set(unitNames.slice(0, 6).map(([name]) => name));

/** The name by which the calculator knows a unit. */
export function unitOf(word: string): string | undefined {
  return unitNames.find((names) => names.includes(word) || names.includes(word.toLowerCase()))?.[0];
}

/** Do both measure time, or both size? */
export function areComparable(unit: string, other: string): boolean {
  return timeUnits.has(unit) === timeUnits.has(other);
}

export interface Quantity {
  /** The calculator's name for its unit. */
  readonly unit: string | undefined;
  /** Number and unit as the calculator reads them, in the text's own words where it can. */
  readonly text: string;
}

const pattern = /(?<![\w.:-])(\d[\d,]*(?:\.\d+)?)(?:\s?([A-Za-z]+)\b)?/g;

/** The numbers of a text, each with its unit if one follows. */
export function quantitiesIn(text: string): Quantity[] {
  return [...text.matchAll(pattern)].map(({ 1: digits = '', 2: word = '' }) => {
    const number = digits.replaceAll(',', '');
    const unit = unitOf(word);
    // Short names mean other things to the calculator: `d`, `min`.
    const unitText = word.length > 3 ? word : unit;
    return { unit, text: unit === undefined ? number : `${number} ${unitText}` };
  });
}
