import type { Tick } from '../versions/version-table.ts';
import { InFlightLoad } from './in-flight-load.ts';
import type { LoadResult } from './load-result.ts';

/** The loads of this process: by key those that callers may join, and all that have not ended. */
export class InFlightLoads {
  readonly #joinable = new Map<string, InFlightLoad>();
  readonly #running = new Set<InFlightLoad>();

  get size(): number {
    return this.#running.size;
  }

  has(name: string): boolean {
    return this.#joinable.has(name);
  }

  /** The load that a caller may join. */
  get(name: string): InFlightLoad | undefined {
    const load = this.#joinable.get(name);
    return load?.isAborted === true ? undefined : load;
  }

  /** Starts a load. @param name Where others may join it; absent if they may not. */
  start(
    key: string,
    name: string | undefined,
    begin: Tick,
    run: (load: InFlightLoad) => Promise<LoadResult>,
  ): InFlightLoad {
    const load = new InFlightLoad(key, begin);
    this.#running.add(load);
    if (name !== undefined) this.#joinable.set(name, load);
    const end = (): void => {
      this.#running.delete(load);
      if (name !== undefined && this.#joinable.get(name) === load) this.#joinable.delete(name);
    };
    run(load).then(
      (result) => {
        end();
        load.resolve(result);
      },
      (error: unknown) => {
        end();
        load.reject(error);
      },
    );
    return load;
  }

  /** Lets nobody join the load of a key any more: something else was written under it. */
  leave(name: string): void {
    this.#joinable.delete(name);
  }

  /** Aborts every load. @returns Their ends. */
  abortAll(reason: unknown): readonly Promise<unknown>[] {
    const running = [...this.#running];
    for (const load of running) load.abort(reason);
    return running.map(({ first }) => first.catch(() => {}));
  }
}
