import { brokenBackplanes } from './backplane.ts';
import type { BrokenCoordination } from './broken-coordination.ts';
import { brokenCoordinationCalls } from './calls.ts';
import { brokenDeltas, brokenInvalidationMessages } from './deltas.ts';
import { brokenEntryCalls } from './entry-calls.ts';
import { brokenEntryLeases } from './entry-leases.ts';
import { brokenEntryValues } from './entry-values.ts';
import { brokenLeases, brokenLeaseTimes, brokenTokens } from './leases.ts';
import { brokenPrunes, brokenVersions } from './versions.ts';

/** Every coordination that does one thing wrong. */
export const brokenCoordinations: readonly BrokenCoordination[] = [
  ...brokenVersions,
  ...brokenPrunes,
  ...brokenDeltas,
  ...brokenInvalidationMessages,
  ...brokenBackplanes,
  ...brokenLeases,
  ...brokenLeaseTimes,
  ...brokenTokens,
  ...brokenCoordinationCalls,
  ...brokenEntryLeases,
  ...brokenEntryValues,
  ...brokenEntryCalls,
];
