import type { RedisCacheState } from '../connection/redis-cache-state.ts';
import type { Lanes } from '../lanes/lanes.ts';

const fromWorst: readonly RedisCacheState[] = ['open', 'half-open', 'connecting', 'ready'];

/** Where the worst off of some servers stands; those that nobody has used yet do not count beside others. */
export function worstState(servers: readonly Lanes[]): RedisCacheState {
  const states = new Set(servers.map(({ writes }) => writes.state.kind));
  return fromWorst.find((state) => states.has(state)) ?? 'ready';
}
