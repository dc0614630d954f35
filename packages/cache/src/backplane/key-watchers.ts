import { addAbortListener } from 'node:events';
import type { Milliseconds } from '@modular-agent/cache-contract';

/** Event of a key that another process loads. */
export type KeyEvent = 'written' | 'load-failed';

/** Waits for the events of one key, from its creation on. */
export class KeyWatcher {
  #event: KeyEvent | undefined;
  #wake: () => void = () => {};

  notify(event: KeyEvent): void {
    this.#event = event;
    this.#wake();
  }

  /** @returns The last event since the last call; `undefined` if none came within the limit, or the signal fired. */
  async next(limit: Milliseconds, signal: AbortSignal): Promise<KeyEvent | undefined> {
    if (this.#event === undefined && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, limit);
      this.#wake = resolve;
      const listener = addAbortListener(signal, () => resolve());
      await promise;
      clearTimeout(timer);
      listener[Symbol.dispose]();
    }
    const event = this.#event;
    this.#event = undefined;
    return event;
  }
}

/** The watchers of keys that other processes load. */
export class KeyWatchers {
  readonly #watchers = new Map<string, Set<KeyWatcher>>();

  /** Starts to watch a key; `end` must follow. */
  begin(key: string): KeyWatcher {
    const watcher = new KeyWatcher();
    const watchers = this.#watchers.get(key);
    if (watchers === undefined) this.#watchers.set(key, new Set([watcher]));
    else watchers.add(watcher);
    return watcher;
  }

  end(key: string, watcher: KeyWatcher): void {
    const watchers = this.#watchers.get(key);
    watchers?.delete(watcher);
    if (watchers?.size === 0) this.#watchers.delete(key);
  }

  notify(key: string, event: KeyEvent): void {
    for (const watcher of this.#watchers.get(key) ?? []) watcher.notify(event);
  }
}
