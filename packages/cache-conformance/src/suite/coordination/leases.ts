import assert from 'node:assert/strict';
import type { Lease, LeaseStore } from '@modular-agent/cache-contract';
import { shortTtl } from '../lifetime.ts';
import type { CoordinationSuite } from './coordination-suite.ts';

/** Acquires what must be free. */
export async function acquire(leases: LeaseStore, key: string, ttl: number | '1m' | '1h'): Promise<Lease> {
  return (await leases.acquire(key, ttl)) ?? assert.fail(`the lease of ${key} was refused`);
}

/** One holder at a time, and nobody but the holder renews or releases. */
export function leasePromises(suite: CoordinationSuite): void {
  suite.promise('a lease is held by one at a time, for each key', async ({ here, there }) => {
    const lease = await acquire(here.leases, 'a', '1h');
    assert.equal(lease.key, 'a');
    assert.equal(await there.leases.acquire('a', '1h'), undefined);
    assert.equal(await here.leases.acquire('a', '1h'), undefined);
    assert.equal((await acquire(there.leases, 'b', '1h')).key, 'b');
  });

  suite.promise('of many who ask at once one gets it', async ({ here, there }) => {
    for (let round = 0; round < 10; round++) {
      const asked = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? here : there).leases.acquire(`key ${round}`, '1h'),
      );
      const granted = (await Promise.all(asked)).filter((lease) => lease !== undefined);
      assert.equal(granted.length, 1);
    }
  });

  suite.promise('a lease that was released can be had again at once', async ({ here, there }) => {
    assert.equal(await here.leases.release(await acquire(here.leases, 'a', '1h')), true);
    await acquire(there.leases, 'a', '1h');
  });

  suite.promise('a lease that was renewed is still held', async ({ here, there }) => {
    const lease = await acquire(here.leases, 'a', '1h');
    assert.equal(await here.leases.renew(lease, '1h'), true);
    assert.equal(await there.leases.acquire('a', '1h'), undefined);
    assert.equal(await here.leases.release(lease), true);
  });

  suite.promise('a lease that was released is neither renewed nor released again', async ({ here, there }) => {
    const lease = await acquire(here.leases, 'a', '1h');
    await here.leases.release(lease);
    assert.equal(await here.leases.renew(lease, '1h'), false);
    assert.equal(await here.leases.release(lease), false);
    await acquire(there.leases, 'a', '1h');
  });

  suite.promise('an earlier or a forged lease does nothing to the one that is held', async ({ here, there }) => {
    const earlier = await acquire(here.leases, 'a', '1h');
    await here.leases.release(earlier);
    const held = await acquire(there.leases, 'a', '1h');
    for (const lease of [earlier, { key: 'a', token: held.token + 1 }, { key: 'a', token: 0 }]) {
      assert.equal(await here.leases.renew(lease, '1h'), false);
      assert.equal(await here.leases.release(lease), false);
    }
    assert.equal(await here.leases.acquire('a', '1h'), undefined);
    assert.equal(await there.leases.release(held), true);
  });

  suite.promise('a lease of another key does nothing, and one that was never given is not held', async (subject) => {
    const { here, there } = subject;
    const lease = await acquire(here.leases, 'a', '1h');
    assert.equal(await here.leases.renew({ ...lease, key: 'b' }, '1h'), false);
    assert.equal(await here.leases.release({ ...lease, key: 'b' }), false);
    await acquire(there.leases, 'b', '1h');
    assert.equal(await here.leases.release(lease), true);
  });

  suite.promise('a lease is plain data: whoever was given it can renew and release it', async ({ here, there }) => {
    const given = JSON.parse(JSON.stringify(await acquire(here.leases, 'a', '1h'))) as Lease;
    assert.equal(await there.leases.renew(given, '1h'), true);
    assert.equal(await there.leases.release(given), true);
    await acquire(here.leases, 'a', '1h');
  });

  suite.promise('a lease is taken from whoever holds it, who has it no longer', async ({ here, there }) => {
    const held = await acquire(here.leases, 'a', '1h');
    const taken = await there.leases.take('a', '1h');
    assert.equal(taken.key, 'a');
    assert.ok(taken.token > held.token, `${taken.token} came after ${held.token}`);
    assert.equal(await here.leases.renew(held, '1h'), false);
    assert.equal(await here.leases.release(held), false);
    assert.equal(await here.leases.acquire('a', '1h'), undefined);
    assert.equal(await there.leases.release(taken), true);
  });

  suite.promise('a lease is taken for its token alone, and then free', async ({ here, there }) => {
    const held = await acquire(here.leases, 'a', '1h');
    const { token } = await there.leases.take('a', 0);
    assert.ok(token > held.token, `${token} came after ${held.token}`);
    assert.equal(await here.leases.renew(held, '1h'), false);
    assert.ok((await acquire(here.leases, 'a', '1h')).token > token);
  });

  suite.promise('a lease that nobody holds can be taken, and ends with its ttl', async ({ here, there, advance }) => {
    const { token } = await here.leases.take('a', shortTtl);
    await advance(3 * shortTtl);
    assert.ok((await acquire(there.leases, 'a', '1h')).token > token);
  });
}
