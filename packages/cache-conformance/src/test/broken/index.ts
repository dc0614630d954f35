import { brokenArguments } from './arguments.ts';
import { brokenBatches } from './batches.ts';
import type { BrokenProvider } from './broken-provider.ts';
import { brokenCalls } from './calls.ts';
import { brokenClose } from './close.ts';
import { brokenDeclarations } from './declarations.ts';
import { brokenDeletion } from './deletion.ts';
import { brokenErrors } from './errors.ts';
import { brokenIsolation } from './isolation.ts';
import { brokenKeys } from './keys.ts';
import { brokenMetadata } from './metadata.ts';
import { brokenOrder } from './order.ts';
import { brokenRefusals } from './refusals.ts';
import { brokenSetIfNewer } from './set-if-newer.ts';
import { brokenStats } from './stats.ts';
import { brokenTtls } from './ttl.ts';
import { brokenValues } from './values.ts';

/** Every provider that does one thing wrong. */
export const brokenProviders: readonly BrokenProvider[] = [
  ...brokenValues,
  ...brokenRefusals,
  ...brokenKeys,
  ...brokenArguments,
  ...brokenTtls,
  ...brokenMetadata,
  ...brokenSetIfNewer,
  ...brokenBatches,
  ...brokenDeletion,
  ...brokenIsolation,
  ...brokenOrder,
  ...brokenErrors,
  ...brokenStats,
  ...brokenClose,
  ...brokenCalls,
  ...brokenDeclarations,
];
