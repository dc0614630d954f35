import assert from 'node:assert/strict';
import { CacheClosedError } from '@modular-agent/cache-contract';
import { assertRejects } from '../../assert/assert-rejects.ts';
import { nextTurn } from '../real-clock.ts';
import { coordinationCalls } from './calls.ts';
import type { CoordinationSuite } from './coordination-suite.ts';
import { Ear } from './ear.ts';
import { acquire } from './leases.ts';

/** Coordination ends with its provider. */
export function coordinationClosePromises(suite: CoordinationSuite): void {
  for (const { name, key, start } of coordinationCalls) {
    suite.promise(`${name} rejects after close`, async ({ provider, here }) => {
      await provider.close();
      await assertRejects(CacheClosedError, { provider: provider.name, key }, () => start(here, 1));
    });
  }

  suite.promise('a listener is told nothing after close, and can still be taken away', async (subject) => {
    const { provider, here, there } = subject;
    const ear = new Ear();
    const leave = await here.backplane.subscribe('news', ear);
    const onItsWay = Promise.allSettled([there.backplane.publish('news', 'on its way')]);
    await provider.close();
    const heardBefore = [...ear.heard];
    await Promise.allSettled([onItsWay, there.backplane.publish('news', 'late')]);
    await nextTurn();
    assert.deepEqual(ear.heard, heardBefore);
    await leave();
  });

  if (suite.capabilities.processes === 'one') return;

  suite.promise('what one process did outlives it', async ({ provider, here, there }) => {
    const lease = await acquire(here.leases, 'a', '1h');
    const mark = await here.versions.invalidate('cache', ['a']);
    await provider.close();
    assert.equal(await there.leases.acquire('a', '1h'), undefined);
    assert.equal(await there.leases.release(lease), true);
    const { epoch, sequence, invalidatedAt } = await there.versions.read('cache', ['a']);
    assert.deepEqual({ epoch, sequence }, { epoch: mark.epoch, sequence: mark.sequence });
    assert.equal(invalidatedAt.get('a'), mark.sequence);
  });
}
