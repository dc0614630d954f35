/** Does something with each part of a list, at most this many at a time. Begins no further part once one has rejected. */
export async function inTurns<T>(parts: readonly T[], atOnce: number, work: (part: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < parts.length) {
      const part = parts[next++] as T;
      try {
        await work(part);
      } catch (error) {
        next = parts.length;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, parts.length) }, worker));
}
