/**
 * Calls a backplane's listener. Never rejects: what the listener throws, or rejects with, becomes a warning of the process,
 * which names the channel.
 */
export async function tellListener(channel: string, tell: () => unknown): Promise<void> {
  try {
    // One that is asynchronous may reject.
    await tell();
  } catch (error) {
    process.emitWarning(`a listener on the backplane channel ${JSON.stringify(channel)} threw; the others were told`, {
      type: 'CacheListenerWarning',
      detail: String(error instanceof Error ? error.stack : error),
    });
  }
}
