import process from 'node:process';
import { openJob, type OpenedJob } from './open-job.ts';
import type { Answers, Reply, Request } from './request.ts';

// One contender, in a process of its own: what another did to the heap or the compiler is not felt here. It waits for
// its turn without a timer or a thought, and ends with its parent.
let job: OpenedJob | undefined;

process.on('message', (request: Request) => {
  void reply(request);
});
// Ctrl-C reaches the whole group; the parent ends its children.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());

async function reply(request: Request): Promise<void> {
  let answer: Reply;
  try {
    answer = { answer: await carryOut(request) };
  } catch (error) {
    answer = { problem: error instanceof Error ? error.message : String(error) };
  }
  process.send?.(answer, () => {
    if (request.do === 'close') process.exit();
  });
}

async function carryOut(request: Request): Promise<Answers[Request['do']]> {
  if (request.do === 'open') {
    job = await openJob(request.job);
    return job.measure !== undefined;
  }
  if (job === undefined) throw new Error('No contender is open.');
  if (request.do === 'call-steadily') return job.callSteadily(request.from, request.milliseconds);
  if (request.do === 'close') {
    await job.close();
    return undefined;
  }
  if (job.measure === undefined) throw new Error('The contender can not do this.');
  return job.measure(request.milliseconds);
}
