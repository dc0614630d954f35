import type { CallOptions } from '@modular-agent/cache-contract';
import { expect, it } from 'vitest';
import type { ConformanceTarget } from '../conformance-subject.ts';
import { runProviderConformance } from '../run-provider-conformance.ts';
import { collectTests } from '../test/collect-tests.ts';
import { referenceTarget, type ReferenceTargetOptions } from '../test/reference-target.ts';

const neighborTest = 'deletion and size › clear leaves the entries of others in the same store';
const missTest = 'values › a miss is undefined, for every way to read';

/** Runs one test of the suite. */
async function runOne(target: ConformanceTarget, name: string, numRuns = 10): Promise<void> {
  const tests = collectTests((runner) => runProviderConformance(runner, target, { numRuns }));
  const test = tests.find((each) => each.name === name);
  if (test === undefined) throw new Error(`no test is called ${name}`);
  await test.body();
}

/** A target that notes what is done with its subjects, and fails as it is told. */
function notingTarget(
  done: string[],
  failures: { readonly get?: Error; readonly close?: Error } = {},
): ConformanceTarget {
  const override: ReferenceTargetOptions['override'] = (provider) => ({
    get: async (key: string, options?: CallOptions) => {
      if (failures.get !== undefined) throw failures.get;
      return provider.get(key, options);
    },
    close: async () => {
      done.push('close');
      if (failures.close !== undefined) throw failures.close;
    },
  });
  const target = referenceTarget({ override });
  const dispose = (): void => void done.push('dispose');
  return { ...target, create: async (overrides) => ({ ...(await target.create(overrides)), dispose }) };
}

it('a test closes every provider that it made, then disposes of what they stood on', async () => {
  const done: string[] = [];
  await runOne(notingTarget(done), neighborTest);
  expect(done).toEqual(['close', 'close', 'dispose']);
});

it('a test that fails closes and disposes as well, and tells why it failed', async () => {
  const done: string[] = [];
  const target = notingTarget(done, { get: new Error('first'), close: new Error('second') });
  await expect(runOne(target, missTest)).rejects.toThrow('first');
  expect(done).toEqual(['close', 'dispose']);
});

it('a test fails when its provider can not be closed', async () => {
  const done: string[] = [];
  await expect(runOne(notingTarget(done, { close: new Error('stuck') }), missTest)).rejects.toThrow('stuck');
  expect(done).toEqual(['close', 'dispose']);
});

it('a property is tried with as many random cases as it is told to', async () => {
  let sets = 0;
  const target = referenceTarget({
    override: (provider) => ({
      set: async (key: string, value: unknown) => {
        sets += 1;
        await provider.set(key, value);
      },
    }),
  });
  await runOne(target, 'values › any nesting of any types comes out as it went in', 7);
  expect(sets).toBe(7);
});

it.each([
  ['createNeighbor', neighborTest],
  ['remainingTtl', 'ttl › an entry lives 1 hour by default'],
])('a subject without %s fails what was declared to need it', async (member, name) => {
  const target = referenceTarget({ capabilities: { clock: 'real' } });
  const create: ConformanceTarget['create'] = async (overrides) => {
    const { provider } = await target.create(overrides);
    return { provider, advance: async () => {} };
  };
  await expect(runOne({ ...target, create }, name)).rejects.toThrow(member);
});
