/**
 * An API server in a process of its own, to be killed or stopped. Its argument is the address of
 * the engine, as JSON.
 */
import { serve } from '@hono/node-server';
import { createLifecycleHandler, noAuthentication } from 'pipeline-lifecycle/http';
import { openService } from '../../../bench/scale/engines.mjs';

const { service } = openService(JSON.parse(process.argv[2]));
const authenticate = noAuthentication;
const handler = createLifecycleHandler({ service, authenticate, onEvent: () => {} });
process.on('disconnect', () => process.exit());
serve({ fetch: handler, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send({ port }));
