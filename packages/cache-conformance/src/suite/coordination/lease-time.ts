import assert from 'node:assert/strict';
import type { Milliseconds } from '@modular-agent/cache-contract';
import { shortTtl } from '../lifetime.ts';
import type { CoordinationSuite, CoordinationTestSubject } from './coordination-suite.ts';
import { acquire } from './leases.ts';

/** What a server may have let pass since the lease was given, on a slow day. */
const slack: Milliseconds = 10_000;

/** A lease ends when its ttl is over, and not before. */
export function leaseTimePromises(suite: CoordinationSuite): void {
  /** Asserts how long a lease that was given just now is held: by moving a fake clock up to its end, or by asking. */
  const assertHold = async (subject: CoordinationTestSubject, key: string, expected: Milliseconds): Promise<void> => {
    const { here, there, advance, remainingHold } = subject;
    if (suite.capabilities.clock === 'real') {
      const remaining = await remainingHold(key);
      const isRight = remaining <= expected && remaining > expected - slack;
      assert.ok(isRight, `${key} is held for ${remaining} ms, not ${expected}`);
      return;
    }
    await advance(expected - 1);
    assert.equal(await there.leases.acquire(key, 1), undefined, `${key} was free before its ttl was over`);
    await advance(1);
    assert.notEqual(await here.leases.acquire(key, 1), undefined, `${key} was held after its ttl was over`);
  };

  suite.promise('a lease is held until exactly its ttl is over', async (subject) => {
    await acquire(subject.here.leases, 'number', 60_000);
    await assertHold(subject, 'number', 60_000);
    await acquire(subject.here.leases, 'text', '1h');
    await assertHold(subject, 'text', 3_600_000);
  });

  suite.promise('a lease that nobody released can be had again when its ttl is over', async (subject) => {
    const { here, there, advance } = subject;
    await acquire(here.leases, 'a', shortTtl);
    await advance(3 * shortTtl);
    await acquire(there.leases, 'a', '1h');
  });

  suite.promise('a fraction of a millisecond rounds up', async ({ here, advance, there }) => {
    await acquire(here.leases, 'a', 0.01);
    await advance(60);
    await acquire(there.leases, 'a', '1h');
  });

  suite.promise('a lease that is renewed is held for that long from then, be it longer or shorter', async (subject) => {
    const { here, advance } = subject;
    const longer = await acquire(here.leases, 'longer', '1m');
    const shorter = await acquire(here.leases, 'shorter', '1h');
    await advance(50);
    assert.equal(await here.leases.renew(longer, '1h'), true);
    assert.equal(await here.leases.renew(shorter, '1m'), true);
    await assertHold(subject, 'shorter', 60_000);
    if (suite.capabilities.clock === 'fake') assert.equal(await here.leases.renew(longer, '1h'), true);
    await assertHold(subject, 'longer', 3_600_000);
  });

  suite.promise('a lease that was renewed for a short time can be had again after it', async (subject) => {
    const { here, there, advance } = subject;
    await here.leases.renew(await acquire(here.leases, 'a', '1h'), shortTtl);
    await advance(3 * shortTtl);
    await acquire(there.leases, 'a', '1h');
  });

  suite.promise('a lease that ran out is neither renewed nor released, held by another or not', async (subject) => {
    const { here, there, advance } = subject;
    const late = await acquire(here.leases, 'a', shortTtl);
    await advance(3 * shortTtl);
    assert.equal(await here.leases.renew(late, '1h'), false);
    assert.equal(await here.leases.release(late), false);
    const held = await acquire(there.leases, 'a', '1h');
    assert.equal(await here.leases.renew(late, '1h'), false);
    assert.equal(await here.leases.release(late), false);
    assert.equal(await there.leases.release(held), true);
  });

  suite.promise('who is refused does not change how long it is held', async (subject) => {
    const { here, there } = subject;
    const { key, token } = await acquire(here.leases, 'a', '1m');
    await there.leases.acquire(key, '1h');
    await there.leases.renew({ key, token: token + 1 }, '1h');
    await assertHold(subject, 'a', 60_000);
  });
}
