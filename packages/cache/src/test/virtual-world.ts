import type { CacheProvider } from '@modular-agent/cache-contract';
import { RemoteStore } from './remote.ts';

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

/** A store whose every call, of every process, waits for its turn, which a seed decides. */
export class VirtualWorld {
  readonly store: RemoteStore = new RemoteStore();
  readonly random: () => number;
  readonly #waiting: { readonly process: number; readonly go: () => void }[] = [];
  readonly #crashed = new Set<number>();

  constructor(seed: number) {
    this.random = seeded(seed);
  }

  /** The store, as one process reaches it: until that crashes, when its calls do nothing any more, and are not answered. */
  connect(process: number): CacheProvider {
    return this.store.connect(() => this.turn(process));
  }

  turn(process: number): Promise<void> {
    if (this.#crashed.has(process)) return new Promise(() => {});
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ process, go: resolve });
    return promise;
  }

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

  /** Lets one of those who wait go on. */
  step(): void {
    const [next] = this.#waiting.splice(Math.floor(this.random() * this.#waiting.length), 1);
    next?.go();
  }
}
