import {
  CacheEntryTooLargeError,
  CacheSerializationError,
  type CacheError,
  type ErrorPlace,
} from '@modular-agent/cache-contract';
import { inspectValue, valueKind } from '@modular-agent/cache-contract/provider';
import type { Content } from '../wire/command-arguments.ts';
import { BytesContent, TextContent } from './content.ts';
import { hasEscapedNames } from './escaped-names.ts';
import { hasTooManyItems, maxItems, readJsonText } from './max-items.ts';
import { payloadFormat, type PayloadFormat } from './payload-format.ts';
import { parseRich, stringifyRich } from './rich-values.ts';
import { liftTexts, readTextsBesideJson, TextsBesideJson } from './texts-beside-json.ts';
import { isTooDeep } from './too-deep.ts';

/** A value, ready to be written. */
export interface Payload {
  readonly format: PayloadFormat;
  readonly content: Content;
}

/**
 * Chooses the format for a value: the plainest that keeps it.
 *
 * @param decodes `false`: only bytes are taken.
 * @throws CacheSerializationError if the value can't be kept, CacheEntryTooLargeError if it is far too large.
 */
export function encodePayload(value: unknown, decodes: boolean, place: ErrorPlace): Payload {
  // Quick for what is no typed array; `valueKind` would be for nothing.
  if (ArrayBuffer.isView(value) && valueKind(value) === 'bytes') {
    const format = Buffer.isBuffer(value) ? payloadFormat.buffer : payloadFormat.bytes;
    return { format, content: new BytesContent(value as Uint8Array) };
  }
  if (!decodes) {
    throw new CacheSerializationError('value is no Uint8Array; with decodeResponses: false nothing else is stored', {
      ...place,
      path: 'value',
    });
  }
  // UTF-8 has no lone surrogates; JSON escapes them.
  if (typeof value === 'string' && value.isWellFormed()) {
    return { format: payloadFormat.text, content: new TextContent(value) };
  }
  const shape = inspectValue(value, place, maxItems);
  try {
    return (shape === 'json' ? encodeJson(value, place) : undefined) ?? encodeRich(value, place);
  } catch (error) {
    throw explainFailure(error, place);
  }
}

/** `undefined` if a name in it must not stand in JSON. */
function encodeJson(value: unknown, place: ErrorPlace): Payload | undefined {
  const lifted = liftTexts(value);
  const plain = lifted?.shell ?? value;
  const json = JSON.stringify(plain);
  if (hasEscapedNames(plain, json)) return undefined;
  if (lifted === undefined) {
    checkItems(json, place);
    return { format: payloadFormat.json, content: new TextContent(json) };
  }
  // The paths to the texts count there, and are not the value's.
  if (!hasTooManyItems(json)) {
    return { format: payloadFormat.textsBesideJson, content: new TextsBesideJson(lifted.texts, json) };
  }
  const whole = JSON.stringify(value);
  checkItems(whole, place);
  return { format: payloadFormat.json, content: new TextContent(whole) };
}

function encodeRich(value: unknown, place: ErrorPlace): Payload {
  const text = stringifyRich(value);
  checkItems(text, place);
  return { format: payloadFormat.superjson, content: new TextContent(text) };
}

/** What no reader would take is not written. `inspectValue` finds less: it does not know what notes the types. */
function checkItems(json: string, place: ErrorPlace): void {
  if (!hasTooManyItems(json)) return;
  throw new CacheEntryTooLargeError(
    `the value has more than ${maxItems} items, with those that note its types; split it, or keep it elsewhere`,
    place,
  );
}

function explainFailure(error: unknown, place: ErrorPlace): CacheError {
  if (CacheEntryTooLargeError.isInstance(error)) return error;
  if (error instanceof RangeError) {
    return new CacheEntryTooLargeError(
      'the value makes more text than an entry can hold; split it, or keep it elsewhere',
      {
        ...place,
        cause: error,
      },
    );
  }
  const message = CacheSerializationError.isInstance(error)
    ? error.message
    : 'value could not be written; store plain data';
  return new CacheSerializationError(message, { ...place, path: 'value', cause: error });
}

/**
 * Reads a payload that goes from `start` to the entry's end.
 *
 * @throws Error of any class if it is not what its format says; `undefined` stands for nothing readable too.
 */
export function decodePayload(format: PayloadFormat, entry: Buffer, start: number, decodes: boolean): unknown {
  if (format <= payloadFormat.buffer) {
    const bytes = entry.subarray(start);
    // A copy: what is read must not hold the whole of what the connection received.
    return format === payloadFormat.buffer ? Buffer.from(bytes) : new Uint8Array(bytes);
  }
  if (!decodes) return undefined;
  if (format === payloadFormat.textsBesideJson) {
    const { value, json } = readTextsBesideJson(entry, start);
    return isTooDeep(value, json) ? undefined : value;
  }
  if (format === payloadFormat.text) return entry.toString('utf8', start);
  const text = readJsonText(entry, start);
  const value: unknown = format === payloadFormat.json ? JSON.parse(text) : parseRich(text);
  // What no provider would have taken is nobody's entry: too deep, or an array with holes.
  if (format !== payloadFormat.json) inspectValue(value);
  else if (isTooDeep(value, text)) return undefined;
  return value;
}
