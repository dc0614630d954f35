import { expect, it } from 'vitest';
import { StatsRecorder } from '@modular-agent/cache-contract/provider';
import { CallGate } from '../calls/call-gate.ts';
import { CheckedEntries } from '../entries/checked-entries.ts';
import { readMemoryCacheOptions } from '../memory-cache-options.ts';
import { MemoryCoordination } from './memory-coordination.ts';

it('remembers nothing after it is closed', async () => {
  const coordination = new MemoryCoordination(
    new CallGate('memory'),
    new CheckedEntries(readMemoryCacheOptions(), new StatsRecorder()),
  );
  await coordination.leases.acquire('a', '1h');
  await coordination.entries.acquire('a', '1h');
  const before = await coordination.versions.read('answers', []);
  coordination.close();
  expect(coordination.leases.size).toBe(0);
  expect(coordination.entries.leases).toBe(0);
  expect((await coordination.versions.read('answers', [])).epoch).not.toBe(before.epoch);
});
