import { describe, it } from 'vitest';
import { runCoordinationConformance } from '../run-coordination-conformance.ts';
import { runProviderConformance } from '../run-provider-conformance.ts';
import { referenceCoordinationTarget } from '../test/reference-coordination-target.ts';
import { referenceTarget } from '../test/reference-target.ts';
import type { FaultPlan } from './fault.ts';
import { withFaults } from './with-faults.ts';

const calm: FaultPlan = () => undefined;

describe('a provider whose plan has no faults keeps all promises', () => {
  const target = referenceTarget({ capabilities: { sync: false } });
  runProviderConformance(
    { describe, it },
    {
      ...target,
      create: async (overrides) => {
        const subject = await target.create(overrides);
        return { ...subject, provider: withFaults(subject.provider, calm) };
      },
    },
  );
  const coordinated = referenceCoordinationTarget();
  runCoordinationConformance(
    { describe, it },
    {
      ...coordinated,
      create: async () => {
        const subject = await coordinated.create();
        return { ...subject, provider: withFaults(subject.provider, calm) };
      },
    },
  );
});
