/** What a process tells the others that have the cache open. */
export interface Message {
  /** Whose it is; the sender knows it already. */
  readonly sender: string;
  /** Keys that were written or deleted. */
  readonly written: readonly string[];
  /** Keys whose lease is free though nothing was written: their loader failed, or gave nothing. */
  readonly freed: readonly string[];
  /** What was invalidated. */
  readonly invalidated: readonly string[];
}

export function encodeMessage({ sender, written, freed, invalidated }: Message): string {
  return JSON.stringify({
    s: sender,
    ...(written.length > 0 && { w: written }),
    ...(freed.length > 0 && { f: freed }),
    ...(invalidated.length > 0 && { i: invalidated }),
  });
}

/** @returns `undefined` if it is none that is known here: then anything may have been said. */
export function decodeMessage(text: string): Message | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parts !== 'object' || parts === null) return undefined;
  const { s: sender, w: written = [], f: freed = [], i: invalidated = [] } = parts as Record<string, unknown>;
  if (typeof sender !== 'string' || !isTexts(written) || !isTexts(freed) || !isTexts(invalidated)) return undefined;
  return { sender, written, freed, invalidated };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
