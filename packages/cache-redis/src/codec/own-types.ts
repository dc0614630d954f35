import { CacheSerializationError } from '@modular-agent/cache-contract';
import { errorParts, rebuildError } from '@modular-agent/cache-contract/provider';
import { types } from 'node:util';
import type { SuperJSON, SuperJSONValue } from 'superjson';
import { isEscapedName } from './escaped-names.ts';
import { asArray, asText } from './expected-json.ts';
import { isForeign, isOrdinary, toOwnRealm } from './foreign-value.ts';
import type { TypeReader } from './type-readers.ts';

/** How a type that superjson would refuse, change or blow up is told in JSON. */
export type OwnType = TypeReader & Omit<Parameters<SuperJSON['registerCustom']>[0], 'deserialize'>;

/** The most digits of a BigInt: reading one takes time with their square, 0.2 ms for so many. */
const maxDigits = 10_000;
const bigIntLimit = 10n ** BigInt(maxDigits);

/**
 * The types by name. A name stands in stored entries: it keeps its meaning for ever.
 *
 * @param write Makes a superjson result, to stand inside another.
 */
export function ownTypes(write: (value: unknown) => unknown): Readonly<Record<string, OwnType>> {
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
      holdsMore: false,
      isApplicable: (value: unknown): value is never => typeof value === 'bigint',
      serialize: (number: unknown) => {
        const value = number as bigint;
        if (value < bigIntLimit && value > -bigIntLimit) return value.toString();
        throw new CacheSerializationError(
          `value holds a BigInt of more than ${maxDigits} digits; store it as text or bytes`,
          { path: 'value' },
        );
      },
      read: (text) => {
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
    error: holderType(
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
    object: holderType(
      (value) => isOrdinary(value) && Object.keys(value).some(isOddName),
      (object: object) => Object.entries(object),
      (entries) => Object.fromEntries(asArray(entries).map(readProperty)),
    ),
    foreign: ownType(
      (value) => isForeign(value),
      (value: object) => write(toOwnRealm(value)),
      () => {
        throw new TypeError('a result inside another is read by the reader of the outer one');
      },
    ),
  };
}

/** Is it a name that superjson refuses, or one whose path would be escaped, with a dot or in JSON? No path has such a name. */
export function isOddName(name: string): boolean {
  return (
    name === '__proto__' || name === 'constructor' || name === 'prototype' || name.includes('.') || isEscapedName(name)
  );
}

function ownType<T extends object>(
  isApplicable: (value: object) => boolean,
  serialize: (value: T) => unknown,
  read: (json: unknown) => unknown,
): OwnType {
  return {
    holdsMore: false,
    isApplicable: (value: unknown): value is never =>
      typeof value === 'object' && value !== null && isApplicable(value),
    serialize: (value) => serialize(value as T) as SuperJSONValue,
    read,
  };
}

function holderType<T extends object>(...type: Parameters<typeof ownType<T>>): OwnType {
  return { ...ownType(...type), holdsMore: true };
}

/** A name that is no text would be made one, which takes any time for arrays in arrays. */
function readProperty(entry: unknown): [string, unknown] {
  const [name, value, ...more] = asArray(entry);
  if (more.length > 0) throw new TypeError('no name with a value');
  return [asText(name), value];
}
