/** Words that say nothing about what a text is about. */
export const stopWords: ReadonlySet<string> = new Set(
  `a about am an and any are aren't as at be because been being but by can can't could did do does doesn't doing don't
  each for from had has have having he her here hers him his how i if in into is isn't it its it's just may me might more most must my
  no nor not of on only or other our ours out over own same she should so some such than that the their theirs them then
  there these they this those to too under until up upon us very was we were what what's when where which while who whom
  whose why will with would you your yours`.split(/\s+/),
);
