import type { ConformanceOptions } from './conformance-options.ts';
import type { ConformanceRunner } from './conformance-runner.ts';
import type { CoordinationTarget } from './coordination-subject.ts';
import { coordinationAbortPromises } from './suite/coordination/abort.ts';
import { coordinationArgumentPromises } from './suite/coordination/arguments.ts';
import { backplanePromises } from './suite/coordination/backplane.ts';
import { coordinationClosePromises } from './suite/coordination/close.ts';
import { createCoordinationSuite, type CoordinationSuite } from './suite/coordination/coordination-suite.ts';
import { leaseTimePromises } from './suite/coordination/lease-time.ts';
import { leasePromises } from './suite/coordination/leases.ts';
import { namePromises } from './suite/coordination/names.ts';
import { prunePromises } from './suite/coordination/prune.ts';
import { coordinationTimeoutPromises } from './suite/coordination/timeout.ts';
import { tokenPromises } from './suite/coordination/tokens.ts';
import { versionPromises } from './suite/coordination/versions.ts';

const groups: readonly (readonly [name: string, register: (suite: CoordinationSuite) => void])[] = [
  ['versions', versionPromises],
  ['names', namePromises],
  ['prune', prunePromises],
  ['backplane', backplanePromises],
  ['leases', leasePromises],
  ['time of a lease', leaseTimePromises],
  ['tokens', tokenPromises],
  ['arguments', coordinationArgumentPromises],
  ['abort', coordinationAbortPromises],
  ['timeout', coordinationTimeoutPromises],
  ['close', coordinationClosePromises],
];

/**
 * Registers a test for every promise of `Coordination` with a test runner. Call it where tests are registered.
 *
 * Each test makes a provider of its own, and a second one where processes share the store: about 85 of them.
 */
export function runCoordinationConformance(
  runner: ConformanceRunner,
  target: CoordinationTarget,
  options: ConformanceOptions = {},
): void {
  const suite = createCoordinationSuite(runner, target, options);
  runner.describe(target.name, () => {
    for (const [name, register] of groups) runner.describe(name, () => register(suite));
  });
}
