import './adapters/without-home.ts';
import { runProcess } from './cli/run-process.ts';
import { program } from './program.ts';

await runProcess(process.argv.slice(2), program);
