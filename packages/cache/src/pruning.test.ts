import { expect, it, vi } from 'vitest';
import { settle, useFakeTime } from './test/fake-time.ts';
import { tiered } from './test/open.ts';
import { RemoteStore } from './test/remote.ts';

useFakeTime();

const day = 86_400_000;

/** How many tags the store remembers of the cache. */
async function remembered(store: RemoteStore): Promise<number> {
  const { invalidatedAt } = await store.memory.coordination.versions.readSince('answers', undefined);
  return invalidatedAt.size;
}

it('forgets tags that were invalidated before any entry was stored, at most once an hour', async () => {
  const store = new RemoteStore();
  await using cache = tiered({ ttl: '1h' }, store);
  for (let tag = 0; tag < 50; tag++) await cache.invalidateTags([`old ${tag}`]);
  await vi.advanceTimersByTimeAsync(2 * day);
  await cache.set('key', 'value', { tags: ['new'] });
  await cache.invalidateTags(['newer']);
  await settle();
  expect(await remembered(store)).toBe(1);
  for (let times = 0; times < 10; times++) await cache.invalidateTags(['again']);
  await settle();
  expect(store.calls['versions.prune']).toBe(1);
  expect(await cache.get('key')).toBe('value');
});

it('keeps tags for as long as the longest ttl and grace of an entry', async () => {
  const store = new RemoteStore();
  await using cache = tiered({ ttl: '1h' }, store);
  await cache.set('key', 'value', { ttl: '5d', grace: '5d', tags: ['tag'] });
  await cache.invalidateTags(['tag']);
  await vi.advanceTimersByTimeAsync(9 * day);
  await cache.invalidateTags(['other']);
  await settle();
  expect(await remembered(store)).toBe(2);
});

it('forgets no tag once an entry never expires', async () => {
  const store = new RemoteStore();
  await using cache = tiered({}, store);
  await cache.set('key', 'value', { ttl: Infinity, tags: ['tag'] });
  await cache.invalidateTags(['tag']);
  await vi.advanceTimersByTimeAsync(400 * day);
  await cache.invalidateTags(['other']);
  await settle();
  expect(store.calls['versions.prune']).toBeUndefined();
  expect(await cache.get('key')).toBeUndefined();
});
