import { brokenBackplanes } from './backplane.ts';
import type { BrokenCoordination } from './broken-coordination.ts';
import { brokenCoordinationCalls } from './calls.ts';
import { brokenLeases, brokenLeaseTimes, brokenTokens } from './leases.ts';
import { brokenPrunes, brokenVersions } from './versions.ts';

/** Every coordination that does one thing wrong. */
export const brokenCoordinations: readonly BrokenCoordination[] = [
  ...brokenVersions,
  ...brokenPrunes,
  ...brokenBackplanes,
  ...brokenLeases,
  ...brokenLeaseTimes,
  ...brokenTokens,
  ...brokenCoordinationCalls,
];
