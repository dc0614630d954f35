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

/** The loads of this process that have not ended. */
export class InFlightLoads {
  /** By name, the load that callers may join. */
  readonly #joinable = new Map<string, InFlightLoad>();
  /** By name, the load that began last; it knows the others of its name. */
  readonly #byName = new Map<string, InFlightLoad>();
  readonly #refreshing = new Set<string>();
  #size = 0;
  #moment = 0;

  /** A moment in the order of calls and of reads of the tiers. */
  nextMoment(): number {
    return ++this.#moment;
  }

  get size(): number {
    return this.#size;
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

  /** Every load of a key, also those that nobody may join. */
  *ofName(name: string): Iterable<InFlightLoad> {
    for (let load = this.#byName.get(name); load !== undefined; load = load.before) yield load;
  }

  /** The loads of a key that hold its lease. */
  *holdersOf(name: string): Iterable<InFlightLoad> {
    for (const load of this.ofName(name)) if (load.holdsLease) yield load;
  }

  /** Starts a load. */
  start({ key, name, kind, begin, era }: NewLoad, run: (load: InFlightLoad) => Promise<LoadResult>): InFlightLoad {
    const load = new InFlightLoad(key, begin, era);
    load.before = this.#byName.get(name);
    this.#byName.set(name, load);
    this.#size += 1;
    if (kind === 'joinable') this.#joinable.set(name, load);
    if (kind === 'refresh') this.#refreshing.add(name);
    const end = (): void => {
      this.#remove(name, load);
      if (this.#joinable.get(name) === load) this.#joinable.delete(name);
      if (kind === 'refresh') this.#refreshing.delete(name);
    };
    load.ended = run(load).then(
      (result) => {
        end();
        return load.resolve(result);
      },
      (error: unknown) => {
        end();
        load.reject(error);
      },
    );
    return load;
  }

  /** Something else is written under a key: nobody joins its loads any more, and their results are not kept. */
  supersede(name: string): void {
    if (this.#size === 0) return;
    this.#joinable.delete(name);
    for (const load of this.ofName(name)) load.isSuperseded = true;
  }

  /** Aborts every load. @returns Their ends, which never reject. */
  abortAll(reason: unknown): readonly Promise<void>[] {
    const ends: Promise<void>[] = [];
    for (const name of this.#byName.keys()) {
      for (const load of this.ofName(name)) {
        load.abort(reason);
        ends.push(load.ended);
      }
    }
    return ends;
  }

  #remove(name: string, load: InFlightLoad): void {
    this.#size -= 1;
    const last = this.#byName.get(name);
    if (last === load) {
      if (load.before === undefined) this.#byName.delete(name);
      else this.#byName.set(name, load.before);
      return;
    }
    for (let after = last; after !== undefined; after = after.before) {
      if (after.before === load) after.before = load.before;
    }
  }
}
