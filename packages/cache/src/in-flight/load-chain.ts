import { AsyncLocalStorage } from 'node:async_hooks';
import { CacheCircularLoadError } from '../circular-load-error.ts';

/** A load, or one run of a loader of several keys, in the graph of loads that wait for one another. */
export interface LoadNode {
  /** As the caller gave it; `undefined` for a run for several keys, whose loads wait for it. */
  readonly key: string | undefined;
  /** What its loader waits for. */
  readonly waitsFor: Set<LoadNode>;
}

/** The load whose loader runs, also across caches. */
const running = new AsyncLocalStorage<LoadNode | undefined>();

/** Runs a loader, so that the loads it asks for are known to be its own. */
export function runAs<T>(load: LoadNode, loader: () => T): T {
  return running.run(load, loader);
}

/** Starts something that no loader waits for. */
export function runForNobody<T>(work: () => T): T {
  return running.getStore() === undefined ? work() : running.run(undefined, work);
}

/**
 * Checks that a loader that runs does not ask for a load that waits for it.
 *
 * @throws CacheCircularLoadError with the keys of the circle.
 */
export function assertNoCircle(load: LoadNode, cache: string): void {
  const asking = running.getStore();
  if (asking !== undefined) assertNoPath(load, asking, cache);
}

function assertNoPath(from: LoadNode, to: LoadNode, cache: string): void {
  const path = pathTo(to, from, new Set());
  if (path === undefined) return;
  const keys = path.flatMap(({ key }) => (key === undefined ? [] : [key]));
  throw new CacheCircularLoadError([...keys, ...keys.slice(0, 1)], cache);
}

/**
 * Notes that a load waits for others of its key in this process, which hold the lease.
 *
 * @throws CacheCircularLoadError if one of them waits for this load.
 */
export function addWaits(load: LoadNode, others: Iterable<LoadNode>, cache: string): void {
  for (const other of others) {
    if (other === load || load.waitsFor.has(other)) continue;
    assertNoPath(other, load, cache);
    load.waitsFor.add(other);
  }
}

/** Waits for a load on behalf of the loader that asks for it, if a loader does. */
export function waitFor<T>(load: LoadNode, wait: () => Promise<T>): Promise<T> {
  const asking = running.getStore();
  if (asking === undefined) return wait();
  asking.waitsFor.add(load);
  return wait().finally(() => asking.waitsFor.delete(load));
}

/** The loads from one to another, by what they wait for. */
function pathTo(target: LoadNode, from: LoadNode, seen: Set<LoadNode>): readonly LoadNode[] | undefined {
  if (from === target) return [from];
  if (seen.has(from)) return undefined;
  seen.add(from);
  for (const next of from.waitsFor) {
    const rest = pathTo(target, next, seen);
    if (rest !== undefined) return [from, ...rest];
  }
  return undefined;
}
