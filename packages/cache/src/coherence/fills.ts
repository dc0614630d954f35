/** An entry that is on its way into this process's memory. */
export interface Fill {
  readonly key: string;
  /** It was written or deleted meanwhile: what is on its way is old. */
  isDropped: boolean;
}

/** What is on its way into this process's memory, by key. */
export class Fills {
  readonly #underWay = new Map<string, Set<Fill>>();
  /** How many were dropped. */
  dropped = 0;

  /** To be called before what is to be filled in is read or loaded, and followed by `end`. */
  begin(key: string): Fill {
    const fill: Fill = { key, isDropped: false };
    const fills = this.#underWay.get(key);
    if (fills === undefined) this.#underWay.set(key, new Set([fill]));
    else fills.add(fill);
    return fill;
  }

  end(fill: Fill): void {
    const fills = this.#underWay.get(fill.key);
    fills?.delete(fill);
    if (fills?.size === 0) this.#underWay.delete(fill.key);
  }

  /** Something else was written under the key. */
  drop(key: string): void {
    const fills = this.#underWay.get(key);
    if (fills === undefined) return;
    this.dropped += fills.size;
    for (const fill of fills) fill.isDropped = true;
    this.#underWay.delete(key);
  }
}
