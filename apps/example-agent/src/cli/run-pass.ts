import { ask } from '../agent/ask.ts';
import { type AgentParts, createAgent } from '../agent/create-agent.ts';
import { emptyTally } from '../cache/tally.ts';
import type { Pass } from './pass.ts';
import { answerWriter, type Terminal } from './terminal.ts';

export interface PassResult extends Pass {
  readonly answers: readonly string[];
}

/** Asks every question once, in order, and writes each answer as it comes. */
export async function runPass(
  name: string,
  questions: readonly string[],
  parts: Omit<AgentParts, 'tally'>,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<PassResult> {
  const tally = emptyTally();
  const agent = createAgent({ ...parts, tally });
  const answers: string[] = [];
  const start = performance.now();
  for (const [index, question] of questions.entries()) {
    terminal.out(`\n${questions.length > 1 ? `${index + 1}. ` : ''}${question}\n`);
    const listener = {
      onText: answerWriter(terminal),
      onToolCall: (tool: string, input: unknown) => terminal.note(`   · ${tool} ${describeInput(input)}`),
    };
    answers.push(await ask(agent, question, listener, signal));
    terminal.out('\n');
  }
  return { name, tally, milliseconds: performance.now() - start, answers };
}

/** A tool's input in one short line: its values are enough to see what is going on. */
function describeInput(input: unknown): string {
  return Object.values(input ?? {})
    .map(String)
    .join(' ');
}
