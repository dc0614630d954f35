import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Completion } from './completion.ts';

/**
 * Sends a completion as server-sent events, word by word, and ends with `[DONE]`.
 *
 * Waits for a slow client, stops when the client has gone.
 */
export async function streamCompletion(
  response: ServerResponse,
  completion: Completion,
  includeUsage: boolean,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  for (const event of events(completion, includeUsage)) {
    if (gone.signal.aborted) {
      return;
    }
    if (!response.write(`data: ${event}\n\n`)) {
      await once(response, 'drain', { signal: gone.signal }).catch(() => undefined);
    }
  }
  response.end();
}

function* events(completion: Completion, includeUsage: boolean): Generator<string> {
  const { id, created, model, content, toolCalls, finishReason, usage } = completion;
  const chunk = (choices: readonly unknown[], more: object = {}): string =>
    JSON.stringify({ id, object: 'chat.completion.chunk', created, model, choices, ...more });
  const delta = (part: object, finish: string | null = null): string =>
    chunk([{ index: 0, delta: part, logprobs: null, finish_reason: finish }]);

  yield delta({ role: 'assistant', content: content === null ? null : '' });
  for (const word of content?.match(/\s*\S+\s*$|\s*\S+/g) ?? []) {
    yield delta({ content: word });
  }
  for (const [index, call] of toolCalls.entries()) {
    const { name, arguments: input } = call.function;
    yield delta({ tool_calls: [{ index, id: call.id, type: call.type, function: { name, arguments: '' } }] });
    yield delta({ tool_calls: [{ index, function: { arguments: input } }] });
  }
  yield delta({}, finishReason);
  if (includeUsage) {
    yield chunk([], { usage });
  }
  yield '[DONE]';
}
