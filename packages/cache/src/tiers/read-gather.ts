// Imported, not looked up when they are called: fake timers replace the globals, and reads must be sent all the same.
import { nextTick } from 'node:process';
import { setImmediate } from 'node:timers';

/** From so many reads on they are sent at once. Fewer wait for the end of the turn of the event loop, as an answer may wake more callers. */
const worthSending = 32;

/** The most reads of one call. A hundred callers make two calls: the store works on one while the answer to the other is decoded. */
const widest = 64;

/** From so many reads on calls are wider: the store is busy in any case, and each call costs. */
const many = 1_024;
const widestOfMany = 512;

/** Gathers the reads of a tick, or of a turn of the event loop, and sends them together. No read joins one that was sent before. */
export class ReadGather<Read> {
  readonly #send: (reads: readonly Read[]) => Promise<void>;
  #waiting: Read[] = [];
  #underWay = 0;
  readonly #look = (): void => {
    if (this.#waiting.length >= worthSending || this.#underWay === 0) this.#flush();
    else setImmediate(this.#flush);
  };
  readonly #flush = (): void => {
    const reads = this.#waiting;
    this.#waiting = [];
    const parts = Math.ceil(reads.length / (reads.length < many ? widest : widestOfMany));
    const width = Math.ceil(reads.length / parts);
    for (let first = 0; first < reads.length; first += width) {
      this.#underWay += 1;
      void this.#send(parts === 1 ? reads : reads.slice(first, first + width)).then(this.#end);
    }
  };
  readonly #end = (): void => {
    this.#underWay -= 1;
  };

  /** @param send Makes one call for these reads. Never rejects. */
  constructor(send: (reads: readonly Read[]) => Promise<void>) {
    this.#send = send;
  }

  add(read: Read): void {
    if (this.#waiting.push(read) === 1) nextTick(this.#look);
  }
}
