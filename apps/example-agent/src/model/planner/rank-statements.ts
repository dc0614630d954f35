import { stems, type Term } from '../../language/terms.ts';
import type { Statement } from './statement.ts';
import type { AnswerKind, Question } from './understand-question.ts';

export interface RankedStatement extends Statement {
  /** How well it answers; only to be compared. */
  readonly score: number;
  /** Which part of what the question is about it speaks of, from 0 to 1. */
  readonly coverage: number;
}

/**
 * What a word counts by where it stands: in the statement, in pieces there, in a heading that has all words of the
 * question, somewhere above, or only in the file's name.
 */
const shares = { own: 1, pieces: 0.8, title: 0.95, above: 0.7, path: 0.4 } as const;

const signs: Record<AnswerKind, RegExp | undefined> = {
  number: /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|never|once|unlimited|infinity)\b/i,
  definition: /\b(?:is|are|means|does|gives|has|holds|keeps)\b|:/,
  procedure: /`[^`]+`/,
  reason: /\b(?:because|so that|since|therefore|otherwise|hence|thus)\b/i,
  any: undefined,
};

/** A section of this name says why. */
const givesReasons = /\b(?:context|why|reasons?|background|motivation|rationale)\b/i;

interface Words {
  readonly own: readonly string[];
  readonly above: readonly string[];
  readonly path: readonly string[];
  /** Has one heading all words of the question? */
  readonly isTitled: boolean;
}

/**
 * Orders statements by how well they answer a question, best first. Equal ones keep their order.
 *
 * Bare code answers only how something is done.
 */
export function rankStatements(question: Question, statements: readonly Statement[]): RankedStatement[] {
  const read = statements.map((statement) => ({
    statement,
    words: wordsOf(statement, question.keywords),
  }));
  const weighted = question.keywords.map((keyword) => ({
    keyword,
    weight: weightOf(read.filter(({ words }) => holds(words.own, keyword) > 0).length, read.length),
  }));
  const whole = weighted.reduce((sum, { weight }) => sum + weight, 0);

  return read
    .filter(({ statement }) => question.kind === 'procedure' || !statement.isCode)
    .map(({ statement, words }) => {
      const covered = weighted.reduce((sum, { keyword, weight }) => sum + weight * shareOf(words, keyword), 0);
      const coverage = whole === 0 ? 0 : covered / whole;
      return { ...statement, coverage, score: coverage + bonus(question, statement, words.own) };
    })
    .toSorted((a, b) => b.score - a.score);
}

function wordsOf({ text, headings, leadIn, path }: Statement, keywords: readonly Term[]): Words {
  return {
    own: stems(text),
    above: stems([...headings, leadIn].join(' ')),
    path: stems(path),
    isTitled: headings.map(stems).some((heading) => keywords.every((keyword) => holds(heading, keyword) > 0)),
  };
}

/** A word that few statements hold tells more; from 0.4 to 1. */
function weightOf(holders: number, all: number): number {
  return 0.4 + (0.6 * Math.log((all + 1) / (holders + 1))) / Math.log(all + 1);
}

function shareOf({ own, above, path, isTitled }: Words, keyword: Term): number {
  const shareAbove = isTitled ? shares.title : shares.above;
  return Math.max(holds(own, keyword), shareAbove * holds(above, keyword), shares.path * holds(path, keyword));
}

function holds(words: readonly string[], { stem, parts }: Term): number {
  if (words.includes(stem)) {
    return shares.own;
  }
  return parts.length > 0 && parts.every((part) => words.includes(part)) ? shares.pieces : 0;
}

function bonus({ kind, keywords }: Question, { text, code, headings }: Statement, own: readonly string[]): number {
  const keys = keywords.map(({ stem }) => stem);
  const neighbours = keys.filter((key, index) =>
    own.some((word, at) => word === key && own[at + 1] === keys[index + 1]),
  ).length;
  const opensWithSubject = own.slice(0, 4).some((word) => keys.includes(word));
  const subject = stems(/^([^:.]{1,60}):/.exec(text)?.[1] ?? '');
  const isAboutSubject = subject.length > 0 && subject.every((word) => keys.includes(word));
  const hasSign =
    signs[kind]?.test(text) === true ||
    (kind === 'procedure' && code.length > 0) ||
    (kind === 'reason' && givesReasons.test(headings.at(-1) ?? ''));
  return (
    0.12 * Math.min(neighbours, 3) +
    (hasSign ? 0.15 : 0) +
    (kind === 'number' && !hasSign ? -0.2 : 0) +
    (opensWithSubject ? 0.1 : 0) +
    (isAboutSubject ? 0.25 : 0) +
    (own.length < 3 ? -0.25 : 0) +
    (own.length > 40 ? -0.1 : 0) +
    (text.endsWith(':') && code.length === 0 ? -0.2 : 0) +
    (text.endsWith('?') ? -0.4 : 0)
  );
}
