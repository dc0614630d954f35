import { valueKind } from '../value-kind.ts';
import { KeptError } from './kept-error.ts';

const word = 8;
const header = 3 * word;
const builtIn = 12 * word;

/** An object with more entries than this is a hash table to V8. */
const fewEntries = 16;

/**
 * About how many bytes of memory a kept copy takes, for the same value always the same. O(size of the value).
 *
 * - a string: 24, and 2 for each UTF-16 unit
 * - an integer of 32 bits, a boolean, `null`, `undefined`: 8; any other number: 24
 * - a BigInt: 24, and half a byte for each hexadecimal digit
 * - an object: 24, and for each entry its name as a string and its value, and 100 more if it has more than 16 entries
 * - an array: 24, and its items
 * - a Map: 64, and for each entry 32, its key and its value; a Set: 64, and for each member 24 and its value
 * - a Date: 96; bytes: 96 and their number; a URL or a RegExp: 96 and its text as a string
 * - an error: 96, its name and message as strings, and its cause
 */
export function estimateBytes(value: unknown): number {
  if (typeof value === 'string') return textBytes(value);
  if (typeof value === 'number') return (value | 0) === value ? word : header;
  if (value instanceof KeptError) return errorBytes(value);
  switch (valueKind(value)) {
    case 'primitive':
      return typeof value === 'bigint' ? header + Math.ceil(value.toString(16).length / 2) : word;
    case 'object':
      return objectBytes(Object.entries(value as object));
    case 'array': {
      let bytes = header;
      for (const item of value as unknown[]) bytes += estimateBytes(item);
      return bytes;
    }
    case 'map': {
      let bytes = 8 * word;
      for (const [key, item] of value as Map<unknown, unknown>) {
        bytes += 4 * word + estimateBytes(key) + estimateBytes(item);
      }
      return bytes;
    }
    case 'set': {
      let bytes = 8 * word;
      for (const item of value as Set<unknown>) bytes += 3 * word + estimateBytes(item);
      return bytes;
    }
    case 'bytes':
      return builtIn + (value as Uint8Array).byteLength;
    case 'url':
      return builtIn + textBytes((value as URL).href);
    case 'regexp':
      return builtIn + textBytes((value as RegExp).source);
    default:
      return builtIn;
  }
}

function textBytes(text: string): number {
  return header + 2 * text.length;
}

function objectBytes(entries: readonly (readonly [name: string, value: unknown])[]): number {
  let bytes = header + (entries.length > fewEntries ? 100 * entries.length : 0);
  for (const [name, item] of entries) bytes += textBytes(name) + estimateBytes(item);
  return bytes;
}

function errorBytes({ parts }: KeptError): number {
  return builtIn + textBytes(parts.name) + textBytes(parts.message) + estimateBytes(parts.cause);
}
