import type { Contender } from '../contenders/contender.ts';
import type { DataSet } from './data-set.ts';

/** What the workers of a row call. */
export type Operation = 'get' | 'set' | 'mixed' | 'getMany' | 'setMany' | 'getOrSet' | 'load';

/** One call after another, each on the next keys. */
export interface Calls {
  /** How many entries one call reads or writes. */
  readonly entriesPerCall: number;
  /** Makes the next call. */
  next(): unknown;
  /** Resolves once what the calls load or set is stored: that is part of the work. */
  readonly settle?: (() => Promise<unknown>) | undefined;
  /** Did the call do what it was asked for? A read that found nothing did not. */
  isGood(answer: unknown): boolean;
}

const batchSize = 100;
const found = (answer: unknown): boolean => answer !== undefined && answer !== null;
/** Libraries that swallow a failed write say so by `false`. */
const notRefused = (answer: unknown): boolean => answer !== false;

/** Undefined if the contender can't do it. */
export function callsOf(operation: Operation, contender: Contender, { keys, values }: DataSet): Calls | undefined {
  let turn = 0;
  const next = (): number => (turn = (turn + 1) % keys.length);
  const get = (): unknown => contender.get(keys[next()] as string);
  const set = (): unknown => contender.set(keys[next()] as string, values[turn]);
  if (operation === 'get') return { entriesPerCall: 1, next: get, isGood: found };
  if (operation === 'set') return { entriesPerCall: 1, next: set, settle: contender.settle, isGood: notRefused };
  if (operation === 'getOrSet' || operation === 'load') {
    const { getOrSet, settle } = contender;
    if (getOrSet === undefined) return undefined;
    const isHit = operation === 'getOrSet';
    let loaded = 0;
    // A hit that is loaded is a miss; what is to be loaded has a new key each time.
    const hit = (): unknown => getOrSet(keys[next()] as string, () => undefined);
    const load = (): unknown => getOrSet(`new:${loaded++}`, () => values[next()]);
    return { entriesPerCall: 1, next: isHit ? hit : load, settle, isGood: found };
  }
  if (operation === 'mixed') {
    let calls = 0;
    return { entriesPerCall: 1, next: () => (++calls % 5 === 0 ? set() : get()), isGood: notRefused };
  }
  const batches = Array.from({ length: Math.floor(keys.length / batchSize) }, (_, batch) => {
    const from = batch * batchSize;
    const batchKeys = keys.slice(from, from + batchSize);
    return { keys: batchKeys, entries: batchKeys.map((key, index) => [key, values[from + index]] as const) };
  });
  const nextBatch = () => batches[(turn = (turn + 1) % batches.length)] as (typeof batches)[number];
  if (operation === 'getMany') {
    const { getMany } = contender;
    return getMany && { entriesPerCall: batchSize, next: () => getMany(nextBatch().keys), isGood: isWholeBatch };
  }
  const { setMany } = contender;
  return setMany && { entriesPerCall: batchSize, next: () => setMany(nextBatch().entries), isGood: notRefused };
}

function isWholeBatch(answer: unknown): boolean {
  if (answer instanceof Map) return answer.size === batchSize;
  return Array.isArray(answer) && answer.length === batchSize && answer.every(found);
}
