import assert from 'node:assert/strict';
import type { Announcement, EntryStore } from '@modular-agent/cache-contract';
import { Ear } from '../coordination/ear.ts';
import { acquireEntry, kept, type EntrySuite } from './entry-suite.ts';

/** Each write that can tell others, of the key `a`. */
const writes: Readonly<Record<string, (store: EntryStore, announce: Announcement) => Promise<unknown>>> = {
  set: (store, announce) => store.set('a', 'new', { ...kept, announce }),
  store: async (store, announce) => store.store(await acquireEntry(store, 'a'), 'new', { ...kept, announce }),
  delete: (store, announce) => store.delete(['a'], { announce }),
};

/** Other processes are told of a write once it is done, and of nothing else. */
export function entryAnnouncementPromises(suite: EntrySuite): void {
  for (const [name, write] of Object.entries(writes)) {
    suite.promise(`whoever is told of a ${name} finds it done`, async ({ ours, theirs, there }) => {
      for (let round = 0; round < 10; round++) {
        await theirs.set('a', 'old', kept);
        const ear = new Ear();
        const reads: Promise<unknown>[] = [];
        const leave = await there.backplane.subscribe('news', {
          onMessage: (message) => {
            reads.push(theirs.get('a').then((entry) => entry?.value));
            ear.onMessage(message);
          },
          onGap: () => ear.onGap(),
        });
        await write(ours, { channel: 'news', message: `${round}` });
        await ear.hears(`${round}`);
        await leave();
        assert.deepEqual(await Promise.all(reads), [name === 'delete' ? undefined : 'new']);
      }
    });
  }

  suite.promise('messages of writes arrive as they were, in order', async ({ ours, here, there }) => {
    const ear = new Ear();
    await there.backplane.subscribe('ä channel', ear);
    const messages = [
      '',
      ' ä€😀\r\n\0',
      '{"a":1}',
      'x'.repeat(10_000),
      ...Array.from({ length: 20 }, (_, index) => `${index}`),
    ];
    for (const message of messages) await ours.set('a', 1, { ...kept, announce: { channel: 'ä channel', message } });
    await here.backplane.publish('ä channel', 'end');
    await ear.hears('end');
    await ear.hears('19');
    assert.deepEqual(ear.heard.filter((message) => message !== 'end'), messages); // prettier-ignore
  });

  suite.promise('a lease that is given back is announced', async ({ ours, there }) => {
    const ear = new Ear();
    await there.backplane.subscribe('news', ear);
    await ours.release(await acquireEntry(ours, 'a'), { announce: { channel: 'news', message: 'free' } });
    await ear.hears('free');
    assert.deepEqual(ear.heard, ['free']);
  });

  suite.promise('nothing is told of a lease that was lost, nor without an announcement', async (subject) => {
    const { ours, theirs, here, there } = subject;
    const ear = new Ear();
    await there.backplane.subscribe('news', ear);
    const announce = { channel: 'news', message: 'wrong' };
    const lease = await acquireEntry(ours, 'a');
    await theirs.set('a', 1, kept);
    assert.equal(await ours.store(lease, 2, { ...kept, announce }), false);
    assert.equal(await ours.release(lease, { announce }), false);
    await ours.store(await acquireEntry(ours, 'b'), 1, kept);
    await ours.release(await acquireEntry(ours, 'a'));
    await ours.delete(['a', 'b']);
    await ours.delete(['c'], { announce: { channel: 'news', message: 'last' } });
    await ear.hears('last');
    await here.backplane.publish('news', 'end');
    await ear.hears('end');
    assert.deepEqual(ear.heard, ['last', 'end']);
  });
}
