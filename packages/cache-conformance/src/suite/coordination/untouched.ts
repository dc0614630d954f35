import assert from 'node:assert/strict';
import type { CoordinationTestSubject } from './coordination-suite.ts';
import { freeKey, heldKey } from './calls.ts';
import { Ear } from './ear.ts';
import { acquire } from './leases.ts';

/** A world in which every one of the calls would change something, if it were carried out. */
export interface Untouched {
  /** That of the lease that is held. */
  readonly token: number;
  /** Asserts that none was. */
  readonly check: () => Promise<void>;
}

/** A tag that can be pruned, a lease that is held, one that is free, and somebody who listens. */
export async function untouched({ here, there, advance }: CoordinationTestSubject): Promise<Untouched> {
  const ear = new Ear();
  await there.backplane.subscribe('news', ear);
  const lease = await acquire(here.leases, heldKey, '1h');
  await here.versions.invalidate('cache', ['a']);
  const before = await here.versions.read('cache', ['a']);
  await advance(20);
  return {
    token: lease.token,
    check: async () => {
      assert.deepEqual(await there.versions.read('cache', ['a']), before);
      await here.backplane.publish('news', 'end');
      await ear.hears('end');
      assert.deepEqual(ear.heard, ['end']);
      await acquire(there.leases, freeKey, '1h');
      await advance(20);
      assert.equal(await there.leases.release(lease), true, 'the lease was renewed or released');
    },
  };
}
