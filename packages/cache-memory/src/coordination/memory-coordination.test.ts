import { expect, it } from 'vitest';
import { CallGate } from '../calls/call-gate.ts';
import { MemoryCoordination } from './memory-coordination.ts';

it('remembers nothing after it is closed', async () => {
  const coordination = new MemoryCoordination(new CallGate('memory'));
  await coordination.leases.acquire('a', '1h');
  const before = await coordination.versions.read('answers', []);
  coordination.close();
  expect(coordination.leases.size).toBe(0);
  expect((await coordination.versions.read('answers', [])).epoch).not.toBe(before.epoch);
});
