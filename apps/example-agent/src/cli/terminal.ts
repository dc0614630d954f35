/** Where the app writes: answers and tables go out, progress and warnings go to the side. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly note: (line: string) => void;
}

/** Standard output and standard error of this process. */
export const processTerminal: Terminal = {
  out: (text) => process.stdout.write(withoutControls(text)),
  note: (line) => process.stderr.write(`${withoutControls(line)}\n`),
};

const indent = '   ';

/** Writes an answer as it comes, set off from what stands around it. */
export function answerWriter(terminal: Terminal): (text: string) => void {
  let isFirst = true;
  return (text) => {
    terminal.out((isFirst ? indent : '') + text.replaceAll(/\n(?!\n)/g, `\n${indent}`));
    isFirst = false;
  };
}

/** Documents and models may say anything; none of it may steer the terminal. */
function withoutControls(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, '');
}
