import { stem } from '../../language/stem.ts';
import { type Term, terms } from '../../language/terms.ts';

/** What kind of answer a question wants. */
export type AnswerKind = 'number' | 'definition' | 'procedure' | 'reason' | 'any';

export interface Question {
  readonly kind: AnswerKind;
  /** What it is about, in its order, each once. */
  readonly keywords: readonly Term[];
}

/** Words that shape a question without being what it is about; in every inflection. */
const askingWords = new Set(
  `answer big describe document documentation explain far fast find give go happen kind know let like list long many mean
  much need often please say show small sort tell thing type use want way work`
    .split(/\s+/)
    .map(stem),
);

/** Finds out what a question is about and what kind of answer it wants. */
export function understandQuestion(text: string): Question {
  const all = uniqueByStem(terms(text));
  const telling = all.filter((term) => !askingWords.has(term.stem));
  return { kind: kindOf(text), keywords: telling.length > 0 ? telling : all };
}

function kindOf(text: string): AnswerKind {
  const question = text.toLowerCase();
  if (/\bhow (?:many|much|long|often|big|large|old|fast|far)\b|\bwhich (?:number|port|version)\b/.test(question)) {
    return 'number';
  }
  if (/\bhow (?:do|can|should|could|would|to|does one)\b|\bwhich command\b|\bwhat command\b/.test(question)) {
    return 'procedure';
  }
  if (/\bwhy\b|\bfor what reason\b/.test(question)) {
    return 'reason';
  }
  return /^\s*(?:so |and )?what(?:'s| is| are| does)\b/.test(question) ? 'definition' : 'any';
}

function uniqueByStem(list: readonly Term[]): Term[] {
  return [...new Map(list.toReversed().map((term) => [term.stem, term])).values()].toReversed();
}
