/** Numbers from 0 up to 1, the same for the same seed. */
function seeded(seed: number): () => number {
  let state = (seed * 0x9e3779b1) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The process whose turns are those of the network: it never crashes. */
export const network = -1;

/** Everything that happens between processes waits for its turn here; a seed decides the order. */
export class Schedule {
  readonly random: () => number;
  readonly #waiting: { readonly process: number; readonly isMessage: boolean; readonly go: () => void }[] = [];
  /** How often a message lets something else go first. */
  messageDelay = 0;
  readonly #crashed = new Set<number>();

  constructor(seed: number) {
    this.random = seeded(seed);
  }

  /** Whether something of this probability happens. */
  chance(probability: number): boolean {
    return this.random() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)] as T;
  }

  /** Some of a list, at least so many: often few. */
  some<T>(from: readonly T[], least: number): readonly T[] {
    const left = [...from];
    const size = Math.min(from.length, least + Math.floor(this.random() ** 2 * (from.length - least + 1)));
    return Array.from({ length: size }, () => left.splice(Math.floor(this.random() * left.length), 1)[0] as T);
  }

  turn(process: number, isMessage = false): Promise<void> {
    if (this.#crashed.has(process)) return new Promise(() => {});
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ process, isMessage, go: resolve });
    return promise;
  }

  /** Ends a process: its calls do nothing any more, and are not answered. */
  crash(process: number): void {
    this.#crashed.add(process);
    for (let at = this.#waiting.length - 1; at >= 0; at--) {
      if (this.#waiting[at]?.process === process) this.#waiting.splice(at, 1);
    }
  }

  isCrashed(process: number): boolean {
    return this.#crashed.has(process);
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0;
  }

  /** Lets one of those that wait go on. */
  step(): void {
    let at = Math.floor(this.random() * this.#waiting.length);
    if (this.#waiting[at]?.isMessage === true && this.chance(this.messageDelay))
      at = Math.floor(this.random() * this.#waiting.length);
    const [next] = this.#waiting.splice(at, 1);
    next?.go();
  }
}
