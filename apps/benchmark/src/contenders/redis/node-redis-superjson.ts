import type { Contender, ContenderSettings } from '../contender.ts';
import { nodeRedisContender } from './node-redis-contender.ts';
import { tunedClient } from './tuned-client.ts';
import { superjsonCodec } from './value-codec.ts';

/** node-redis set up for speed, with values encoded so that their types come back. */
export async function open({ url }: ContenderSettings): Promise<Contender> {
  return nodeRedisContender(await tunedClient(url), superjsonCodec);
}
