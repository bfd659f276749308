/**
 * Every exported function that takes an object from outside, with an object that it accepts. The
 * tests here wrap that object, so that it lies, throws or counts what is read of it.
 */
import fc from 'fast-check';
import * as client from '../../src/client';
import * as diagrams from '../../src/diagrams';
import * as host from '../../src/host';
import * as http from '../../src/http';
import * as lifecycle from '../../src/lifecycle';
import * as postgres from '../../src/postgres';
import * as restate from '../../src/restate';
import * as sqlite from '../../src/sqlite';
import * as table from '../../src/table';
import * as testing from '../../src/testing';
import * as trace from '../../src/trace';
import * as verify from '../../src/verify';
import '../restate/promise-with-resolvers.mjs';

/** The entry points by the name of their folder. */
export const entryPoints = {
  ...{ lifecycle, trace, table, verify, diagrams, host, postgres, sqlite, restate, http, client },
  ...{ testing },
};

/** A function that takes an object, and an object that it accepts. */
export interface Case {
  /** The name of the export, and in words which object it is. */
  readonly name: string;
  readonly takes: (given: never) => unknown;
  readonly sample: object;
  /** True if it checks what it is given, so that its errors are those of the library. */
  readonly checks: boolean;
}

const { createDeployment, fullCapabilities } = lifecycle;

/** A deployment with a value in every field that can have one. */
export const failed = {
  ...createDeployment(),
  status: 'Stopping',
  error: {
    message: 'Out of memory.',
    error_code: 'OutOfMemory',
    details: { worker: { at: 3 }, list: [1, { deep: null }] },
  },
  checkpoint: 4,
  generation: 2,
} as const;

const running = lifecycle.reachableDeployments().find(({ status }) => status === 'Running');
const standing = running as lifecycle.Deployment;
const capabilities = { checkpointing: true, suspendable: false, standby: true };
const few = [{ checkpointing: false, suspendable: false, standby: false }];
const start = { type: 'start', initial: 'paused', bootstrapPolicy: 'allow', dismissError: false };
const lines = ['{"call":"start","answer":202}'];
const yes = () => true;
const store = port(host.memoryStore());
const clock = port({ now: () => 0, sleep: async () => {} });
const pipeline = host.createPipeline('orders', { now: 0, id: 'first' });
const poll = http.toWire(pipeline, capabilities);
const implementation = { decide: lifecycle.decide, observe: lifecycle.observe };
const driver = {
  create: async () => {},
  call: async () => ({ httpStatus: 401, body: {} }),
  read: async () => ({ deployment_status: 'Stopped', deployment_desired_status: 'Stopped' }),
  destroy: async () => {},
};
const ended = () => AbortSignal.abort();
const sampleOf = (arbitrary: fc.Arbitrary<unknown>) =>
  fc.sample(arbitrary, { numRuns: 1, seed: 7 });
const property = { id: 'team.claim', statement: 'It is so.', rules: ['stop.forced'] };
const executor = port({
  ...{ provision: yes, activate: yes, bootstrap: yes, pause: yes, resume: yes },
  ...{ suspend: yes, deprovision: yes },
});
const dialect = {
  id: 'ours',
  source: 'our server',
  statuses: { Warming: ['Provisioning'] },
  answers: [
    {
      ...{ id: 'approve.ok', statement: 'approve answers 200.', source: 'our server' },
      cases: [{ actions: ['approve'], rules: ['approve.awaiting'], answer: 200 }],
    },
  ],
  givesUp: [],
};
const scriptOptions = {
  capabilities,
  weights: { call: 3, poll: 0, progress: 2, checkpoint: 0, failure: 1, stale: 0 },
  maxSteps: 5,
};

