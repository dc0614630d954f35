import { AsyncLocalStorage } from 'node:async_hooks';
import { CacheCircularLoadError } from '../circular-load-error.ts';

/** A load, as part of the graph of loads that wait for one another. */
export interface LoadNode {
  /** Key, as the caller gave it. */
  readonly key: string;
  /** The loads that its loader waits for. */
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
 * Waits for a load on behalf of the loader that asks for it, if a loader does.
 *
 * @throws CacheCircularLoadError if the load waits for that loader in its turn.
 */
export function waitFor<T>(load: LoadNode, cache: string, wait: () => Promise<T>): Promise<T> {
  const asking = running.getStore();
  if (asking === undefined) return wait();
  const circle = pathTo(asking, load, new Set());
  if (circle !== undefined) {
    return Promise.reject(
      new CacheCircularLoadError(
        [asking, ...circle].map(({ key }) => key),
        cache,
      ),
    );
  }
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
