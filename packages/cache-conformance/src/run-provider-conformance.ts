import type { ConformanceOptions } from './conformance-options.ts';
import type { ConformanceRunner } from './conformance-runner.ts';
import type { ConformanceTarget } from './conformance-subject.ts';
import { abortPromises } from './suite/abort.ts';
import { argumentPromises } from './suite/arguments.ts';
import { batchPromises } from './suite/batch.ts';
import { closePromises } from './suite/close.ts';
import { declaredCapabilities } from './suite/declared-capabilities.ts';
import { deletionPromises } from './suite/deletion.ts';
import { errorPromises } from './suite/errors.ts';
import { expiryPromises } from './suite/expiry.ts';
import { isolationPromises } from './suite/isolation.ts';
import { keyPromises } from './suite/keys.ts';
import { metadataPromises } from './suite/metadata.ts';
import { orderPromises } from './suite/order.ts';
import { refusedValuePromises } from './suite/refused-values.ts';
import { setIfNewerPromises } from './suite/set-if-newer.ts';
import { statsPromises } from './suite/stats.ts';
import { createSuite, type Suite } from './suite/suite.ts';
import { syncPromises } from './suite/sync.ts';
import { timeoutPromises } from './suite/timeout.ts';
import { ttlPromises } from './suite/ttl.ts';
import { valuePromises } from './suite/values.ts';
import { asSyncProvider, throughTwins } from './through-twins.ts';

type PromiseGroup = readonly [name: string, register: (suite: Suite) => void];

/** What holds for a call and for its synchronous twin. */
const everywhere: readonly PromiseGroup[] = [
  ['values', valuePromises],
  ['values that can not be kept', refusedValuePromises],
  ['keys', keyPromises],
  ['arguments', argumentPromises],
  ['ttl', ttlPromises],
  ['expiry', expiryPromises],
  ['metadata and stamps', metadataPromises],
  ['batches', batchPromises],
  ['deletion and size', deletionPromises],
  ['isolation', isolationPromises],
  ['order', orderPromises],
  ['errors', errorPromises],
  ['stats', statsPromises],
  ['close', closePromises],
];

/** What holds for a provider that has `setIfNewer`. */
const whereStamped: readonly PromiseGroup[] = [['setIfNewer', setIfNewerPromises]];

/** What only a call that takes time can keep. */
const asynchronousOnly: readonly PromiseGroup[] = [
  ['declared capabilities', declaredCapabilities],
  ['abort', abortPromises],
  ['timeout', timeoutPromises],
];

/**
 * Registers a test for every promise of the contract with a test runner. Call it where tests are registered.
 *
 * Each test makes a provider of its own: about 240 of them, and as many again for synchronous twins. A property makes
 * some hundred round trips.
 */
export function runProviderConformance(
  runner: ConformanceRunner,
  target: ConformanceTarget,
  options: ConformanceOptions = {},
): void {
  const promises = target.capabilities.setIfNewer ? [...everywhere, ...whereStamped] : everywhere;
  const suite = createSuite(runner, target, options);
  runner.describe(target.name, () => {
    register(runner, [...promises, ...asynchronousOnly], suite);
    if (!target.capabilities.sync) return;
    register(runner, [['synchronous twins', syncPromises]], suite);
    const twins = createSuite(runner, target, options, (provider) => throughTwins(asSyncProvider(provider)));
    runner.describe('through the synchronous twins', () => register(runner, promises, twins));
  });
}

function register(runner: ConformanceRunner, groups: readonly PromiseGroup[], suite: Suite): void {
  for (const [name, registerGroup] of groups) runner.describe(name, () => registerGroup(suite));
}
