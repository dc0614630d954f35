import assert from 'node:assert/strict';
import type { Version, VersionDelta } from '@modular-agent/cache-contract';
import type { CoordinationSuite } from './coordination-suite.ts';

const tagsOf = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${name} ${index}`);

/** Asserts that a delta holds everything that was invalidated above the point that it is complete since. */
function assertComplete(delta: VersionDelta, sequences: ReadonlyMap<string, number>): void {
  for (const [tag, sequence] of sequences) {
    const told = delta.invalidatedAt.get(tag);
    if (told !== undefined || sequence > delta.completeSince) assert.equal(told, sequence, `of the tag ${tag}`);
  }
  for (const tag of delta.invalidatedAt.keys()) assert.ok(sequences.has(tag), `${tag} never was invalidated`);
}

/** `readSince` tells what was invalidated since a version. */
export function deltaPromises(suite: CoordinationSuite): void {
  suite.promise('a delta holds every invalidation after a version, newest first', async ({ here, there }) => {
    const start = await here.versions.read('cache', []);
    await here.versions.invalidate('cache', ['a', 'again']);
    const since = await there.versions.invalidate('cache', ['b']);
    const { sequence: third } = await here.versions.invalidate('cache', ['c', 'again']);
    const last = await there.versions.invalidate('cache', ['d']);
    const delta = await there.versions.readSince('cache', since);
    assert.deepEqual([delta.epoch, delta.sequence, delta.floor], [last.epoch, last.sequence, 0]);
    assert.equal(delta.completeSince, since.sequence);
    assert.deepEqual([...delta.invalidatedAt].slice(0, 1), [['d', last.sequence]]);
    assert.deepEqual(new Map(delta.invalidatedAt), new Map([['d', last.sequence], ['c', third], ['again', third]])); // prettier-ignore
    assert.equal((await here.versions.readSince('cache', start)).invalidatedAt.size, 5);
  });

  suite.promise('a delta since now is empty, and complete since then', async ({ here, there }) => {
    const never = await here.versions.read('cache', []);
    const now = await there.versions.invalidate('cache', ['a']);
    const delta = await here.versions.readSince('cache', now);
    assert.deepEqual([delta.epoch, delta.sequence, delta.completeSince], [now.epoch, now.sequence, now.sequence]);
    assert.equal(delta.invalidatedAt.size, 0);
    assert.equal((await here.versions.readSince('cache', never)).invalidatedAt.get('a'), now.sequence);
  });

  suite.promise('a delta since nothing, or since another epoch, holds the newest invalidations', async (subject) => {
    const { here, there } = subject;
    await here.versions.invalidate('cache', ['a', 'b']);
    const { epoch, sequence } = await here.versions.invalidate('cache', ['b', 'c']);
    const known = await here.versions.read('cache', ['a', 'b', 'c']);
    for (const since of [undefined, { epoch: 'of old', sequence: sequence + 1_000 }]) {
      const delta = await there.versions.readSince('cache', since);
      assert.deepEqual([delta.epoch, delta.sequence], [epoch, sequence]);
      assert.ok(delta.completeSince < sequence, 'it does not hold the newest');
      assertComplete(delta, known.invalidatedAt);
    }
  });

  suite.promise('the first delta of a cache begins the epoch that others see', async ({ here, there }) => {
    const deltas = await Promise.all([here.versions.readSince('cache', undefined), there.versions.readSince('cache', undefined)]); // prettier-ignore
    const snapshot = await there.versions.read('cache', []);
    for (const { epoch, sequence, floor, invalidatedAt } of deltas) {
      assert.deepEqual({ epoch, sequence, floor, invalidatedAt }, { ...snapshot });
    }
  });

  suite.promise('what a delta leaves out of many invalidations, it says', async ({ here, there }) => {
    const sequences = new Map<string, number>();
    const points: Version[] = [await here.versions.read('cache', [])];
    for (let round = 0; round < 60; round++) {
      const tags = tagsOf(`of round ${round % 40}`, round % 9 === 0 ? 1_000 : 100);
      const version = await here.versions.invalidate('cache', tags, { timeout: '30s' });
      for (const tag of tags) sequences.set(tag, version.sequence);
      points.push(version);
    }
    for (const since of [undefined, ...points]) {
      const delta = await there.versions.readSince('cache', since, { timeout: '30s' });
      assert.ok(since === undefined || delta.completeSince >= since.sequence, 'it is complete since before');
      assertComplete(delta, sequences);
    }
  });

  suite.promise('a delta holds all of an invalidation or nothing of it', async ({ here, there }) => {
    const tags = tagsOf('tag', 50);
    for (let round = 0; round < 20; round++) {
      const since = await here.versions.read('cache', []);
      const during: VersionDelta[] = [];
      const readAgainAndAgain = async (): Promise<void> => {
        while (during.length < 5) during.push(await there.versions.readSince('cache', since));
      };
      const invalidation = here.versions.invalidate('cache', tags);
      await readAgainAndAgain();
      const { sequence } = await invalidation;
      for (const delta of during) {
        assert.equal(delta.invalidatedAt.size, delta.sequence === sequence ? tags.length : 0);
      }
    }
  });

  suite.promise('a delta stays as it was taken, and is of one cache alone', async ({ here, there }) => {
    const since = await here.versions.read('cache', []);
    await here.versions.invalidate('cache', ['a']);
    await there.versions.invalidate('other', ['x']);
    const delta = await here.versions.readSince('cache', since);
    const taken = { ...delta, invalidatedAt: new Map(delta.invalidatedAt) };
    assert.deepEqual([...taken.invalidatedAt.keys()], ['a']);
    await there.versions.invalidate('cache', ['a', 'b']);
    assert.deepEqual({ ...delta }, taken);
  });
}
