import type { Tick } from '../versions/version-table.ts';
import { InFlightLoad } from './in-flight-load.ts';
import type { LoadResult } from './load-result.ts';

/** A load that begins. */
export interface NewLoad {
  /** Key, as the caller gave it. */
  readonly key: string;
  /** Key, as the tiers have it. */
  readonly name: string;
  /** `refresh`: no caller joins it, since there is a fresh entry. `own`: no caller joins it, since its options differ. */
  readonly kind: 'joinable' | 'refresh' | 'own';
  /** The version table's tick. */
  readonly begin: Tick;
  /** The era of the subscription. */
  readonly era: number;
}

/** The loads of this process: by key those that callers may join, and all that have not ended. */
export class InFlightLoads {
  readonly #joinable = new Map<string, InFlightLoad>();
  readonly #running = new Set<InFlightLoad>();
  readonly #refreshing = new Set<string>();

  get size(): number {
    return this.#running.size;
  }

  /** Whether a key is being loaded, or refreshed. */
  has(name: string): boolean {
    return this.#joinable.has(name) || this.#refreshing.has(name);
  }

  /** Returns the load that a caller may join. */
  get(name: string): InFlightLoad | undefined {
    const load = this.#joinable.get(name);
    return load?.isAborted === true ? undefined : load;
  }

  /** Starts a load. */
  start({ key, name, kind, begin, era }: NewLoad, run: (load: InFlightLoad) => Promise<LoadResult>): InFlightLoad {
    const load = new InFlightLoad(key, begin, era);
    this.#running.add(load);
    if (kind === 'joinable') this.#joinable.set(name, load);
    if (kind === 'refresh') this.#refreshing.add(name);
    const end = (): void => {
      this.#running.delete(load);
      if (this.#joinable.get(name) === load) this.#joinable.delete(name);
      if (kind === 'refresh') this.#refreshing.delete(name);
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

  /** Ends joining of the load of a key: something else was written under it. */
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
