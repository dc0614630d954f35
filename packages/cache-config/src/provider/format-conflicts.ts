import type { Conflict } from './conflict.ts';
import type { RedisProviderOptions } from './redis-provider-options.ts';

const levels = { brotli: [0, 11], gzip: [1, 9], zstd: [1, 22] } as const;

/** What the provider would refuse of formats. */
export function formatConflicts({ compression, serializer, decodeResponses }: RedisProviderOptions): Conflict[] {
  const found: Conflict[] = [];
  const { algorithm = 'brotli', level = 1 } = compression ?? {};
  const [least, most] = levels[algorithm];
  if (level < least || level > most) {
    found.push({
      at: 'compression.level',
      sides: ['compression.algorithm'],
      message: `is ${level}, which ${algorithm} does not have`,
      accepted: `${least} to ${most} for ${algorithm}`,
    });
  }
  if (serializer === 'msgpack' && decodeResponses === false) {
    found.push({
      at: 'serializer',
      sides: ['decode_responses'],
      message: 'stands beside decode_responses: false, with which values are bytes and are not encoded',
      accepted: 'superjson, or decode_responses: true',
    });
  }
  return found;
}
