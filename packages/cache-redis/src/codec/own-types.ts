import { CacheSerializationError } from '@modular-agent/cache-contract';
import { errorParts, rebuildError } from '@modular-agent/cache-contract/provider';
import { types } from 'node:util';
import type { SuperJSON, SuperJSONValue } from 'superjson';
import { isEscapedName } from './escaped-names.ts';
import { isForeign, isOrdinary, toOwnRealm } from './foreign-value.ts';

/** How a type that superjson would refuse, change or blow up is told in JSON. */
export type OwnType = Parameters<SuperJSON['registerCustom']>[0];

/** Writes and reads a value as a superjson result inside another. */
export interface Nesting {
  write(value: unknown): unknown;
  read(result: unknown): unknown;
}

/** The most digits of a BigInt: reading one takes time with their square, 0.2 ms for so many. */
const maxDigits = 10_000;
const bigIntLimit = 10n ** BigInt(maxDigits);

/** The types by name. A name stands in stored entries: it keeps its meaning for ever. */
export function ownTypes(nesting: Nesting): Readonly<Record<string, OwnType>> {
  return {
    // superjson would write one number for each byte, and turn a Buffer into a Uint8Array.
    bytes: ownType(
      (value) => types.isUint8Array(value) && !Buffer.isBuffer(value),
      (value: Uint8Array) => Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'),
      (text) => new Uint8Array(Buffer.from(asText(text), 'base64')),
    ),
    buffer: ownType(
      (value) => Buffer.isBuffer(value),
      (value: Buffer) => value.toString('base64'),
      (text) => Buffer.from(asText(text), 'base64'),
    ),
    // superjson would read one of any length, which takes seconds for 10 million digits.
    bigint: {
      isApplicable: (value: unknown): value is never => typeof value === 'bigint',
      serialize: (number: unknown) => {
        const value = number as bigint;
        if (value < bigIntLimit && value > -bigIntLimit) return value.toString();
        throw new CacheSerializationError(
          `value holds a BigInt of more than ${maxDigits} digits; store it as text or bytes`,
          { path: 'value' },
        );
      },
      deserialize: (text: unknown) => {
        if (asText(text).length > maxDigits + 1) throw new TypeError('too many digits');
        return BigInt(asText(text));
      },
    },
    // superjson takes an invalid date for no date.
    date: ownType(
      (value) => types.isDate(value) && Number.isNaN(value.getTime()),
      () => null,
      () => new Date(NaN),
    ),
    // superjson would forget the class of a built-in error, and whether it had a cause.
    error: ownType(
      (value) => value instanceof Error,
      (error: Error) => {
        const { name, message, hasCause, cause } = errorParts(error);
        return hasCause ? [name, message, cause] : [name, message];
      },
      (parts) => {
        const [name, message, ...causes] = asArray(parts);
        return rebuildError({
          name: asText(name),
          message: asText(message),
          hasCause: causes.length > 0,
          cause: causes[0],
        });
      },
    ),
    // As entries, such names are values, of which superjson makes no paths.
    object: ownType(
      (value) => isOrdinary(value) && Object.keys(value).some(isOddName),
      (object: object) => Object.entries(object),
      (entries) => Object.fromEntries(asArray(entries) as [string, unknown][]),
    ),
    foreign: ownType(
      (value) => isForeign(value),
      (value: object) => nesting.write(toOwnRealm(value)),
      (result) => nesting.read(result),
    ),
  };
}

/** Names that superjson refuses, and those whose path would be escaped, with a dot or in JSON. */
function isOddName(name: string): boolean {
  return (
    name === '__proto__' || name === 'constructor' || name === 'prototype' || name.includes('.') || isEscapedName(name)
  );
}

function ownType<T extends object>(
  isApplicable: (value: object) => boolean,
  serialize: (value: T) => unknown,
  deserialize: (json: unknown) => unknown,
): OwnType {
  return {
    isApplicable: (value: unknown): value is never =>
      typeof value === 'object' && value !== null && isApplicable(value),
    serialize: (value) => serialize(value as T) as SuperJSONValue,
    deserialize,
  };
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('no text');
  return value;
}

function asArray(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('no array');
  return value;
}
