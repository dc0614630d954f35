import type { BackplaneListener } from '@modular-agent/cache-contract';

/** What stands for a gap in what was heard. */
export const gap: unique symbol = Symbol('gap');

/** Listens, and can wait for what it is told. */
export class Ear implements BackplaneListener {
  readonly heard: (string | typeof gap)[] = [];
  readonly #waiting = new Map<string, () => void>();

  onMessage(message: string): void {
    this.heard.push(message);
    this.#waiting.get(message)?.();
  }

  onGap(): void {
    this.heard.push(gap);
  }

  /** Resolves once it was told this message. */
  async hears(message: string): Promise<void> {
    if (this.heard.includes(message)) return;
    await new Promise<void>((resolve) => this.#waiting.set(message, resolve));
  }
}
