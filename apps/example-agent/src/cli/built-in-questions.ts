/** Asked when no question is given; the answers stand in this repository's own documents. */
export const builtInQuestions: readonly string[] = [
  'What happens when Redis is down?',
  'What is a miss?',
  'How long may a key be?',
  'Which error tells that a cache is unavailable?',
  'How many bytes may metadata have?',
  'How do I run the tests?',
];
