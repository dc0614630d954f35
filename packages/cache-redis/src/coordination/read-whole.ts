import type { Reply } from '../wire/reply.ts';

/** A whole number that the server gave. @throws Error if it is none, or beyond 2^53 - 1. */
export function readWhole(reply: Reply | undefined): number {
  const number = typeof reply === 'number' ? reply : Buffer.isBuffer(reply) ? Number(reply.toString()) : NaN;
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new TypeError('the reply is no whole number');
}
