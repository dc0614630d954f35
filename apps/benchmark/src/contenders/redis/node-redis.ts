import { createClient } from 'redis';
import type { Contender, ContenderSettings } from '../contender.ts';
import { nodeRedisContender } from './node-redis-contender.ts';
import { leastCodec } from './value-codec.ts';

/** node-redis with its defaults. */
export async function open({ url, values }: ContenderSettings): Promise<Contender> {
  const client = createClient({ url });
  client.on('error', () => undefined);
  await client.connect();
  return nodeRedisContender(client, leastCodec(values));
}
