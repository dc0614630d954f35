import { isCleanEnd } from './clean-end.ts';
import type { StreamPart, Usage } from './language-model.ts';

/** Parts of one call's transport, not of the answer. */
const unrecorded: ReadonlySet<StreamPart['type']> = new Set(['ping', 'raw']);

export interface StreamListener {
  /** The model has counted its tokens. */
  readonly onUsage: (usage: Usage) => void;
  /** The stream has come to a clean end, and these were its parts. The stream's reader waits for it. */
  readonly onCleanEnd: (parts: readonly StreamPart[]) => Promise<void>;
}

/**
 * Passes a stream through and records it.
 *
 * A stream that errs, is cancelled, breaks off, or ends for another reason than `stop` or `tool-calls` has no clean end.
 */
export function recordStream(listener: StreamListener): TransformStream<StreamPart, StreamPart> {
  const parts: StreamPart[] = [];
  let hasError = false;
  return new TransformStream({
    transform(part, controller) {
      hasError ||= part.type === 'error';
      if (part.type === 'finish') {
        listener.onUsage(part.usage);
      }
      if (!unrecorded.has(part.type)) {
        parts.push(part);
      }
      controller.enqueue(part);
    },
    async flush() {
      const last = parts.at(-1);
      if (!hasError && last?.type === 'finish' && isCleanEnd(last.finishReason)) {
        await listener.onCleanEnd(parts);
      }
    },
  });
}
