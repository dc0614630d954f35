// Taken before a test can put a fake clock in their place.
const { setImmediate, performance } = globalThis;
const now = performance.now.bind(performance);

/** Milliseconds of true time, from some moment on. */
export function trueTime(): number {
  return now();
}

/** Waits until whatever is ready now has run. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
