/** A sentence and where it starts in the text that it was found in. */
export interface SentenceSpan {
  readonly text: string;
  readonly offset: number;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
const abbreviation = /(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|resp)\.|\b[A-Z]\.)\s*$/i;

/** Splits running text into sentences, never inside `code` and never after an abbreviation. */
export function splitSentences(text: string): SentenceSpan[] {
  const spans: SentenceSpan[] = [];
  let pending: SentenceSpan | undefined;
  for (const segment of [...segmenter.segment(text)].flatMap(splitBeforeCode)) {
    pending = pending === undefined ? segment : { ...pending, text: pending.text + segment.text };
    if (isWhole(pending.text)) {
      spans.push(pending);
      pending = undefined;
    }
  }
  return (pending === undefined ? spans : [...spans, pending])
    .map((span) => ({ text: span.text.trim(), offset: span.offset }))
    .filter((span) => span.text !== '');
}

/** The segmenter sees no beginning of a sentence in a backtick. */
function splitBeforeCode({ segment, index }: Intl.SegmentData): SentenceSpan[] {
  const cuts = [...segment.matchAll(/[.!?]\s+(?=`)/g)].map((match) => match.index + match[0].length);
  return [0, ...cuts].map((cut, part) => ({ text: segment.slice(cut, cuts[part]), offset: index + cut }));
}

function isWhole(text: string): boolean {
  const backticks = text.split('`').length - 1;
  return backticks % 2 === 0 && !abbreviation.test(text);
}
