import { CacheOptionError, parseDuration, type Duration, type Milliseconds } from '@modular-agent/cache-contract';
import { checkOptionNames } from '@modular-agent/cache-contract/provider';
import type { CacheProblem } from '../stats/cache-problem.ts';
import type { CacheOptions, LoadingOptions } from './cache-options.ts';

/** Lifetime and loading of entries, complete. */
export interface LoadingSettings {
  readonly ttl: Milliseconds;
  readonly grace: Milliseconds;
  readonly softTimeout: Milliseconds;
  readonly loaderTimeout: Milliseconds;
}

/** Options of a cache, complete; without tiers, fallback and coordination. */
export interface CacheSettings extends LoadingSettings {
  readonly name: string;
  readonly jitter: number;
  readonly refreshAhead: number;
  readonly tierTimeout: Milliseconds;
  readonly queueTimeout: Milliseconds;
  readonly storeTimeout: Milliseconds;
  readonly retryAfter: Milliseconds;
  readonly leaseTtl: Milliseconds;
  readonly maxPending: number;
  readonly maxQueuedEntries: number;
  readonly maxQueuedBytes: number;
  readonly throwsTierErrors: boolean;
  readonly onProblem: ((problem: CacheProblem) => void) | undefined;
  readonly waitUntil: ((work: Promise<unknown>) => void) | undefined;
}

const optionNames: readonly (keyof CacheOptions)[] = [
  'name',
  'tiers',
  'fallback',
  'coordination',
  'ttl',
  'grace',
  'jitter',
  'refreshAhead',
  'softTimeout',
  'loaderTimeout',
  'tierTimeout',
  'queueTimeout',
  'storeTimeout',
  'retryAfter',
  'leaseTtl',
  'maxPending',
  'maxQueuedEntries',
  'maxQueuedBytes',
  'tierErrors',
  'onProblem',
  'waitUntil',
];

const defaults: LoadingSettings = { ttl: 3_600_000, grace: 0, softTimeout: Infinity, loaderTimeout: 120_000 };

/** Node.js runs a longer timer at once. */
const longestTimer = 2 ** 31 - 1;

/** @throws CacheOptionError if an option is invalid; `option` names it. */
export function readCacheOptions(options: CacheOptions): CacheSettings {
  checkOptionNames(options, optionNames);
  const { jitter = 0.1, refreshAhead = 1, tierErrors = 'contain' } = options;
  check(isNumber(jitter) && jitter >= 0 && jitter <= 1, 'jitter', jitter, 'a part from 0 to 1');
  const isPart = isNumber(refreshAhead) && refreshAhead > 0 && refreshAhead <= 1;
  check(isPart, 'refreshAhead', refreshAhead, 'a part above 0, at most 1');
  check(['contain', 'throw'].includes(tierErrors), 'tierErrors', tierErrors, "'contain' or 'throw'");
  return Object.freeze({
    ...readLoadingOptions(options, defaults),
    name: options.name,
    jitter,
    refreshAhead,
    tierTimeout: readTimer('tierTimeout', options.tierTimeout, 200),
    queueTimeout: readTimer('queueTimeout', options.queueTimeout, 1_000),
    storeTimeout: readTimer('storeTimeout', options.storeTimeout, 30_000),
    retryAfter: options.retryAfter === 0 ? 0 : readTimer('retryAfter', options.retryAfter, 1_000),
    leaseTtl: readTimer('leaseTtl', options.leaseTtl, 5_000),
    maxPending: readCount('maxPending', options.maxPending, { least: 0, otherwise: 10_000 }),
    maxQueuedEntries: readCount('maxQueuedEntries', options.maxQueuedEntries, { least: 1, otherwise: 100_000 }),
    maxQueuedBytes: readCount('maxQueuedBytes', options.maxQueuedBytes, { least: 1, otherwise: 256 * 2 ** 20 }),
    throwsTierErrors: tierErrors === 'throw',
    onProblem: readFunction('onProblem', options.onProblem),
    waitUntil: readFunction('waitUntil', options.waitUntil),
  });
}

/** @throws CacheOptionError if an option is invalid. */
export function readLoadingOptions(options: LoadingOptions, otherwise: LoadingSettings): LoadingSettings {
  const { ttl, grace, softTimeout, loaderTimeout } = options;
  return {
    ttl: ttl === undefined ? otherwise.ttl : parseDuration(ttl, 'ttl'),
    grace: readSpan('grace', grace, otherwise.grace),
    softTimeout: readSoftTimeout(softTimeout, otherwise.softTimeout),
    loaderTimeout: readTimer('loaderTimeout', loaderTimeout, otherwise.loaderTimeout),
  };
}

/** Reads a duration that may be 0. */
export function readSpan(option: string, span: Duration | undefined, otherwise: Milliseconds): Milliseconds {
  if (span === undefined) return otherwise;
  return span === 0 ? 0 : parseDuration(span, option);
}

/** Reads a duration that may be 0, or `Infinity` for as long as the loader takes. */
function readSoftTimeout(softTimeout: Duration | undefined, otherwise: Milliseconds): Milliseconds {
  if (softTimeout === 0 || softTimeout === Infinity) return softTimeout;
  return readTimer('softTimeout', softTimeout, otherwise);
}

function readTimer(option: string, duration: Duration | undefined, otherwise: Milliseconds): Milliseconds {
  if (duration === undefined) return otherwise;
  const milliseconds = parseDuration(duration, option);
  if (milliseconds <= longestTimer) return milliseconds;
  throw new CacheOptionError(`${option} is ${milliseconds} ms; give at most 24 days`, { option });
}

function readCount(
  option: string,
  count: number | undefined,
  { least, otherwise }: { readonly least: number; readonly otherwise: number },
): number {
  if (count === undefined) return otherwise;
  check(Number.isSafeInteger(count) && count >= least, option, count, `a whole number, ${least} or more`);
  return count;
}

function readFunction<Given>(option: string, given: Given): Given {
  check(given === undefined || typeof given === 'function', option, given, 'a function');
  return given;
}

/** Whether an option is a number: text and `null` from a configuration would compare as numbers. */
function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function check(isMeant: boolean, option: string, found: unknown, wanted: string): void {
  if (isMeant) return;
  throw new CacheOptionError(`${option} is ${String(found)}; give ${wanted}`, { option });
}
