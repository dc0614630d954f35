import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cache } from './index.ts';
import { settle, useFakeTime } from './test/fake-time.ts';
import { failing } from './test/loaders.ts';
import { inMemory, kinds, tiered } from './test/open.ts';
import { RemoteStore } from './test/remote.ts';

useFakeTime();

/** Text that could be taken for the marks between names and keys, or for what stands for them. */
const marked = fc.string({ unit: fc.constantFrom('/', '|', '#', '%', '%2F', '%7C', 'clear', 'tag', 'a', '😀') });
const name = marked.filter((text) => text !== '' && encodeURIComponent(text).length <= 100);
/** Also such as are too long for a provider, and differ only at their ends. */
const key = fc.oneof(
  marked.filter((text) => text !== ''),
  marked.map((text) => `${'x'.repeat(2_000)}${text}`),
);

/** Place of an entry: the names from the cache down, and its key. */
const place = fc.record({ cache: name, names: fc.array(name, { maxLength: 3 }), key });
type Place = typeof place extends fc.Arbitrary<infer T> ? T : never;

function below(cache: Cache, names: readonly string[]): Cache {
  return names.reduce((scope, each) => scope.namespace(each), cache);
}

async function storedKey(at: Place): Promise<string> {
  await using cache = inMemory({ name: at.cache });
  return (await below(cache, at.names).explain(at.key)).storedKey;
}

describe('keys of different caches, namespaces, or keys', () => {
  it("joins cache, namespace and key injectively within the provider's limit", async () => {
    const two = fc.tuple(place, place).filter(([one, other]) => JSON.stringify(one) !== JSON.stringify(other));
    const property = fc.asyncProperty(two, async ([one, other]) => {
      const [first, second] = await Promise.all([storedKey(one), storedKey(other)]);
      expect(first).not.toBe(second);
      expect(Buffer.byteLength(first)).toBeLessThanOrEqual(1_024);
    });
    await fc.assert(property, { numRuns: 1_000 });
  });

  it('keeps names and keys apart that look like parts of each other', async () => {
    const lookalikes: readonly Place[] = [
      { cache: 'a', names: [], key: 'b|c' },
      { cache: 'a', names: ['b'], key: 'c' },
      { cache: 'a/b', names: [], key: 'c' },
      { cache: 'a', names: [], key: '/b|c' },
      { cache: 'a|b', names: [], key: 'c' },
      { cache: 'a%2Fb', names: [], key: 'c' },
      { cache: 'a#b', names: [], key: 'c' },
      { cache: 'a', names: ['b', 'c'], key: 'd' },
      { cache: 'a', names: ['b/c'], key: 'd' },
      { cache: 'a', names: [], key: 'x'.repeat(2_000) },
      { cache: 'a', names: [], key: 'x'.repeat(2_001) },
      { cache: 'a', names: [], key: createHash('sha256').update('x'.repeat(2_000)).digest('base64url') },
    ];
    const stored = await Promise.all(lookalikes.map(storedKey));
    expect(new Set(stored).size).toBe(lookalikes.length);
  });

  it('gives a key the same name in every process', async () => {
    const property = fc.asyncProperty(place, async (at) => {
      expect(await storedKey(at)).toBe(await storedKey(at));
    });
    await fc.assert(property);
  });
});

/** Few names, so that scopes often are the same, or one in the other. */
const path = fc.array(fc.constantFrom('a', 'b', 'a/b', 'b|a'), { maxLength: 3 });
const tag = fc.constantFrom('t', 'u', 'a|t', 'b|t');

