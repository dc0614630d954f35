import { randomUUID } from 'node:crypto';
import type { GenerateResult, StreamPart } from './language-model.ts';

/** Marks an answer as one of the cache's, beside what the provider says about it. */
const hitMark = { modularAgentCache: { hit: true } } as const;

/** A recorded stream again, every part in its order, at full speed; with an id and a time of its own. */
export function replayStream(parts: readonly StreamPart[]): ReadableStream<StreamPart> {
  return ReadableStream.from(parts.map(refresh));
}

/** A recorded answer again; with an id and a time of its own. */
export function replayResult(result: GenerateResult): GenerateResult {
  return {
    ...result,
    content: result.content.map((part) => ({ ...part })),
    warnings: [...result.warnings],
    providerMetadata: { ...result.providerMetadata, ...hitMark },
    response: { ...result.response, ...freshIdentity() },
  };
}

function refresh(part: StreamPart): StreamPart {
  if (part.type === 'response-metadata') {
    return { ...part, ...freshIdentity() };
  }
  return part.type === 'finish' ? { ...part, providerMetadata: { ...part.providerMetadata, ...hitMark } } : { ...part };
}

function freshIdentity(): { id: string; timestamp: Date } {
  return { id: `cached-${randomUUID()}`, timestamp: new Date() };
}
