export const help = `Measures this project beside other caches and raw clients, all on the same work in the same run.

  npm run bench                             everything: planned at 50 minutes
  npm run bench -- --quick                  a small part, in a minute or two
  npm run bench -- --rows '^get/100-'       some rows

Options
  --quick          fewer rows, rounds and calls; its figures are rough
  --rows PATTERN   only rows whose id matches a regular expression, upper or lower case; outage and coherence
                   are ids too
  --list           the rows' ids, and nothing else
  --rounds N       how often each contender is measured in a row (default: 7, with --quick 3)
  --out FOLDER     where results.json, results.md and the plots go (default: .cache/benchmark of this repository)
  -h, --help       this text

Progress goes to stderr, the names of the files to stdout. Ctrl-C ends the run and writes the rows
that were over; a second one ends it at once.

Exit code: 0 when everything was measured, 1 when something was not, 2 for a wrong command line, 130 after Ctrl-C.
`;