/** Every case; an export may have several. */
export const cases: readonly Case[] = [
  one('parseDeployment', lifecycle.parseDeployment, failed),
  one('parseDeployment: in another order', lifecycle.parseDeployment, {
    ...Object.fromEntries(Object.entries(failed).reverse()),
  }),
  one('reconcile', lifecycle.reconcile, failed),
  one('decide: a deployment', (each) => lifecycle.decide(each, { type: 'start' }), failed),
  one(
    'observe: a deployment',
    (each) => lifecycle.observe(each, { type: 'deprovisioned' }),
    failed,
  ),
  one('verdicts: a deployment', (each) => afterwards(lifecycle.verdicts(each)), failed),
  one('toSnapshot: a deployment', (each) => contextIn(lifecycle.toSnapshot(each)), failed),
  unchecked('settled', lifecycle.settled, failed),
  unchecked('representative', lifecycle.representative, failed),
  one('resourcesStatus', lifecycle.resourcesStatus, { status: 'Running' }),
  one('resourcesDesiredStatus', lifecycle.resourcesDesiredStatus, { desiredStatus: 'Running' }),
  one('fromSnapshot', lifecycle.fromSnapshot, {
    value: { status: 'Stopping', desired: 'Stopped' },
    context: (({ status: _, desiredStatus: __, ...data }) => ({ ...data, capabilities }))(failed),
  }),
  one('upcomingStatuses', lifecycle.upcomingStatuses, failed),
  one(
    'canBeAcceptedLater: a deployment',
    (each) => lifecycle.canBeAcceptedLater(each, { type: 'start' }),
    failed,
  ),
  one(
    'canBeAcceptedLater: an action',
    (each) => lifecycle.canBeAcceptedLater(standing, each),
    start,
  ),
  one('serializeState', lifecycle.serializeState, {
    value: { status: 'Stopping', desired: 'Stopped' },
    context: {},
  }),
  one('parseAction', lifecycle.parseAction, start),
  one('toRequest', lifecycle.toRequest, start),
  one('requestedStatus', lifecycle.requestedStatus, start),
  unchecked('toQuery', lifecycle.toQuery, start),
  one('decide: an action', (each) => lifecycle.decide(createDeployment(), each), start),
  one('parseObservation', lifecycle.parseObservation, observationOf('failed')),
  one(
    'observe: an observation',
    (each) => lifecycle.observe(standing, each),
    observationOf('failed'),
  ),
  one('observe: a checkpoint', (each) => lifecycle.observe(standing, each), checkpointed(1)),
  one('observe: another generation', (each) => lifecycle.observe(standing, each), checkpointed(9)),
  one('parseCapabilities', lifecycle.parseCapabilities, capabilities),
  one(
    'decide: capabilities',
    (each) => lifecycle.decide(standing, { type: 'stop' }, each),
    capabilities,
  ),
  one('verdicts: capabilities', (each) => lifecycle.verdicts(standing, each), capabilities),
  one(
    'toSnapshot: capabilities',
    (each) => contextIn(lifecycle.toSnapshot(standing, each)),
    capabilities,
  ),
  one('reachableDeployments', lifecycle.reachableDeployments, capabilities),
  one('fromRequest', (each) => lifecycle.fromRequest('start', each), {
    ...{ initial: 'paused', bootstrap_policy: 'allow', dismiss_error: false },
  }),
  one('withPipelineName', (each) => lifecycle.withPipelineName(each, 'orders'), {
    ...{ message: 'No.', error_code: 'PipelineInteractionNotDeployed' },
    details: { status: 'Stopped', desired_status: 'Stopped' },
  }),
  one('explain: a refusal', lifecycle.explain, {
    ...lifecycle.decide(createDeployment(), { type: 'pause' }),
  }),
  one('explain: what was stale', lifecycle.explain, {
    ...lifecycle.observe(createDeployment(), { type: 'paused' }),
  }),

  one('checkHistory', (each) => trace.checkHistory(lines, each), historyOptions()),
  one(
    'HistoryChecker',
    (each) => new trace.HistoryChecker(each).read(lines[0] as string),
    historyOptions(),
  ),
  one('historiesInHar', (each) => trace.historiesInHar('{"log":{"entries":[]}}', each), {
    prefix: '/v0/pipelines/',
  }),
  one('historiesInLog', (each) => trace.historiesInLog([], each as never), {
    ...{ method: 'm', url: 'u', status: 's' },
  }),
  one('reconstruct', (each) => trace.reconstruct(lines, each), historyOptions()),
  one('parseDialect', (each) => wordsIn(trace.parseDialect(each)), dialect),
  one('checkHistory: a dialect', (each) => trace.checkHistory(lines, { dialect: each }), dialect),
  one('verifyDialect', verify.verifyDialect, { id: 'ours', source: 'our server' }),

  one('compile', (each) => table.compile(each).stateCount, capabilities),
  one('compile: a deployment', (each) => table.compile().encode(each), failed),
  one('compile: an action', (each) => table.compile().encodeEvent(each), start),
  one(
    'compile: an observation',
    (each) => table.compile().encodeEvent(each),
    observationOf('failed'),
  ),

  one('explore: capabilities', (each) => verify.explore(each).pairCount, few[0] as object),
  one('explore: options', (each) => verify.explore(few[0], each).pairCount, { limit: 400 }),
  one('verify', (each) => claims(verify.verify(each)), {
    ...{ capabilities: few, limit: 400, only: ['team', 'own'] },
    rules: [{ id: 'team.rule', statement: 'So.', plane: 'both', source: 'decision' }],
    properties: [
      { ...property, kind: 'always', needs: [], premise: yes, holds: yes },
      {
        ...{ ...property, id: 'team.step', kind: 'step', premise: yes, holds: yes },
        memory: { initial: 0, after: () => 0 },
      },
      {
        ...{ ...property, id: 'own.reply', kind: 'responds', to: yes },
        ...{ after: { type: 'stop', force: true }, within: ['stopping', 'deprovisioned'] },
      },
    ],
  }),
  one('always', verify.always, { ...property, premise: yes, holds: yes }),
  one('step', verify.step, { ...property, premise: yes, holds: yes, memory: null }),
  one('leadsTo', verify.leadsTo, { ...property, from: yes, to: yes }),
  one('responds', verify.responds, { ...property, after: start, within: [], to: yes }),
  one('toPromela', verify.toPromela, { model: 'safety', capabilities }),

  one('draw', (each) => diagrams.draw('pairs', each), drawing()),
  one('toDot', (each) => diagrams.toDot('pairs', each), drawing()),
  one('toJson', (each) => diagrams.toJson('pairs', each), drawing()),
  one('toMarkdown', (each) => diagrams.toMarkdown('pairs', each), drawing()),
  one('toMermaid', (each) => diagrams.toMermaid('pairs', each), drawing()),
  one('toPlantUml', (each) => diagrams.toPlantUml('pairs', each), drawing()),
  one('toSvg', (each) => diagrams.toSvg('history', each), {
    ...{ capabilities, dialect },
    history: new Set(lines),
  }),
  one('toFormat', (each) => diagrams.toFormat('pairs', 'mermaid', each), drawing()),
  one('toScxml', diagrams.toScxml, { capabilities }),

  one('parsePipeline', host.parsePipeline, { ...pipeline, deployment: failed }),
  one('createPipeline', (each) => host.createPipeline('orders', each), { now: 0, id: 'first' }),
  one('applyAction', (each) => host.applyAction(pipeline, start as never, each), {
    capabilities,
    now: 0,
  }),
  one('applyObservation', (each) => host.applyObservation(pipeline, { type: 'paused' }, each), {
    now: 0,
  }),
  one('answerAction', (each) => host.answerAction(pipeline, each, { now: 0 }), {
    ...{
      action: start,
      capabilities,
      precondition: { versions: ['first.1'], id: 'first', generation: 0 },
    },
  }),
  one(
    'answerAction: a context',
    (each) => host.answerAction(pipeline, { action: start, capabilities } as never, each),
    { now: 0, decide: lifecycle.decide },
  ),
  one('answerReport', (each) => host.answerReport(pipeline, each, { type: 'paused' }, { now: 0 }), {
    pipelineName: 'orders',
    pipelineId: 'first',
  }),
  one('answerRemoval', (each) => host.answerRemoval(pipeline, each), {
    ...{ versions: ['first.1'], generation: 0 },
  }),
  one('serviceOf', (each) => typeof host.serviceOf(host.memoryStore(), each), {
    ...{ clock, decide: lifecycle.decide },
  }),
  one(
    'perform',
    (each) => host.perform(executor as never, { ...pipeline, deployment: standing }, each),
    {
      ...{ signal: ended(), fence: 1 },
    },
  ),
  one('stepOf', host.stepOf, { ...pipeline, deployment: failed }),
  unchecked('pipelineVersion', host.pipelineVersion, { id: 'first', revision: 1 }),
  unchecked(
    'memoryStore: a pipeline',
    async (each) => {
      const own = host.memoryStore();
      await own.create(each);
      return own.list();
    },
    { ...pipeline, deployment: failed },
  ),
  one('versionedStore', (each) => typeof host.versionedStore(versionedTable(), each), {
    ...{ attempts: 3, onInvalid: yes, backoff: { first: 1, max: 2 }, turnLimit: 9, clock },
    random: () => 0,
  }),
  unchecked(
    'versionedStore: a row',
    (each) => host.versionedStore(versionedTable(each)).read('orders'),
    {
      pipeline: { ...pipeline, deployment: failed },
      version: 1,
    },
  ),
  one('runReconciler', host.runReconciler, {
    ...{ store, executor, signal: ended(), clock, observe: lifecycle.observe, random: () => 0 },
    ...{ resync: 9, provisioningTimeout: 9, grace: 0, onEvent: yes },
    ...{ taskTimeouts: { pause: 9 }, backoff: { first: 1, max: 2 } },
  }),

  one('sqliteStore', (each) => typeof sqlite.sqliteStore(each), {
    ...{ file: 'pipelines.db', synchronous: 'normal', busyTimeout: 9 },
    ...{ onError: yes, onInvalid: yes, clock, random: () => 0 },
  }),
  one('postgresStore', (each) => typeof postgres.postgresStore(each), {
    ...{ connectionString: 'postgresql://localhost/name', schema: 'team', queryTimeout: 9 },
    ...{ onError: yes, onInvalid: yes, clock, random: () => 0 },
  }),

  one('restateService', (each) => typeof restate.restateService(each), {
    ...{ ingress: 'http://localhost:8080', headers: { authorization: 'Bearer k' }, prefix: 'team' },
    ...{ timeout: 9, onError: yes, clock },
  }),
  one('restateServices', async (each) => (await restate.restateServices(each)).length, {
    ...{ executor, report: yes, prefix: 'team', provisioningTimeout: 9, grace: 9, lease: 9_000 },
    ...{ taskTimeouts: { pause: 9 }, backoff: { first: 9, max: 9 }, onError: yes, clock },
  }),

  one('bearer: keys', (each) => authenticated(http.bearer(each)), {
    ...{ realm: 'pipelines', apiKeys: [{ key: 'k'.repeat(20), subject: 'ann', may: yes }] },
  }),
  one('bearer: tokens', (each) => authenticated(http.bearer(each)), {
    jwt: {
      ...{ issuer: ['https://id'], audience: 'pipelines', algorithms: ['ES256'] },
      ...{ key: { kty: 'EC', crv: 'P-256' }, clockTolerance: 3, may: yes },
    },
  }),
  one('createLifecycleHandler', (each) => status(http.createLifecycleHandler(each)), {
    ...{ store, authenticate: http.noAuthentication, capabilities, onAccepted: yes },
    ...{ onEvent: yes, basePath: '/v1', clock, decide: lifecycle.decide },
  }),
  one('actionLabel', (each) => lifecycle.actionLabel(each), start),
  one('statusLabel', (each) => lifecycle.statusLabel(each), {
    ...{ status: 'Running', desiredStatus: 'Paused' },
  }),
  one('parsePoll', (each) => lifecycle.parsePoll(each), poll),
  one('createClient', (each) => Object.keys(client.createClient(each)), {
    ...{ baseUrl: 'http://localhost/v0', token: 'secret', fetch: yes, sleep: async () => {} },
  }),
  one('availableActions', (each) => client.availableActions(each), poll),
  one('openApi', (each) => JSON.stringify(http.openApi(each)).length, { basePath: '/v2' }),

  one('anyDeployment', (each) => sampleOf(testing.anyDeployment(each)), { capabilities }),
  one('userAndRunnerScript', (each) => sampleOf(testing.userAndRunnerScript(each)), scriptOptions),
  one('deploymentByWalk', (each) => sampleOf(testing.deploymentByWalk(each)), scriptOptions),
  one('legalHistory', (each) => sampleOf(testing.legalHistory(each)), scriptOptions),
  one('illegalHistory', (each) => sampleOf(testing.illegalHistory(each)), scriptOptions),
  unchecked('playScript', testing.playScript, {
    capabilities,
    steps: [
      { kind: 'call', action: start },
      { kind: 'report', observation: { type: 'provisioning' } },
    ],
  }),
  one('lifecycleCommands', (each) => testing.lifecycleCommands(each).length, {
    reports: true,
    stale: false,
  }),
  one('asyncLifecycleCommands', (each) => testing.asyncLifecycleCommands(each).length, {
    reports: false,
    stale: false,
  }),
  one('LifecycleModel', (each) => new testing.LifecycleModel(each).deployment, {
    capabilities,
    deployment: failed,
  }),
  one('checkRules', (each) => claims(testing.checkRules(implementation, each)), {
    ...{ capabilities: few, limit: 400, only: ['forced-stop.stays'], rules: [], properties: [] },
  }),
  one('checkStore', (each) => testing.checkStore(host.memoryStore, each), {
    ...{ timeLimit: 60_000, runs: 250 },
    clock: port(host.systemClock),
  }),
  one('checkConformance', async (each) => (await testing.checkConformance(driver, each)).outcome, {
    ...{ capabilities, seed: 3, budget: { walks: 1 }, timeout: 9, patience: 9, pollEvery: 1 },
    ...{ steps: 2, extraWalks: 0, again: 0, statuses: { Up: ['Running'] }, signal: ended() },
    ...{ onProgress: yes, clock, strict: true, keepGoing: true, clients: 2 },
  }),
  one('httpDriver', (each) => Object.keys(testing.httpDriver(each)), {
    ...{ baseUrl: 'http://localhost', pipeline: 'orders', apiKey: 'k'.repeat(20), prefix: '/' },
    ...{ fetch: yes, timeout: 9, stopsWithin: 9, clock },
  }),
];

