/** A worker that provisions one pipeline, says so, and goes on until it is killed. */
import { processExecutor } from '../../../examples/control-plane/executor/executor.mjs';

const [data, task] = process.argv.slice(2);
const { executor } = processExecutor({ data, worker: 'worker-1', settings: { alone: 60_000 } });
const { signal } = new AbortController();
await executor.provision({ ...JSON.parse(task), signal });
process.send('provisioned');
// It ends with the test, however that ends.
process.on('disconnect', () => process.exit());
