import { RetryError } from 'ai';
import { type DocumentAgent, maxSteps } from './create-agent.ts';

/** The agent gave no answer. The message says why. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

export interface AskListener {
  /** A piece of the answer, as it comes. */
  readonly onText: (text: string) => void;
  /** A tool is called. */
  readonly onToolCall: (tool: string, input: unknown) => void;
}

/**
 * Asks the agent and streams its answer.
 *
 * @returns The whole answer.
 * @throws NoAnswerError if it came to no end of its own; the signal's reason once that is aborted; else the model's error.
 */
export async function ask(
  agent: DocumentAgent,
  question: string,
  listener: AskListener,
  signal: AbortSignal,
): Promise<string> {
  const result = await agent.stream({ prompt: question, abortSignal: signal });
  let answer = '';
  let finishReason = 'unknown';
  for await (const part of result.stream) {
    switch (part.type) {
      case 'text-delta':
        answer += part.text;
        listener.onText(part.text);
        break;
      case 'tool-call':
        listener.onToolCall(part.toolName, part.input);
        break;
      case 'error':
        // What the SDK says of its attempts names classes; the last answer says what is wrong.
        throw RetryError.isInstance(part.error) ? part.error.lastError : part.error;
      case 'abort':
        signal.throwIfAborted();
        throw new NoAnswerError('The answer was aborted.');
      case 'finish':
        finishReason = part.finishReason;
        break;
      default:
        break;
    }
  }
  signal.throwIfAborted();
  if (finishReason === 'tool-calls') {
    throw new NoAnswerError(`The agent has not come to an answer within ${maxSteps} model calls.`);
  }
  if (finishReason !== 'stop') {
    throw new NoAnswerError(`The model's answer is not complete: it ended with ${finishReason}.`);
  }
  return answer;
}
