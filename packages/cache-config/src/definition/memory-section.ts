import type { Milliseconds } from '@modular-agent/cache-contract';
import { interval, timeToLive } from './duration-field.ts';
import type { Section } from './field.ts';
import { flag, integer } from './fields.ts';

/** `cache.providers.memory`, as it is written. */
export interface MemorySection {
  readonly enabled?: boolean;
  readonly max_size?: number;
  readonly max_bytes?: number;
  readonly max_entry_bytes?: number;
  readonly default_ttl?: Milliseconds;
  readonly sweep_interval?: Milliseconds;
}

export const memorySection: Section<MemorySection> = {
  kind: 'section',
  description: 'The cache in the memory of this process.',
  fields: {
    enabled: flag({ description: 'Is this provider on? Without it the provider is off.', default: false }),
    max_size: integer({
      description: 'How many entries it holds; past that the least recently used go first.',
      default: 1_000,
      aliases: ['max_entries'],
      min: 1,
      max: 8_388_608,
    }),
    max_bytes: integer({
      description: 'How many bytes all entries may take together, as estimated. Without it there is no bound.',
      min: 1,
    }),
    max_entry_bytes: integer({
      description:
        'How many bytes one entry may take, as estimated; at most max_bytes. Without it there is no bound but that.',
      min: 1,
    }),
    default_ttl: timeToLive({
      description: 'How long an entry lives that is stored without a ttl.',
      default: 3_600,
      aliases: ['ttl'],
    }),
    sweep_interval: interval({
      description: 'How often expired entries are freed that nobody asks for.',
      default: 'never',
      aliases: ['cleanup_interval'],
    }),
  },
};
