import assert from 'node:assert/strict';
import type { Milliseconds } from '@modular-agent/cache-contract';
import type { ProviderCapabilities } from '../provider-capabilities.ts';
import type { TestSubject } from './test-subject.ts';

/** A ttl short enough to wait for. */
export const shortTtl: Milliseconds = 20;

/** Lets everything expire that was stored with `shortTtl`. */
export async function outliveShortTtl(subject: TestSubject): Promise<void> {
  await subject.advance(3 * shortTtl);
}

const month: Milliseconds = 30 * 24 * 3_600_000;

/** What a server may have let pass since the entry was stored, on a slow day. */
const slack: Milliseconds = 10_000;

/**
 * Asserts how long an entry that was stored just now lives: by moving a fake clock to just before and just after its end,
 * or by asking.
 */
export async function assertLifetime(
  { clock }: ProviderCapabilities,
  subject: TestSubject,
  key: string,
  expected: Milliseconds,
): Promise<void> {
  if (clock === 'real') {
    const remaining = await subject.remainingTtl(key);
    const isRight = remaining <= expected && (remaining === expected || remaining > expected - slack);
    assert.ok(isRight, `${key} lives for ${remaining} ms, not ${expected}`);
    return;
  }
  await subject.advance(expected === Infinity ? month : expected - 1);
  assert.equal(await subject.provider.exists(key), true, `${key} was gone before its ttl was over`);
  if (expected === Infinity) return;
  await subject.advance(2);
  assert.equal(await subject.provider.exists(key), false, `${key} was there after its ttl was over`);
}
