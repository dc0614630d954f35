import type { Section } from './field.ts';
import { choice, flag, integer } from './fields.ts';

/** Which payloads are compressed, and how, as it is written. */
export interface CompressionSection {
  readonly enabled?: boolean;
  readonly algorithm?: 'brotli' | 'gzip' | 'zstd';
  readonly threshold?: number;
  readonly level?: number;
}

export const compressionSection: Section<CompressionSection> = {
  kind: 'section',
  description:
    'Compression of what is stored, where that makes it shorter. What is compressed already is read whatever is said here.',
  hint: 'to compress, write enabled: true there',
  fields: {
    enabled: flag({ description: 'Is anything compressed?', default: false }),
    algorithm: choice({
      description:
        'brotli is the quickest for up to some 10 kB, zstd for more, from Node.js 22.15 on; gzip is for what else reads the entries.',
      default: 'brotli',
      words: ['brotli', 'gzip', 'zstd'],
    }),
    threshold: integer({
      description: 'Bytes from which on a payload is compressed.',
      default: 1_024,
      min: 0,
      aliases: ['min_size', 'min_bytes'],
    }),
    level: integer({ description: 'gzip 1 to 9, brotli 0 to 11, zstd 1 to 22.', default: 1, min: 0, max: 22 }),
  },
};