/** The exports that take no object from outside, and why. */
export const exempt: Readonly<Record<string, string>> = {
  ...because('takes texts, numbers or nothing', [
    ...['createDeployment', 'parametersOf', 'parseRequest', 'ruleOf', 'unknownPipelineName'],
    ...['wireName', 'parseEntry', 'readPromelaDeployment', 'readPromelaStep', 'fileName'],
    ...['hasFormat', 'hashApiKey', 'anyAction', 'anyCapabilities', 'anyError'],
    ...['anyObservation', 'memoryStore'],
  ]),
  ...because('takes an iterable of texts, which is iterated once', ['parseQuery']),
  ...because('takes what another function of the library has returned', [
    ...['explainRule', 'sourceOf', 'describeViolation', 'describeReport', 'toHistory', 'toStory'],
    ...['describeUndecided', 'describeRemark', 'describeDeviation', 'describeDialectProof'],
    ...['toWire', 'conformanceToJUnit', 'conformanceToMarkdown', 'describeConformance'],
  ]),
  ...because('takes a request of the platform', ['noAuthentication']),
};

// biome-ignore lint/suspicious/noExplicitAny: each function takes something else.
function one(name: string, takes: (given: any) => unknown, sample: object): Case {
  return { name, takes, sample, checks: true };
}

