import type { BackplaneListener } from '@modular-agent/cache-contract';
import type { Landing, Ledger } from './ledger.ts';
import type { Schedule } from './schedule.ts';

/** Something on its way to a subscriber. */
type Post = { readonly message: string; readonly landing: Landing | undefined } | { readonly isListening: boolean };

/** The messages on their way to one process: in order, each at a turn of its own; some are lost, and then a gap is reported. */
export class Inbox {
  readonly #process: number;
  readonly #schedule: Schedule;
  readonly #ledger: Ledger;
  #posts: Post[] = [];
  #listener: BackplaneListener | undefined;
  #isDeaf = false;

  constructor(process: number, schedule: Schedule, ledger: Ledger) {
    this.#process = process;
    this.#schedule = schedule;
    this.#ledger = ledger;
  }

  subscribe(listener: BackplaneListener): void {
    this.#listener = listener;
  }

  unsubscribe(): void {
    this.#listener = undefined;
  }

  send(message: string, landing: Landing | undefined): void {
    if (this.#listener !== undefined && !this.#isDeaf) this.#post({ message, landing });
  }

  /** Loses what is on its way, and reports that later. @param isLasting Whether nothing more is received until `recover`. */
  lose(isLasting: boolean): void {
    if (this.#listener === undefined || this.#isDeaf) return;
    this.#posts = [];
    this.#isDeaf = isLasting;
    this.#post({ isListening: !isLasting });
  }

  recover(): void {
    if (!this.#isDeaf) return;
    this.#isDeaf = false;
    this.#post({ isListening: true });
  }

  #post(post: Post): void {
    this.#posts.push(post);
    void this.#schedule.turn(this.#process, true).then(() => this.#deliver());
  }

  #deliver(): void {
    const post = this.#posts.shift();
    const listener = this.#listener;
    this.#ledger.note(`${this.#process}: is told ${JSON.stringify(post)}`);
    if (post === undefined || listener === undefined) return;
    if ('isListening' in post) {
      listener.onGap(post.isListening);
      this.#ledger.gap(this.#process);
    } else {
      listener.onMessage(post.message);
      if (post.landing !== undefined) this.#ledger.deliver(this.#process, post.landing);
    }
  }
}
