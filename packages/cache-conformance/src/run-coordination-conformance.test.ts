import { describe, expect, it } from 'vitest';
import { runCoordinationConformance } from './run-coordination-conformance.ts';
import { collectTests } from './test/collect-tests.ts';
import {
  referenceCoordinationTarget,
  type ReferenceCoordinationOptions,
} from './test/reference-coordination-target.ts';

const kinds: Readonly<Record<string, ReferenceCoordinationOptions>> = {
  'coordination of several processes': {},
  'coordination within one process': { capabilities: { processes: 'one' } },
  'coordination on a clock of its own': { capabilities: { clock: 'real' } },
  'coordination without entries': { capabilities: { entries: false } },
  'coordination of a provider without stamps': {
    capabilities: { entries: false },
    override: () => ({ provider: { setIfNewer: undefined as never } }),
  },
};

for (const [name, options] of Object.entries(kinds)) {
  runCoordinationConformance({ describe, it }, { ...referenceCoordinationTarget(options), name });
}

describe('a subject that lacks what was declared', () => {
  it.each([
    ['createPeer', 'leases › a lease that was renewed is still held'],
    ['remainingHold', 'time of a lease › a lease is held until exactly its ttl is over'],
  ])('without %s fails', async (member, name) => {
    const target = referenceCoordinationTarget({ capabilities: { clock: 'real' } });
    const create = async (): ReturnType<typeof target.create> => ({ ...(await target.create()), [member]: undefined });
    const tests = collectTests((runner) => runCoordinationConformance(runner, { ...target, create }));
    await expect(tests.find((test) => test.name === name)?.body()).rejects.toThrow(member);
  });

  it.each([
    [true, 'entries › leases › a lease that nobody holds can be taken too', 'has no entries'],
    [false, 'entries › there are none, as was declared', 'undefined'],
  ])('fails whose entries are not as declared: %s', async (entries, name, message) => {
    const target = referenceCoordinationTarget({ capabilities: { entries: !entries } });
    const declared = { ...target, capabilities: { ...target.capabilities, entries } };
    const tests = collectTests((runner) => runCoordinationConformance(runner, declared));
    await expect(tests.find((test) => test.name === name)?.body()).rejects.toThrow(message);
  });

  it('without coordination fails', async () => {
    const target = referenceCoordinationTarget({
      override: () => ({ provider: { coordination: undefined as never } }),
    });
    const [test] = collectTests((runner) => runCoordinationConformance(runner, target));
    await expect(test?.body()).rejects.toThrow('no coordination');
  });
});
