import superjson from 'superjson';
import type { ContenderSettings } from '../contender.ts';

/** How a raw client's user turns values into text and back. */
export interface ValueCodec {
  encode(value: unknown): string;
  decode(text: string): unknown;
}

const text: ValueCodec = { encode: (value) => value as string, decode: (stored) => stored };

const json: ValueCodec = {
  encode: (value) => JSON.stringify(value),
  decode: (stored) => JSON.parse(stored) as unknown,
};

/** Keeps Date, Map, Set and the like, as this project does. */
export const superjsonCodec: ValueCodec = {
  encode: (value) => superjson.stringify(value),
  decode: (stored) => superjson.parse(stored),
};

/** Text as it is, objects as JSON: the least that a raw client's user can do. */
export function leastCodec(values: ContenderSettings['values']): ValueCodec {
  return values === 'text' ? text : json;
}
