import type { EntryFormat } from '../codec/entry-format.ts';
import { readFormat } from '../options/format-options.ts';

/** What a provider writes and reads where nothing else is said. */
export const usual: EntryFormat = readFormat({});

/** Bytes alone. */
export const bytesAlone: EntryFormat = readFormat({ decodeResponses: false });
