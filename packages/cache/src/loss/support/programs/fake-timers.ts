// Fakes every timer as Jest and sinon do: what is scheduled is held, and never run. Then makes calls of a cache one by one,
// and prints the name of each that is answered. A call that hangs ends the process with code 13.
//
// Given `redis`, only what this project's own code schedules is held: sockets can't work without Node.js' own ticks.
// Node.js fixes what this module exports when it is first imported.
import { nextTick } from 'node:process';
import type { RedisCacheProviderOptions } from '@modular-agent/cache-redis';
import type { Cache } from '../../../index.ts';

interface Options {
  /** Whether the timers are faked before or after the modules of the cache are loaded. */
  readonly when: 'before' | 'after';
  readonly calls: readonly string[];
  readonly redis?: RedisCacheProviderOptions;
}

const { when, calls, redis } = JSON.parse(process.argv[2] ?? '{}') as Options;
const ownCode = /\/packages\/[\w-]+\/src\/(?!.*programs)/;

/** Is the function that called a timer of this project? */
function isHeld(): boolean {
  return redis === undefined || ownCode.test((new Error('caller').stack ?? '').split('\n')[3] ?? '');
}

/** A timer that never fires, as fake timers give it. */
const held = { ref: (): object => held, unref: (): object => held };

function fake<T extends object, K extends keyof T>(target: T, name: K): void {
  const real = target[name] as (...words: unknown[]) => unknown;
  Object.assign(target, {
    [name]: (...words: unknown[]): unknown => (isHeld() ? held : Reflect.apply(real, target, words)),
  });
}

function fakeAll(): void {
  fake(process, 'nextTick');
  fake(globalThis, 'queueMicrotask');
  fake(globalThis, 'setImmediate');
  if (redis === undefined) {
    fake(globalThis, 'setTimeout');
    fake(globalThis, 'setInterval');
  }
}

if (when === 'before') fakeAll();
const { MemoryCacheProvider } = await import('@modular-agent/cache-memory');
const { RedisCacheProvider } = await import('@modular-agent/cache-redis');
const { createCache } = await import('../../../index.ts');

const memory = new MemoryCacheProvider();
const shared = redis === undefined ? undefined : new RedisCacheProvider(redis);
const cache: Cache = createCache({
  name: 'answers',
  tiers: shared === undefined ? [memory] : [memory, shared],
});
if (when === 'after') fakeAll();

// So that the import is kept.
void nextTick;

const known: Readonly<Record<string, () => Promise<unknown>>> = {
  set: () => cache.set('k', 1, { tags: ['t'] }),
  setMany: () => cache.setMany([['l', 1]]),
  get: () => cache.get('k'),
  getMany: () => cache.getMany(['k', 'none']),
  exists: () => cache.exists('k'),
  getOrSet: () => cache.getOrSet('loaded', async () => 1),
  getOrSetEntry: () => cache.getOrSetEntry('loaded too', () => 1),
  getOrSetMany: () => cache.getOrSetMany(['m', 'n'], async (keys) => new Map(keys.map((key) => [key, 1]))),
  forceRefresh: () => cache.getOrSet('loaded', () => 2, { forceRefresh: true }),
  delete: () => cache.delete('k'),
  expire: () => cache.expire('l'),
  invalidateTags: () => cache.invalidateTags(['t']),
  clear: () => cache.clear(),
  namespace: () => cache.namespace('below').getOrSet('k', () => 1),
  explain: () => cache.explain('k'),
  flush: () => cache.flush(),
};
for (const call of calls) {
  await known[call]?.();
  console.log(call);
}
