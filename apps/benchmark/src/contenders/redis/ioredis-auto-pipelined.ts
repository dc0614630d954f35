import { Redis } from 'ioredis-6';
import type { Contender, ContenderSettings } from '../contender.ts';
import { ioredisContender } from './ioredis-contender.ts';
import { leastCodec } from './value-codec.ts';

/** ioredis that sends the commands of one tick together. */
export async function open({ url, values }: ContenderSettings): Promise<Contender> {
  const client = new Redis(url, { enableAutoPipelining: true });
  client.on('error', () => undefined);
  await client.ping();
  return ioredisContender(client, leastCodec(values));
}
