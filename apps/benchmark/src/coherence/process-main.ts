// A process with a cache over its own memory and Redis, which does what its parent says, and ends with it. Times are those of
// the clock that all processes share.
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { createCache, type Cache } from '@modular-agent/cache';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import { sharedClock } from '../outage/clock.ts';
import type { LagAnswer, LagRequest } from './lag-request.ts';

let cache: Cache | undefined;

process.on('message', (request: LagRequest) => {
  void carryOut(request).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ problem: String(error) }),
  );
});
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());

async function carryOut(request: LagRequest): Promise<LagAnswer> {
  if (request.do === 'open') {
    const redis = new RedisCacheProvider({ url: request.url, socketTimeout: '5s' });
    cache = createCache({ name: 'lag', tiers: [new MemoryCacheProvider(), redis], tierTimeout: '5s' });
    await cache.get('nothing');
    while (!cache.getStats().isListening) await setImmediate();
    return {};
  }
  if (cache === undefined) throw new Error('No cache is open.');
  const { key } = request;
  if (request.do === 'change') {
    const from = sharedClock();
    if (request.change === 'set') await cache.set(key, request.value, { tags: [key] });
    else if (request.change === 'delete') await cache.delete(key);
    else await cache.invalidateTags([key]);
    return { from, to: sharedClock() };
  }
  const old = await cache.get(key);
  process.send?.({ answer: { isArmed: old !== undefined } });
  // As a program asks that does other things too: once in each turn of its event loop.
  let lastOld = sharedClock();
  for (;;) {
    const asked = sharedClock();
    if ((await cache.get(key)) !== old) return { lastOld, seen: sharedClock() };
    lastOld = asked;
    await setImmediate();
  }
}
