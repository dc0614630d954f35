import { resolve } from 'node:path';
import { openCache } from '../cache/open-cache.ts';
import { indexDocuments } from '../documents/document-index.ts';
import { loadDocuments } from '../documents/load-documents.ts';
import { connectModel } from '../model/connect-model.ts';
import type { CommandLine } from './arguments.ts';
import { builtInQuestions } from './built-in-questions.ts';
import { passTable } from './pass-table.ts';
import { runPass } from './run-pass.ts';
import type { Terminal } from './terminal.ts';

const repository = resolve(import.meta.dirname, '../../../..');

/** Does what the command line asks for: composes the agent, asks, writes answers and counts, closes everything. */
export async function run(
  { ask, docs, provider, config }: CommandLine,
  environment: NodeJS.ProcessEnv,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const folder = await loadDocuments(docs ?? repository);
  const index = indexDocuments(folder.documents.values());
  const opened = await openCache({
    file: config ?? resolve(repository, 'configs/global.yaml'),
    tiers: provider,
    environment,
    onOutage: terminal.note,
  });
  try {
    const connection = await connectModel(environment);
    try {
      const { cache } = opened;
      terminal.out(`Documents  ${folder.folder}: ${folder.documents.size} files, ${index.passageCount} passages\n`);
      terminal.out(`Model      ${connection.description}\n`);
      terminal.out(`Cache      ${opened.description}\n`);
      for (const warning of opened.warnings) {
        terminal.note(warning);
      }
      for (const { path, reason } of folder.skipped) {
        terminal.note(`Left out ${path}: ${reason}`);
      }
      const parts = { connection, folder, index, cache };

      if (ask !== undefined) {
        const only = await runPass('this run', [ask], parts, terminal, signal);
        terminal.out(`\n${passTable([only])}\n`);
        return;
      }
      const first = await runPass('cold', builtInQuestions, parts, terminal, signal);
      // A shared cache may still hold the answers of an earlier run.
      const cold = first.tally.modelCalls > 0 ? first : { ...first, name: 'warm already' };
      const silent: Terminal = { out: () => undefined, note: () => undefined };
      const warm = await runPass('warm', builtInQuestions, parts, silent, signal);
      const same = warm.answers.filter((answer, question) => answer === cold.answers[question]).length;
      const server =
        warm.tally.modelCalls === 0 ? `the cache (${[...warm.tally.hitsFrom.keys()].join(', ')})` : 'the model';
      terminal.out(`\nAsked again: ${same} of ${warm.answers.length} answers are the same, served by ${server}.\n`);
      terminal.out(`\n${passTable([cold, warm])}\n`);
    } finally {
      await connection.close();
    }
  } finally {
    await opened.close();
  }
}
