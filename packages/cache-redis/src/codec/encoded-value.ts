import type { ErrorPlace, KeptValue } from '@modular-agent/cache-contract';
import { sealValue } from '@modular-agent/cache-contract/provider';
import { toBuffer } from '../wire/command-arguments.ts';
import { BytesContent } from './content.ts';
import type { EntryFormat } from './entry-format.ts';
import { decodeValue, encodeValue, hasOwnersBytes, type StoredPayload } from './stored-payload.ts';

/** A value that was encoded once, to be stored later. Nothing that happens to the value changes it. */
export class EncodedValue implements KeptValue {
  readonly payload: StoredPayload;
  readonly #format: EntryFormat;

  /** @throws CacheSerializationError or CacheEntryTooLargeError. */
  constructor(value: unknown, format: EntryFormat, place: ErrorPlace) {
    const payload = encodeValue(value, format, place);
    this.payload = hasOwnersBytes(payload)
      ? { ...payload, content: new BytesContent(toBuffer(payload.content)) }
      : payload;
    this.#format = format;
  }

  get bytes(): number {
    return this.payload.content.mostBytes;
  }

  read(): unknown {
    return sealValue(decodeValue(this.payload, toBuffer(this.payload.content), 0, this.#format)).read();
  }
}
