import assert from 'node:assert/strict';
import { isValidAt, type Version } from '@modular-agent/cache-contract';
import type { CoordinationSuite } from './coordination-suite.ts';

/** One forward-only sequence for each cache, and when each tag was last invalidated. */
export function versionPromises(suite: CoordinationSuite): void {
  suite.promise(
    'an entry is invalid whose tag was invalidated after its mark was taken, and no other',
    async (subject) => {
      const { here, there } = subject;
      const before = await here.versions.read('cache', ['a', 'c']);
      await here.versions.invalidate('cache', ['a', 'b']);
      const now = await there.versions.read('cache', ['a', 'b', 'c']);
      assert.equal(isValidAt(before, ['c', 'a'], now), false);
      assert.equal(isValidAt(before, ['c'], now), true);
      assert.equal(isValidAt(now, ['a', 'b', 'c'], now), true);
    },
  );

  suite.promise('an entry is invalid also by a tag that was not asked for when its mark was taken', async (subject) => {
    const { here, there } = subject;
    const before = await here.versions.read('cache', []);
    await there.versions.invalidate('cache', ['late']);
    assert.equal(isValidAt(before, ['late'], await here.versions.read('cache', ['late'])), false);
  });

  suite.promise('an invalidation gives the mark that reads then see, with the number of its tags', async (subject) => {
    const { here, there } = subject;
    const { epoch, sequence } = await here.versions.invalidate('cache', ['a', 'b', 'a']);
    const seen = await there.versions.read('cache', new Set(['a', 'b', 'c']));
    assert.deepEqual({ epoch: seen.epoch, sequence: seen.sequence }, { epoch, sequence });
    assert.deepEqual(new Map(seen.invalidatedAt), new Map([['a', sequence], ['b', sequence]])); // prettier-ignore
    assert.ok(Number.isSafeInteger(sequence), `the sequence is ${sequence}`);
  });

  suite.promise('every invalidation moves the sequence on, also one of no tag', async ({ here, there }) => {
    let last = await here.versions.read('cache', []);
    for (const tags of [['a'], [], ['a'], ['b', 'a'], []]) {
      const { epoch, sequence } = await (last.sequence % 2 === 0 ? here : there).versions.invalidate('cache', tags);
      assert.equal(epoch, last.epoch);
      assert.ok(sequence > last.sequence, `${sequence} came after ${last.sequence}`);
      last = await there.versions.read('cache', []);
      assert.equal(last.sequence, sequence);
    }
  });

  suite.promise('reads change nothing, and the first ones agree on one epoch', async ({ here, there }) => {
    const reads = Array.from({ length: 20 }, (_, index) =>
      (index % 2 === 0 ? here : there).versions.read('cache', ['a']),
    );
    const marks = await Promise.all(reads);
    marks.push(await there.versions.read('cache', ['a']), await here.versions.read('cache', ['a']));
    const [first] = marks;
    assert.ok(typeof first?.epoch === 'string' && first.epoch !== '', 'an epoch needs a name');
    for (const mark of marks) assert.deepEqual(mark, first);
  });

  suite.promise('concurrent invalidations each have a number of their own', async ({ here, there }) => {
    const calls = Array.from({ length: 40 }, (_, index) =>
      (index % 2 === 0 ? here : there).versions.invalidate('cache', [`tag ${index}`, 'all']),
    );
    const marks = await Promise.all(calls);
    const sequences = marks.map(({ sequence }) => sequence);
    assert.equal(new Set(sequences).size, calls.length);
    const { sequence, invalidatedAt } = await here.versions.read('cache', [...calls.keys()].map((index) => `tag ${index}`)); // prettier-ignore
    assert.equal(sequence, Math.max(...sequences));
    for (const [index, each] of sequences.entries()) assert.equal(invalidatedAt.get(`tag ${index}`), each);
    assert.equal((await there.versions.read('cache', ['all'])).invalidatedAt.get('all'), sequence);
  });

  suite.promise('a read sees all of an invalidation or nothing of it', async ({ here, there }) => {
    const tags = Array.from({ length: 50 }, (_, index) => `tag ${index}`);
    for (let round = 0; round < 20; round++) {
      const invalidation = here.versions.invalidate('cache', tags);
      const during = await Promise.all([1, 2, 3].map(() => there.versions.read('cache', tags)));
      const mark = await invalidation;
      for (const { sequence, invalidatedAt } of during) {
        assert.ok(new Set(tags.map((tag) => invalidatedAt.get(tag))).size === 1, 'some tags of it, and not others');
        assert.equal(invalidatedAt.get('tag 0') === mark.sequence, sequence === mark.sequence);
      }
    }
  });

  suite.promise('a snapshot stays as it was taken', async ({ here }) => {
    await here.versions.invalidate('cache', ['a']);
    const snapshot = await here.versions.read('cache', ['a', 'b']);
    const taken = { ...snapshot, invalidatedAt: new Map(snapshot.invalidatedAt) };
    await here.versions.invalidate('cache', ['a', 'b']);
    assert.deepEqual({ ...snapshot }, taken);
  });

  suite.promise('caches know nothing of each other', async ({ here, there }) => {
    const answers: Version = await here.versions.read('answers', ['a']);
    await here.versions.invalidate('embeddings', ['a']);
    const embeddings = await there.versions.read('embeddings', ['a']);
    assert.notEqual(embeddings.epoch, answers.epoch);
    assert.deepEqual(await there.versions.read('answers', ['a']), answers);
  });

  suite.promise('20,000 tags are invalidated and read in one call', async ({ here, there }) => {
    const tags = Array.from({ length: 20_000 }, (_, index) => `tag ${index}`);
    const { sequence } = await here.versions.invalidate('cache', tags, { timeout: '30s' });
    const { invalidatedAt } = await there.versions.read('cache', tags, { timeout: '30s' });
    assert.equal(invalidatedAt.size, tags.length);
    assert.deepEqual(new Set(invalidatedAt.values()), new Set([sequence]));
  });

  suite.promise('clear leaves versions and leases as they are', async ({ provider, here, there }) => {
    await here.versions.invalidate('cache', ['a']);
    const before = await here.versions.read('cache', ['a']);
    await here.leases.acquire('key', '1h');
    await provider.clear();
    assert.deepEqual(await there.versions.read('cache', ['a']), before);
    assert.equal(await there.leases.acquire('key', '1h'), undefined);
  });
}
