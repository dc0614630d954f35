import { Redis } from 'ioredis-6';
import type { Contender, ContenderSettings } from '../contender.ts';
import { ioredisContender } from './ioredis-contender.ts';
import { leastCodec } from './value-codec.ts';

/** ioredis with its defaults. */
export async function open({ url, values }: ContenderSettings): Promise<Contender> {
  const client = new Redis(url);
  client.on('error', () => undefined);
  await client.ping();
  return ioredisContender(client, leastCodec(values));
}
