import type { RedisCommands } from '../connection/redis-commands.ts';
import type { NewRecord } from './new-record.ts';

/** SET, with PX unless it is to live without end. */
export function sendRecord(commands: RedisCommands, { name, bytes, ttl }: NewRecord): Promise<unknown> {
  if (ttl === Infinity) return commands.set(name, bytes);
  return commands.set(name, bytes, { expiration: { type: 'PX', value: ttl } });
}
