// Taken before a test can put a fake clock in their place.
const { setImmediate, setTimeout, clearTimeout, performance } = globalThis;
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

/** Waits for something, at most so many milliseconds of true time. @returns Did it come? */
export async function within(milliseconds: number, awaited: Promise<void>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const came = await Promise.race([awaited.then(() => true), end]);
  clearTimeout(timer);
  return came;
}
