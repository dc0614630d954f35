import type { ChatMessage } from '../chat-message.ts';
import { chooseStatements } from './choose-statements.ts';
import { composeAnswer } from './compose-answer.ts';
import { findCalculation } from './find-calculation.ts';
import { rankStatements, type RankedStatement } from './rank-statements.ts';
import { type Conversation, readConversation, toolNames } from './read-conversation.ts';
import { readStatements } from './statement.ts';
import { type Question, understandQuestion } from './understand-question.ts';

interface PlannedCall {
  readonly name: string;
  readonly input: Readonly<Record<string, string | number>>;
}

/** What the model says next: calls of tools, or its answer. */
export type NextMessage =
  | { readonly kind: 'calls'; readonly calls: readonly PlannedCall[] }
  | { readonly kind: 'answer'; readonly text: string };

const passagesToFind = 8;
const passagesToRead = 6;

/**
 * Plays the model: says what comes next in a conversation, from its messages and the offered tools alone.
 *
 * It searches with the question's own words, reads the best passages, calculates where the question asks for it, and
 * answers in the documents' sentences with their places. It knows nothing by itself. Pure: equal conversations get equal
 * messages.
 *
 * @param tools names of the tools that may be called
 */
export function planNextMessage(messages: readonly ChatMessage[], tools: ReadonlySet<string>): NextMessage {
  const conversation = readConversation(messages);
  const { called, found, read } = conversation;
  const mayCall = (name: string): boolean => tools.has(name) && !called.has(name);

  const calculation = findCalculation(conversation.question);
  const question = understandQuestion(calculation?.rest ?? conversation.question);

  const first: PlannedCall[] = [];
  if (calculation?.kind === 'given' && mayCall(toolNames.calculate)) {
    first.push({ name: toolNames.calculate, input: { expression: calculation.expression } });
  }
  if (question.keywords.length > 0 && mayCall(toolNames.search)) {
    const query = question.keywords
      .map(({ word }) => word)
      .join(' ')
      .slice(0, 400);
    first.push({ name: toolNames.search, input: { query, limit: passagesToFind } });
  }
  if (first.length > 0) {
    return { kind: 'calls', calls: first };
  }

  const passages = found.flatMap((result) => result.passages).slice(0, passagesToRead);
  if (passages.length > 0 && mayCall(toolNames.read)) {
    const calls = passages.map(({ path, startLine, endLine }) => ({
      name: toolNames.read,
      input: { path, startLine, endLine },
    }));
    return { kind: 'calls', calls };
  }

  const ranked = rankStatements(
    question,
    read.flatMap((passage) => readStatements(passage, headingsOf(passage, found))),
  );
  const statements = chooseStatements(question, ranked);
  if (calculation?.kind === 'from-documents' && mayCall(toolNames.calculate)) {
    const expression = firstDefined(statements, ({ text }) => calculation.expressionFor(text));
    if (expression !== undefined) {
      return { kind: 'calls', calls: [{ name: toolNames.calculate, input: { expression } }] };
    }
  }
  return { kind: 'answer', text: answer(statements, conversation, question) };
}

function answer(statements: readonly RankedStatement[], conversation: Conversation, question: Question): string {
  const { calculated, calculationError, found } = conversation;
  if (statements.length > 0 || calculated.length > 0) {
    return composeAnswer(statements, calculated);
  }
  if (calculationError !== undefined) {
    return `That can't be calculated: ${calculationError}`;
  }
  const unknown = found.flatMap((result) => result.unknownWords);
  if (question.keywords.length === 0 || unknown.length === 0) {
    return 'The documents do not say.';
  }
  return `The documents do not say. No document holds the ${unknown.length === 1 ? 'word' : 'words'} ${unknown.join(', ')}.`;
}

function headingsOf(read: Conversation['read'][number], found: Conversation['found']): readonly string[] {
  const passages = found.flatMap((result) => result.passages);
  return passages.find(({ path, startLine }) => path === read.path && startLine === read.startLine)?.headings ?? [];
}

function firstDefined<T, R>(items: readonly T[], pick: (item: T) => R | undefined): R | undefined {
  return items.map(pick).find((picked) => picked !== undefined);
}
