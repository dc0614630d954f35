import type { Compression } from '../formats/compression.ts';
import type { Serializer } from '../formats/serializer.ts';

/** How entries are written, and which of those of others are read. */
export interface EntryFormat {
  /** `false`: values are bytes. */
  readonly decodes: boolean;
  /** Writes what it takes. */
  readonly serializer: Serializer | undefined;
  /** Those whose entries are read, by their ids. */
  readonly readers: ReadonlyMap<number, Serializer>;
  readonly compression: Compression | undefined;
}