describe('what is invalidated', () => {
  it.each([
    ['by a tag', (scope: Cache, by: string) => scope.invalidateTags([by]), true],
    ['by clear', (scope: Cache) => scope.clear(), false],
  ])('invalidates %s the entries in that scope and below it, and no others', async (_, invalidate, isByTag) => {
    const property = fc.asyncProperty(path, path, tag, tag, async (there, here, own, by) => {
      await using cache = inMemory();
      await below(cache, there).set('key', 'value', { tags: [own] });
      await invalidate(below(cache, here), by);
      const isBelow = here.every((each, at) => there[at] === each);
      const isHit = isBelow && (!isByTag || own === by);
      expect(await below(cache, there).get('key')).toBe(isHit ? undefined : 'value');
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it('invalidates in other caches of the same name, and in none of another name', async () => {
    const store = new RemoteStore();
    await using one = tiered({}, store);
    await using same = tiered({}, store);
    await using other = tiered({ name: 'answers/x' }, store);
    for (const cache of [one, other]) await cache.namespace('x').set('key', 'value', { tags: ['t'] });
    expect(await same.namespace('x').get('key')).toBe('value');
    await one.namespace('x').invalidateTags(['t']);
    await one.clear();
    await settle();
    expect(await same.namespace('x').get('key')).toBeUndefined();
    expect(await other.namespace('x').get('key')).toBe('value');
  });
});

describe.each(kinds)('a namespace, over %s,', (_, open) => {
  it('does in a namespace all that a cache does, apart from other namespaces', async () => {
    await using cache = open();
    const one = cache.namespace('one');
    await cache.set('key', 'outside');
    expect(await one.exists('key')).toBe(false);
    expect(await one.getOrSet('key', () => 'loaded')).toBe('loaded');
    expect(await one.getOrSetEntry('key', failing)).toMatchObject({ value: 'loaded', isStale: false });
    expect(await one.getOrSetMany(['key', 'two'], () => new Map([['two', 2]]))).toEqual(
      new Map<string, unknown>([
        ['key', 'loaded'],
        ['two', 2],
      ]),
    );
    await one.setMany([['three', 3]]);
    expect(await one.getMany(['three', 'two'])).toEqual(
      new Map([
        ['three', 3],
        ['two', 2],
      ]),
    );
    await one.expire('two');
    await one.delete('three');
    expect(await one.getMany(['three', 'two'])).toEqual(new Map());
    expect(await one.get('key')).toBe('loaded');
    expect(await cache.get('key')).toBe('outside');
    expect(one.getStats().state).toBe('ready');
  });

  it("passes the caller's key to a loader in a namespace", async () => {
    await using cache = open();
    const one = cache.namespace('one');
    expect(await one.getOrSet('key', (context) => context.key)).toBe('key');
    expect(await one.getOrSetMany(['many'], (keys) => new Map(keys.map((each) => [each, each])))).toEqual(
      new Map([['many', 'many']]),
    );
  });

  it('gives the same namespace for the same names', async () => {
    await using cache = open();
    const one = cache.namespace('one').namespace('two');
    await one.set('key', 'value');
    expect(await cache.namespace('one').namespace('two').get('key')).toBe('value');
    expect(await cache.namespace('one/two').get('key')).toBeUndefined();
  });

  it("keeps entries under keys over the provider's limit", async () => {
    await using cache = open();
    const keys = ['one', 'two'].map((end) => `${'long '.repeat(1_000)}${end}`);
    const one = cache.namespace('one');
    await one.setMany(keys.map((each) => [each, each.slice(-3)] as const));
    await cache.set(keys[0] ?? '', 'outside');
    expect([...(await one.getMany(keys))]).toEqual(keys.map((each) => [each, each.slice(-3)]));
  });

  it('leaves the cache open when a namespace is closed', async () => {
    await using cache = open();
    {
      await using one = cache.namespace('one');
      await one.set('key', 'value');
    }
    await cache.namespace('one').close();
    expect(await cache.namespace('one').get('key')).toBe('value');
  });
});

describe('the name of a namespace', () => {
  it.each(['', 5, undefined, '\ud800', 'x'.repeat(600)])(
    'refuses an invalid name of a namespace: %j',
    async (wrong) => {
      await using cache = inMemory();
      const refused = expect.objectContaining({ code: 'CACHE_OPTION', option: 'namespace' }) as Error;
      expect(() => cache.namespace(wrong as string)).toThrow(refused);
    },
  );

  it('refuses the name of a namespace that makes the path too long', async () => {
    await using cache = inMemory();
    const deep = cache.namespace('x'.repeat(400));
    expect(() => deep.namespace('y'.repeat(200))).toThrow('at most 512 bytes');
  });
});
