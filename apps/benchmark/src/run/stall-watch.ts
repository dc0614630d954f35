/** Counts how often the whole machine, or at least this process, stood still. */
export interface StallWatch {
  readonly count: () => number;
  readonly stop: () => void;
}

/** Milliseconds between two beats. */
const beat = 100;
/** Milliseconds without a beat that are no mere delay: this process has next to nothing else to do. */
const stall = 500;

/** Listens to its own heart: a virtual machine may be halted, a laptop put to sleep. */
export function watchStalls(clock: () => number = () => performance.now()): StallWatch {
  let stalls = 0;
  let last = clock();
  const timer = setInterval(() => {
    const now = clock();
    if (now - last > beat + stall) stalls++;
    last = now;
  }, beat);
  return { count: () => stalls, stop: () => clearInterval(timer) };
}

/** How often something is tried that the machine does not let happen in peace. */
const attempts = 3;

/** Does something, and once more if the machine stood still meanwhile, three times at most. @returns The last result. */
export async function undisturbed<T>(watch: StallWatch, measure: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const before = watch.count();
    const result = await measure();
    // Whoever was told of the end before the heart could beat again is heard after it.
    await new Promise((resolve) => setTimeout(resolve, beat / 50));
    if (watch.count() === before || attempt === attempts) return result;
  }
}
