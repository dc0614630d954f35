import type { ModelCall } from './language-model.ts';

/**
 * The prompt with `call-1`, `call-2`, … in place of its tool call ids, in the order in which they first appear.
 *
 * Models choose these ids at random: with them, no step after a tool call would ever be asked twice.
 */
export function renumberToolCalls(prompt: ModelCall['prompt']): unknown[] {
  const numbers = new Map<string, string>();
  const renumber = (id: string): string => {
    const number = numbers.get(id) ?? `call-${numbers.size + 1}`;
    numbers.set(id, number);
    return number;
  };
  return prompt.map((message) =>
    typeof message.content === 'string'
      ? message
      : {
          ...message,
          content: message.content.map((part) =>
            'toolCallId' in part ? { ...part, toolCallId: renumber(part.toolCallId) } : part,
          ),
        },
  );
}
