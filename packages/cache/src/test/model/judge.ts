import type { Landing, Ledger, Moment } from './ledger.ts';

/** Something that replaces what was there. */
export interface Change {
  readonly process: number;
  readonly kind: 'set' | 'delete' | 'expire' | 'invalidate';
  /** Of an invalidation: none. */
  readonly key: string | undefined;
  /** Of an invalidation, as the store has it. */
  readonly tag: string | undefined;
  /** Of a `set`. */
  readonly value: string | undefined;
  readonly from: Moment;
  /** When it was acknowledged; `Infinity` until then. */
  to: Moment;
  /** Acknowledged as missing in a tier. */
  isPending: boolean;
}

/** A value, and when it came to be. */
export interface Made {
  readonly process: number;
  readonly key: string;
  readonly tags: readonly string[];
  readonly isLoaded: boolean;
  /** When its loader, or its `set`, began. */
  readonly from: Moment;
  /** By `performance.now()`, until when its `set` may land. */
  readonly landsUntil: number;
  readonly ttl: number;
  readonly grace: number;
  /** When its `set` was acknowledged; `Infinity` until then. */
  to: Moment;
  /** By `performance.now()`, when its loader ended, or its `set`. */
  endedAt: number;
}

/** What a call was given. */
export interface Seen {
  readonly what: string;
  readonly process: number;
  readonly key: string;
  readonly value: string;
  readonly from: Moment;
  /** By `performance.now()`. */
  readonly calledAt: number;
  /** The tier that it came from, if that is known. */
  readonly source: string | undefined;
  /** Whether a stale value may be served. */
  readonly mayBeStale: boolean;
  /** Whether the process receives messages, and reached the store during the call. */
  readonly isInTouch: boolean;
}

/** Decides whether what callers saw had been replaced before they asked. */
export class Judge {
  readonly complaints: string[] = [];
  readonly changes: Change[] = [];
  readonly made: Map<string, Made> = new Map();
  /** Whether a change that is pending counts for the process that made it. */
  readonly #countsPending: boolean;
  readonly #ledger: Ledger;

  constructor(ledger: Ledger, countsPending: boolean) {
    this.#ledger = ledger;
    this.#countsPending = countsPending;
  }

  see(seen: Seen): void {
    const made = this.made.get(seen.value);
    if (made === undefined || made.key !== seen.key) {
      this.complaints.push(`${seen.what} of ${seen.key} gave "${seen.value}"`);
      return;
    }
    const life = made.ttl + (seen.mayBeStale ? made.grace : 0);
    if (seen.calledAt > made.endedAt + life) {
      const age = seen.calledAt - made.endedAt;
      this.complaints.push(`${seen.what} of ${seen.key} gave "${seen.value}", which is ${age} ms old, of ${life}`);
    }
    const change = this.changes.find((each) => this.#isReplaced(seen, made, each));
    if (change === undefined) return;
    const { kind, process, from, to, isPending } = change;
    this.complaints.push(
      `${seen.what} by ${seen.process} at ${seen.from} gave "${seen.value}" of ${seen.key} from ${seen.source ?? '?'}, ` +
        `made at ${this.#effective(seen.value, made, change)}, replaced by ${kind} of ${process} from ${from} to ${to}${isPending ? ' (pending)' : ''}`,
    );
  }

  /** Notes that a change was acknowledged by all tiers. */
  acknowledge(change: Change): void {
    if (this.landedAt(change) !== undefined) return;
    const { kind, process, key, tag, from, to } = change;
    this.complaints.push(`${kind} of ${key ?? tag} by ${process} from ${from} to ${to} did not happen`);
  }

  /** A key was not found. */
  miss(call: Pick<Seen, 'process' | 'key' | 'from'>): void {
    void call;
  }

  /** The moment at which a change came to be in the store. */
  landedAt(change: Change): Landing | undefined {
    const { process, kind, key, tag, value, from } = change;
    return this.#ledger.landings.find((landing) => {
      if (landing.at < from || landing.process !== process) return false;
      if (kind === 'invalidate') return landing.kind === 'invalidate' && landing.tags.includes(tag as string);
      if (landing.key !== key) return false;
      if (kind === 'set') return landing.kind === 'set' && landing.value === value;
      return landing.kind === 'delete' || (kind === 'expire' && landing.kind === 'expire');
    });
  }

  #isReplaced(seen: Seen, made: Made, change: Change): boolean {
    const { key, tag, value, process, kind } = change;
    if (value === seen.value || (kind === 'expire' && seen.mayBeStale)) return false;
    if (change.to >= seen.from || (key === undefined ? !made.tags.includes(tag as string) : key !== seen.key))
      return false;
    const effective = this.#effective(seen.value, made, change);
    if (change.isPending) return this.#countsPending && process === seen.process && effective < change.from;
    const landing = this.landedAt(change);
    return landing !== undefined && effective < landing.at && this.#knowsOf(seen, change, landing);
  }

  /**
   * When a value counts as written. A load is as old as the beginning of its loader; what was set, as when it came to be in the
   * store. What never did, and is served by its process: an invalidation at the same time may count as earlier.
   *
   * A set that is pending may land later, but not after its time, and not after a later change of its own process.
   */
  #effective(value: string, { isLoaded, from, to, process, landsUntil }: Made, change: Change): Moment {
    if (isLoaded) return from;
    const isLater =
      this.#countsPending &&
      change.process === process &&
      change.key !== undefined &&
      change.from > to &&
      !change.isPending;
    const mayLand = ({ at, time }: Landing): boolean => time <= landsUntil && !(isLater && at > change.to);
    const landed = this.#ledger.landings.findLast(
      (landing) => landing.value === value && landing.kind !== 'expire' && mayLand(landing),
    );
    return landed?.at ?? (change.kind === 'invalidate' ? to : from);
  }

  #knowsOf(seen: Seen, { process }: Change, landing: Landing): boolean {
    if (process === seen.process) return true;
    const { source, isInTouch } = seen;
    if (source === 'remote') return true;
    return this.#ledger.toldAt(seen.process, landing, isInTouch) < seen.from;
  }
}
