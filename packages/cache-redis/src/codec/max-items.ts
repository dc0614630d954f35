import { countMarks } from './count-marks.ts';

/**
 * The most items of an entry: array items, properties, and what a type takes that JSON has not. Each costs far more memory
 * than text: so many empty objects are 6 MB of JSON, and 200 MB once they are read, which takes 0.3 s.
 */
export const maxItems = 2_000_000;

/** Less text can't hold so many: each item takes a character, and a comma or a bracket. */
const leastLength = maxItems * 2;

/** To find so many takes 1 ms. */
const fewMarks = 10_000;

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Has JSON, which may be none, more than `maxItems`? O(its length), and free where it is too short for so many. Of numbers
 * alone there may be more.
 */
export function hasTooManyItems(json: string | Buffer): boolean {
  if (json.length <= leastLength || isOfNumbers(json)) return false;
  const bytes = typeof json === 'string' ? Buffer.from(json) : json;
  // Those in texts are counted too at first: that is twice as quick, and most often enough.
  return countMarks(bytes) > maxItems && countItems(bytes, maxItems) > maxItems;
}

/**
 * Is there next to nothing in it but numbers? They take little memory and are read quickly, so that counting a million of
 * them would take a fourth of what reading them takes.
 */
function isOfNumbers(json: string | Buffer): boolean {
  let room = fewMarks;
  for (const mark of ['"', '[', '{']) {
    for (let at = json.indexOf(mark); at >= 0; at = json.indexOf(mark, at + 1)) if (--room < 0) return false;
  }
  return true;
}

/**
 * Without white space in the JSON it is what `inspectValue` counts in the value.
 *
 * @param limit It stops as soon as there are more.
 */
export function countItems(json: Buffer, limit: number): number {
  let items = 0;
  for (let at = 0; at < json.length && items <= limit; at++) {
    switch (json[at]) {
      case quote:
        for (at++; at < json.length && json[at] !== quote; at++) if (json[at] === backslash) at++;
        break;
      case comma:
        items++;
        break;
      // What holds anything has one item more than commas.
      case openBracket:
        if (json[at + 1] !== closeBracket) items++;
        break;
      case openBrace:
        if (json[at + 1] !== closeBrace) items++;
        break;
      default:
    }
  }
  return items;
}

/** JSON that comes from elsewhere, as text. @throws RangeError if it has too many items. */
export function readJsonText(entry: Buffer, start: number, end: number = entry.length): string {
  if (end - start > leastLength && hasTooManyItems(entry.subarray(start, end))) throw new RangeError('too many items');
  return entry.toString('utf8', start, end);
}
