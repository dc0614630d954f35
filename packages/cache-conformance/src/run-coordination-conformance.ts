import assert from 'node:assert/strict';
import type { ConformanceOptions } from './conformance-options.ts';
import type { ConformanceRunner } from './conformance-runner.ts';
import type { CoordinationTarget } from './coordination-subject.ts';
import { coordinationAbortPromises } from './suite/coordination/abort.ts';
import { coordinationArgumentPromises } from './suite/coordination/arguments.ts';
import { backplanePromises } from './suite/coordination/backplane.ts';
import { coordinationClosePromises } from './suite/coordination/close.ts';
import { createCoordinationSuite, type CoordinationSuite } from './suite/coordination/coordination-suite.ts';
import { deltaPromises } from './suite/coordination/deltas.ts';
import { invalidationMessagePromises } from './suite/coordination/invalidation-messages.ts';
import { leaseTimePromises } from './suite/coordination/lease-time.ts';
import { leasePromises } from './suite/coordination/leases.ts';
import { namePromises } from './suite/coordination/names.ts';
import { prunePromises } from './suite/coordination/prune.ts';
import { coordinationTimeoutPromises } from './suite/coordination/timeout.ts';
import { tokenPromises } from './suite/coordination/tokens.ts';
import { versionPromises } from './suite/coordination/versions.ts';
import { entryAnnouncementPromises } from './suite/entries/announcements.ts';
import { entryArgumentPromises } from './suite/entries/arguments.ts';
import { entryEndingPromises } from './suite/entries/endings.ts';
import { createEntrySuite, type EntrySuite } from './suite/entries/entry-suite.ts';
import { entryHistoryPromises } from './suite/entries/histories.ts';
import { entryLeasePromises } from './suite/entries/leases.ts';
import { entryReadPromises } from './suite/entries/reads.ts';
import { entryTimePromises } from './suite/entries/times.ts';
import { entryWritePromises } from './suite/entries/writes.ts';

const groups: readonly (readonly [name: string, register: (suite: CoordinationSuite) => void])[] = [
  ['versions', versionPromises],
  ['names', namePromises],
  ['prune', prunePromises],
  ['versions since', deltaPromises],
  ['messages of invalidations', invalidationMessagePromises],
  ['backplane', backplanePromises],
  ['leases', leasePromises],
  ['time of a lease', leaseTimePromises],
  ['tokens', tokenPromises],
  ['arguments', coordinationArgumentPromises],
  ['abort', coordinationAbortPromises],
  ['timeout', coordinationTimeoutPromises],
  ['close', coordinationClosePromises],
];

const entryGroups: readonly (readonly [name: string, register: (suite: EntrySuite) => void])[] = [
  ['reads', entryReadPromises],
  ['leases', entryLeasePromises],
  ['writes', entryWritePromises],
  ['announcements', entryAnnouncementPromises],
  ['times', entryTimePromises],
  ['arguments', entryArgumentPromises],
  ['endings', entryEndingPromises],
  ['histories', entryHistoryPromises],
];

/**
 * Registers a test for every promise of `Coordination` with a test runner. Call it where tests are registered.
 *
 * Each test makes a provider of its own, and a second one where processes share the store: about 190 of them. Those of entries are registered
 * twice: for the entry store that the coordination has, and for the one that `entryStoreOf` derives.
 */
export function runCoordinationConformance(
  runner: ConformanceRunner,
  target: CoordinationTarget,
  options: ConformanceOptions = {},
): void {
  const suite = createCoordinationSuite(runner, target, options);
  runner.describe(target.name, () => {
    for (const [name, register] of groups) runner.describe(name, () => register(suite));
    runner.describe('entries', () => {
      if (target.capabilities.entries === false) undeclaredEntries(suite);
      else registerEntries(runner, createEntrySuite(suite, 'own'));
    });
    runner.describe('derived entries', () => registerEntries(runner, createEntrySuite(suite, 'derived')));
  });
}

function registerEntries(runner: ConformanceRunner, suite: EntrySuite): void {
  for (const [name, register] of entryGroups) runner.describe(name, () => register(suite));
}

function undeclaredEntries(suite: CoordinationSuite): void {
  suite.promise('there are none, as was declared', async ({ here }) => assert.equal(here.entries, undefined));
}
