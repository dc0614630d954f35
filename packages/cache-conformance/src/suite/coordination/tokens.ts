import assert from 'node:assert/strict';
import { shortTtl } from '../lifetime.ts';
import type { CoordinationSuite } from './coordination-suite.ts';
import { acquire } from './leases.ts';

/** Tokens are stamps that only rise. */
export function tokenPromises(suite: CoordinationSuite): void {
  suite.promise('every lease of a key has a higher token than all before', async ({ here, there, advance }) => {
    let last = -1;
    for (let round = 0; round < 10; round++) {
      const { leases } = round % 2 === 0 ? here : there;
      const lease = await acquire(leases, 'a', round % 3 === 0 ? shortTtl : 60_000);
      assert.ok(Number.isSafeInteger(lease.token), `${lease.token} is no stamp`);
      assert.ok(lease.token > last, `${lease.token} came after ${last}`);
      last = lease.token;
      if (round % 3 === 0) await advance(3 * shortTtl);
      else await leases.release(lease);
    }
  });

  suite.promise('a renewed lease keeps its token', async ({ here, there }) => {
    const lease = await acquire(here.leases, 'a', '1h');
    const { token } = lease;
    await here.leases.renew(lease, '1m');
    assert.equal(lease.token, token);
    assert.equal(await there.leases.release({ key: 'a', token }), true);
  });

  suite.promise('what a later holder wrote is never replaced by an earlier one', async ({ provider, here, there }) => {
    if (provider.setIfNewer === undefined) return;
    const earlier = await acquire(here.leases, 'a', '1h');
    await here.leases.release(earlier);
    const later = await acquire(there.leases, 'a', '1h');
    assert.equal(await provider.setIfNewer('a', 'early', { stamp: earlier.token }), true);
    assert.equal(await provider.setIfNewer('a', 'later', { stamp: later.token }), true);
    assert.equal(await provider.setIfNewer('a', 'too late', { stamp: earlier.token }), false);
    assert.equal(await provider.get('a'), 'later');
  });
}
