export const soakHelp = `Loads a RedisCacheProvider with mixed calls while all its connections are killed every second.

  npm run soak                       ten minutes
  npm run soak -- --minutes 60

Options
  --minutes N      how long (default: 10)
  --out FOLDER     where soak.json goes (default: .cache/benchmark of this repository)
  -h, --help       this text

Every value that is read is checked. Every 5 s memory is measured after a forced collection, while no call is under way.

Exit code: 0 when everything held; 1 when memory grew by 1 MB/min or more, a value was wrong or unreadable, a rejection
went unhandled or the process under load ended; 2 for a wrong command line, 130 after Ctrl-C.
`;
