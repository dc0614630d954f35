import type { Reply } from '../wire/reply.ts';

/** A whole number that the server gave. @throws Error if it is none, or beyond 2^53 - 1. */
export function readWhole(reply: Reply | undefined): number {
  const number = typeof reply === 'number' ? reply : Number(readText(reply));
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new TypeError('the reply is no whole number');
}

/** Text that the server gave; a double of RESP 3 is text too. @throws Error if it is none, or empty. */
export function readText(reply: Reply | undefined): string {
  const text = Buffer.isBuffer(reply) ? reply.toString() : reply;
  if (typeof text === 'string' && text !== '') return text;
  throw new TypeError('the reply is no text');
}
