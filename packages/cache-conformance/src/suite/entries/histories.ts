import assert from 'node:assert/strict';
import type { EntryLease } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { kept, type EntrySuite, type EntryTestSubject } from './entry-suite.ts';

/** One step of a random history, of one of two processes on one of two keys. */
interface Step {
  readonly kind: 'acquire' | 'take' | 'store' | 'release' | 'renew' | 'set' | 'delete' | 'delete both';
  readonly isOurs: boolean;
  readonly key: 'a' | 'b';
  /** Which of the leases that were granted so far. */
  readonly lease: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('acquire', 'acquire', 'take', 'store', 'store', 'release', 'renew', 'set', 'delete', 'delete both'), // prettier-ignore
  isOurs: fc.boolean(),
  key: fc.constantFrom('a', 'b'),
  lease: fc.nat(100),
});

/** The entries that must exist after the steps so far. */
class Model {
  readonly granted: EntryLease[] = [];
  readonly #values = new Map<string, unknown>();
  readonly #holders = new Map<string, string>();

  value(key: string): unknown {
    return this.#values.get(key);
  }

  holder(key: string): string | undefined {
    return this.#holders.get(key);
  }

  isHeld({ key, token }: EntryLease): boolean {
    return this.#holders.get(key) === token;
  }

  grant(lease: EntryLease): void {
    this.granted.push(lease);
    this.#holders.set(lease.key, lease.token);
  }

  end(key: string): void {
    this.#holders.delete(key);
  }

  write(key: string, value: unknown): void {
    this.#values.set(key, value);
    this.end(key);
  }
}

/** Whatever happens one after the other, everyone sees the same. */
export function entryHistoryPromises(suite: EntrySuite): void {
  suite.promise('after any steps of two processes, entries and leases are as these left them', async (subject) => {
    let runs = 0;
    await suite.forAll(fc.array(step, { maxLength: 25 }), async (steps) => {
      const model = new Model();
      const prefix = `run ${runs++} `;
      for (const [index, each] of steps.entries()) await take(subject, model, prefix, index, each);
      for (const name of ['a', 'b']) {
        const { lease, entry } = await subject.theirs.acquire(prefix + name, '1h');
        assert.equal(entry?.value, model.value(prefix + name));
        assert.equal(lease === undefined, model.holder(prefix + name) !== undefined);
      }
    });
  });
}

async function take(
  { ours, theirs }: EntryTestSubject,
  model: Model,
  prefix: string,
  index: number,
  { kind, isOurs, key: name, lease: chosen }: Step,
): Promise<void> {
  const store = isOurs ? ours : theirs;
  const key = prefix + name;
  if (kind === 'acquire' || kind === 'take') {
    const { lease, entry } = await store.acquire(key, '1h', { take: kind === 'take' });
    assert.equal(lease !== undefined, kind === 'take' || model.holder(key) === undefined);
    assert.equal(entry?.value, model.value(key));
    if (lease !== undefined) model.grant(lease);
    return;
  }
  if (kind === 'set') {
    await store.set(key, index, kept);
    model.write(key, index);
    return;
  }
  if (kind === 'delete' || kind === 'delete both') {
    const keys = kind === 'delete' ? [key] : [`${prefix}a`, `${prefix}b`];
    await store.delete(keys);
    for (const each of keys) model.write(each, undefined);
    return;
  }
  const lease = model.granted[chosen % Math.max(1, model.granted.length)];
  if (lease === undefined) return;
  const isHeld = model.isHeld(lease);
  if (kind === 'renew') {
    assert.deepEqual(await store.renew([lease], '1h'), new Set(isHeld ? [] : [lease.key]));
  } else if (kind === 'release') {
    assert.equal(await store.release(lease), isHeld);
    if (isHeld) model.end(lease.key);
  } else {
    assert.equal(await store.store(lease, index, kept), isHeld);
    if (isHeld) model.write(lease.key, index);
  }
}
