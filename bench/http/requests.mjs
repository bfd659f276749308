/** The requests, by kind: one for each pipeline, so that the load is spread over all of them. */
import { randomFrom } from '../random.mjs';
import { names } from './pipelines.mjs';

const actions = ['start?initial=paused', 'stop', 'pause', 'resume'];
const every = (request) => names.map((name, index) => request(`/v0/pipelines/${name}`, index));
const decisions = every((path, index) => ({
  method: 'POST',
  path: `${path}/${actions[index % actions.length]}`,
}));

const list = '/v0/pipelines?limit=100';
/** The names after which there are a hundred more. */
const fullPages = [...names].sort().slice(0, -100);

/**
 * The loads by id: the name, the requests, the server that they are for, and the expected answer if
 * there is only one. Pipelines that are read get no actions, so that they stay as they are.
 */
export const loads = {
  empty: {
    name: 'an empty 202, without the library',
    server: 'empty',
    status: '202',
    requests: () => decisions,
  },
  decide: {
    name: 'POST start, stop, pause and resume',
    server: 'decided',
    requests: () => decisions,
  },
  read: {
    name: 'GET',
    server: 'read',
    status: '200',
    requests: () => every((path) => ({ method: 'GET', path })),
  },
  unchanged: {
    name: 'GET with If-None-Match, answered with 304',
    server: 'read',
    status: '304',
    // The ETag of each, as a client has it after a poll.
    requests: async (server) => {
      const tags = [];
      // One after the other: a server refuses ten thousand connections at once.
      for (const path of every((each) => each)) tags.push(await server.tagOf(path));
      return every((path, index) => ({
        method: 'GET',
        path,
        headers: { 'if-none-match': tags[index] },
      }));
    },
  },
  page: {
    name: 'GET of a page of 100 pipelines',
    server: 'read',
    status: '200',
    requests: () => fullPages.map((after) => ({ method: 'GET', path: `${list}&after=${after}` })),
  },
};

/** The requests of a thousand callers of one pipeline, in no order. */
export function requestsOfOne(path, count) {
  const random = randomFrom(23);
  const all = [
    ...['start', 'start?initial=paused', 'stop', 'stop?force=true', 'pause', 'resume'].map(
      (action) => ({ method: 'POST', path: `${path}/${action}` }),
    ),
    ...Array(4).fill({ method: 'GET', path }),
  ];
  return Array.from({ length: count }, () => all[random(all.length)]);
}
