import assert from 'node:assert/strict';
import type { CoordinationSuite } from './coordination-suite.ts';
import { Ear } from './ear.ts';

/** An invalidation tells others, once it is noted. */
export function invalidationMessagePromises(suite: CoordinationSuite): void {
  suite.promise('whoever is told of an invalidation finds it noted', async ({ here, there }) => {
    for (let round = 0; round < 10; round++) {
      const ear = new Ear();
      const reads: Promise<readonly (number | undefined)[]>[] = [];
      const read = async (): Promise<readonly (number | undefined)[]> => {
        const { sequence, invalidatedAt } = await there.versions.read('cache', ['a']);
        return [sequence, invalidatedAt.get('a')];
      };
      const leave = await there.backplane.subscribe('news', {
        onMessage: (message) => {
          reads.push(read());
          ear.onMessage(message);
        },
        onGap: () => ear.onGap(),
      });
      const announce = { channel: 'news', message: ['', ''] } as const;
      const { sequence } = await here.versions.invalidate('cache', ['a', 'b'], { announce });
      await ear.hears(String(sequence));
      await leave();
      assert.deepEqual(await Promise.all(reads), [[sequence, sequence]]);
    }
  });

  suite.promise('the message of an invalidation holds its sequence between its parts', async ({ here, there }) => {
    const ear = new Ear();
    await there.backplane.subscribe('ä', ear);
    const expected: string[] = [];
    for (const [before, after] of [
      ['', ''],
      ['{"s":', ',"t":["ä€😀"]}'],
      ['\r\n0', '%s 1\0'],
    ] as const) {
      // prettier-ignore
      const announce = { channel: 'ä', message: [before, after] } as const;
      const { sequence } = await here.versions.invalidate('cache', ['a'], { announce });
      expected.push(`${before}${sequence}${after}`);
    }
    for (const message of expected) await ear.hears(message);
    assert.deepEqual(ear.heard, expected);
  });

  suite.promise('an invalidation without an announcement tells nobody', async ({ here, there }) => {
    const ear = new Ear();
    await there.backplane.subscribe('news', ear);
    await here.versions.invalidate('cache', ['a']);
    await here.versions.invalidate('cache', ['a'], { announce: { channel: 'elsewhere', message: ['', ''] } });
    const announce = { channel: 'news', message: ['last ', ''] } as const;
    const { sequence } = await here.versions.invalidate('cache', [], { announce });
    await ear.hears(`last ${sequence}`);
    assert.deepEqual(ear.heard, [`last ${sequence}`]);
  });
}
