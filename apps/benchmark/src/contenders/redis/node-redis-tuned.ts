import type { Contender, ContenderSettings } from '../contender.ts';
import { nodeRedisContender } from './node-redis-contender.ts';
import { tunedClient } from './tuned-client.ts';
import { leastCodec } from './value-codec.ts';

/** node-redis set up for speed. */
export async function open({ url, values }: ContenderSettings): Promise<Contender> {
  return nodeRedisContender(await tunedClient(url), leastCodec(values));
}
