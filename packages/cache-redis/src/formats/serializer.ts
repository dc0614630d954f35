/**
 * Writes values of your own as bytes, Protocol Buffers for example, and reads them back. What it does not take is written as
 * ever.
 */
export interface ValueSerializer {
  readonly takes: 'values';
  /** 128 to 255: stands in front of every value that it wrote, and is never given a second meaning. */
  readonly id: number;
  /** As errors say it. */
  readonly name: string;
  /**
   * @returns `undefined` for a value that is not its own.
   * @throws Error for one that it can't write; the call rejects with a `CacheSerializationError`.
   */
  serialize(value: unknown): Uint8Array | undefined;
  /**
   * @param bytes Come from elsewhere: not to be trusted, nor kept.
   * @throws Error if they are none of its own; the entry is a counted miss then.
   */
  deserialize(bytes: Uint8Array): unknown;
}

/**
 * Writes JSON data in another way than as text, MessagePack for example. What JSON has no way for (a Date, a Map, bytes, …) it is
 * given as such data too, with the types beside it.
 */
export interface DataSerializer {
  readonly takes: 'data';
  /** 64 to 127, for those of this package; 128 to 255 for your own. */
  readonly id: number;
  readonly name: string;
  /** @param data Null, booleans, numbers, strings, and arrays and plain objects of them. */
  serialize(data: unknown): Uint8Array;
  /** @returns JSON data, and nothing else, whatever the bytes are. @throws Error if they are none of its own. */
  deserialize(bytes: Uint8Array): unknown;
}

export type Serializer = ValueSerializer | DataSerializer;
