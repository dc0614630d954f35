import assert from 'node:assert/strict';
import type { BackplaneListener } from '@modular-agent/cache-contract';
import { within } from '../real-clock.ts';

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

  /** Resolves once it was told this message, and fails if it is not within 5 s. */
  async hears(message: string): Promise<void> {
    if (this.heard.includes(message)) return;
    const told = new Promise<void>((resolve) => this.#waiting.set(message, resolve));
    if (!(await within(5_000, told))) assert.fail(`was not told ${JSON.stringify(message.slice(0, 40))}`);
  }
}
