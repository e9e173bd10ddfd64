import { monitorEventLoopDelay } from 'node:perf_hooks';

/*
 * Loaded into the product by the benchmark only; no TypeScript, for reading that takes Node 15 MB that are not the
 * product's. The histogram wakes the loop a hundred times a second: it is on only while asked for.
 */

const delay = monitorEventLoopDelay({ resolution: 10 });

process.on('message', (word) => {
  if (word === 'start') {
    delay.reset();
    delay.enable();
  } else {
    delay.disable();
    process.send?.({
      p50Ms: delay.percentile(50) / 1e6,
      p99Ms: delay.percentile(99) / 1e6,
      maxMs: delay.max / 1e6,
    });
  }
});
// The product ends as it would without us.
process.channel?.unref();