/** A function that relies on types. It reads once, but has no error of its own. */
// biome-ignore lint/suspicious/noExplicitAny: each function takes something else.
function unchecked(name: string, takes: (given: any) => unknown, sample: object): Case {
  return { name, takes, sample, checks: false };
}

/** An object with methods, which are called later: no data, so nothing wraps it. */
function port<Methods extends object>(methods: Methods): Methods {
  return Object.assign(Object.create({}), methods);
}

function because(reason: string, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, reason]));
}

function observationOf(type: 'failed') {
  return { type, error: failed.error, generation: standing.generation };
}

function checkpointed(generation: number) {
  return { type: 'checkpointed', checkpoint: 9, generation };
}

/** Two functions are never the same, so that a dialect is compared by what it says. */
function wordsIn({ id, source, statuses, givesUp }: trace.Dialect) {
  return { id, source, statuses, givesUp };
}

function historyOptions() {
  return { source: 'a.jsonl', from: 'anywhere', capabilities, onPossible: yes };
}

function drawing() {
  return {
    capabilities: fullCapabilities,
    highlight: [{ status: 'Paused', desiredStatus: 'Paused' }],
  };
}

function versionedTable(row: unknown = null): host.VersionedTable<number> {
  return {
    read: async () => row as never,
    list: async () => [],
    insert: async () => true,
    replace: async () => true,
    remove: async () => true,
  };
}

function afterwards(verdicts: readonly lifecycle.Verdict[]) {
  return verdicts.map(({ decision: { accepted, rule } }) => ({ accepted, rule }));
}

function contextIn({ value, context }: lifecycle.LifecycleSnapshot) {
  return { value, context };
}

function claims({ properties }: verify.VerifyReport) {
  return properties.map(({ property: { id, statement }, verdict }) => ({ id, statement, verdict }));
}

function authenticated(authenticate: http.Authenticate) {
  const headers = { authorization: `Bearer ${'k'.repeat(20)}` };
  return authenticate(new Request('http://localhost', { headers }));
}

async function status(handler: http.LifecycleHandler) {
  const answer = await handler(new Request('http://localhost/v1/pipelines'));
  return answer.status;
}
