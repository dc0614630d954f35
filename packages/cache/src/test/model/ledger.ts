/** Steps of a history, in the order in which they happened. */
export type Moment = number;

/** Something that the store did to its data. */
export interface Landing {
  readonly at: Moment;
  /** By `performance.now()`. */
  readonly time: number;
  readonly process: number;
  readonly kind: 'set' | 'expire' | 'store' | 'delete' | 'invalidate' | 'removed';
  /** Of an entry. */
  readonly key: string | undefined;
  /** Of an invalidation. */
  readonly tags: readonly string[];
  readonly value: unknown;
}

/** What a process has been told. */
interface Knowledge {
  readonly delivered: Map<Landing, Moment>;
  readonly gaps: Moment[];
  lastFailedRead: Moment;
}

/** What really happened in the store, and when each process was told of it. */
export class Ledger {
  readonly landings: Landing[] = [];
  /** When the version was read, by process. */
  readonly versionReads: { readonly process: number; readonly at: Moment }[] = [];
  /** The history, to be read by whoever looks for a cause. */
  readonly lines: string[] = [];
  #now: Moment = 0;
  readonly #processes = new Map<number, Knowledge>();

  next(): Moment {
    this.#now += 1;
    return this.#now;
  }

  note(line: string): void {
    this.lines.push(`${this.#now}\t${performance.now()}\t${line}`);
  }

  land(landing: Pick<Landing, 'process' | 'kind'> & Partial<Landing>): Landing {
    const landed = { key: undefined, tags: [], value: undefined, ...landing, at: this.next(), time: performance.now() };
    this.landings.push(landed);
    return landed;
  }

  readVersion(process: number): void {
    this.versionReads.push({ process, at: this.next() });
  }

  deliver(process: number, landing: Landing): void {
    this.#knowledge(process).delivered.set(landing, this.next());
  }

  gap(process: number): void {
    this.#knowledge(process).gaps.push(this.next());
  }

  failRead(process: number): void {
    this.#knowledge(process).lastFailedRead = this.next();
  }

  /** Whether a read of the process failed since. */
  hasFailedRead(process: number, since: Moment): boolean {
    return this.#knowledge(process).lastFailedRead >= since;
  }

  /** When a process was told of a landing. @param countsGaps Whether a gap tells it that there may be one. */
  toldAt(process: number, landing: Landing, countsGaps: boolean): Moment {
    const { delivered, gaps } = this.#knowledge(process);
    const gap = countsGaps ? gaps.find((at) => at > landing.at) : undefined;
    return Math.min(delivered.get(landing) ?? Infinity, gap ?? Infinity);
  }

  #knowledge(process: number): Knowledge {
    let knowledge = this.#processes.get(process);
    if (knowledge === undefined) {
      knowledge = { delivered: new Map(), gaps: [], lastFailedRead: -1 };
      this.#processes.set(process, knowledge);
    }
    return knowledge;
  }
}
