/** Those who want to be told of something. */
export class Listeners {
  readonly #all: (() => void)[] = [];

  add(listener: () => void): void {
    this.#all.push(listener);
  }

  tell(): void {
    for (const listener of this.#all) listener();
  }
}
