/** The texts of the vocabulary, the rules and the explanations: all are there, as sentences. */
import { describe, expect, it } from 'vitest';
import {
  actionMeanings,
  actionTypes,
  capabilityMeanings,
  createDeployment,
  decide,
  desiredMeanings,
  explain,
  explainRule,
  observationMeanings,
  observations,
  observationTypes,
  observe,
  parameterMeanings,
  type Rule,
  refusals,
  ruleOf,
  rules,
  sourceOf,
  statuses,
} from '../../src/lifecycle';
import { deploymentWith } from './helpers';

/** Begins with a capital, ends with a period, and has at least three words. */
const sentence = /^[A-Z]\S*( \S+){2,}\.$/;

describe('the vocabulary is explained in sentences', () => {
  const tables = {
    statuses: Object.fromEntries(
      Object.entries(statuses).map(([name, row]) => [name, row.meaning]),
    ),
    ...{ desiredMeanings, actionMeanings, observationMeanings, capabilityMeanings },
  };
  const rows = Object.entries(tables).flatMap(([table, entries]) =>
    Object.entries(entries).map(([name, meaning]) => ({ table, name, meaning })),
  );

  it.each(rows)('the meaning of $name in $table', ({ meaning }) => {
    expect(meaning).toMatch(sentence);
  });

  it('no two names of a table have the same meaning', () => {
    for (const table of Object.keys(tables)) {
      const meanings = rows.filter((row) => row.table === table).map(({ meaning }) => meaning);
      expect(new Set(meanings).size).toBe(meanings.length);
    }
  });

  const parameters = actionTypes.flatMap((type) =>
    Object.entries(parameterMeanings[type]).map(([name, meaning]) => ({ type, name, meaning })),
  );

  it.each(parameters)('the parameter $name of $type', ({ meaning }) => {
    expect(meaning).toMatch(sentence);
  });

  it.each(Object.entries(statuses))(
    '%s says what ends it, and which status follows',
    (_name, row) => {
      expect(row.remainsUntil.length).toBeGreaterThan(0);
      for (const way of row.remainsUntil)
        expect(way).toMatch(/^[a-z].+ it transitions to [A-Z].*\.$/);
      expect(new Set(row.remainsUntil).size).toBe(row.remainsUntil.length);
    },
  );

  it.each([
    'Provisioning',
    'Standby',
    'AwaitingApproval',
    'Running',
    'Paused',
    'Suspending',
  ] as const)('%s says what follows after a failure and after a stop', (status) => {
    const ways = statuses[status].remainsUntil;
    expect(ways.join('\n')).toMatch(/fails.*: it transitions to Stopping, with the error set\.$/m);
    expect(ways.join('\n')).toMatch(/calling stop|the user calls stop/);
  });
});

describe('the observations', () => {
  it('report a status and carry a payload', () => {
    const table = observationTypes.map((type) => {
      const { reports, carries } = observations[type];
      return `${type} ${reports} ${carries}`;
    });
    expect(table).toEqual([
      'provisioning Provisioning null',
      'standby Standby null',
      'awaitingApproval AwaitingApproval null',
      'paused Paused null',
      'running Running null',
      'suspending Suspending null',
      'suspended Stopping checkpoint',
      'stopping Stopping null',
      'failed Stopping error',
      'deprovisioned Stopped null',
      'checkpointed null checkpoint',
    ]);
  });
});

describe('the rules', () => {
  const planeOf = ({ id }: Rule) => {
    const subject = id.split('.')[0] as string;
    if (actionTypes.some((type) => type === subject)) return 'desired';
    return observationTypes.some((type) => type === subject) || subject === 'generation'
      ? 'status'
      : 'both';
  };

  it('have the plane of their subject', () => {
    for (const rule of rules) expect(rule.plane, rule.id).toBe(planeOf(rule));
    expect(new Set(rules.map(({ plane }) => plane)).size).toBe(3);
  });

  it('name their source: a document, the live system or a decision', () => {
    const sources = new Set(rules.map(({ source }) => source));
    expect([...sources].sort()).toEqual(['decision', 'document', 'live']);
    const phrases = { decision: 'our decision', live: 'as the live system behaves' };
    for (const rule of rules) {
      if (rule.source === 'document') expect(rule.quote, rule.id).toMatch(/^\S+( \S+){3,}$/);
      if (rule.source !== 'document') {
        expect(sourceOf(rule)).toBe(phrases[rule.source]);
      } else {
        expect(sourceOf(rule)).toBe(`document of ${rule.document}: "${rule.quote}"`);
      }
    }
  });

  it('are statements of several words, each its own', () => {
    for (const { id, statement } of rules) expect(statement, id).toMatch(/^\S+( \S+){3,}\.$/);
    expect(new Set(rules.map(({ statement }) => statement)).size).toBe(rules.length);
  });

  it('that refuse have a hint: what to do instead', () => {
    for (const [rule, { hint }] of Object.entries(refusals)) {
      expect(hint, rule).toMatch(/^\S+( \S+){3,}\.$/);
    }
  });
});

describe('an explanation', () => {
  const running = deploymentWith({
    status: 'Running',
    desiredStatus: 'Running',
    initial: 'running',
    bootstrapPolicy: 'allow',
  });

  it('of a rule has its id, its statement and its source', () => {
    expect(explainRule(ruleOf('pause.deployed'))).toBe(
      'Rule pause.deployed: pause of a deployed pipeline sets desired to Paused. (as the live system behaves)',
    );
    expect(explainRule(ruleOf('failed.stale'))).toBe(
      'Rule failed.stale: failed is stale once the pipeline is fully stopped. (our decision)',
    );
    expect(explainRule(ruleOf('resume.deployed'))).toMatch(
      /^Rule resume\.deployed: resume of a deployed pipeline sets desired to Running\. \(document of resume: ".+"\)$/,
    );
  });

  it('says which statuses follow, or that nothing changes', () => {
    expect(explain(decide(running, { type: 'pause' }))).toBe(
      `Accepted; now status Running, desired status Paused. ${explainRule(ruleOf('pause.deployed'))}`,
    );
    expect(explain(decide(running, { type: 'resume' }))).toBe(
      `Accepted; nothing changes: status Running, desired status Running. ${explainRule(ruleOf('resume.deployed'))}`,
    );
    expect(explain(observe(running, { type: 'paused' }))).toBe(
      `Applied; now status Paused, desired status Running. ${explainRule(ruleOf('paused.deployed'))}`,
    );
  });

  it('says how an action is refused, and why', () => {
    expect(explain(decide(createDeployment(), { type: 'pause' }))).toBe(
      "Refused with 400 IllegalPipelineAction: Deployment resources status (current: 'Stopped', " +
        "desired: 'Stopped') cannot have desired changed to 'Provisioned'. " +
        `Start it with /start?initial=paused. ${explainRule(ruleOf('pause.stopped'))}`,
    );
  });

  it('says why an observation is stale, and states the rule once', () => {
    expect(explain(observe(running, { type: 'deprovisioned' }))).toBe(
      "Stale: 'deprovisioned' is stale in status Running with desired status Running: " +
        'deprovisioned is stale unless the pipeline is Stopping. ' +
        'Rule deprovisioned.stale (our decision)',
    );
    expect(explain(observe(running, { type: 'paused', generation: 9 }))).toBe(
      "Stale: 'paused' is of generation 9, and the deployment of generation 1: " +
        'An observation of another generation is stale, so an earlier process of the pipeline can never ' +
        'stop or advance the present one. ' +
        'Rule generation.stale (our decision)',
    );
  });

  it.each<[given: unknown, field: string]>([
    [undefined, 'result'],
    [null, 'result'],
    [{}, 'id'],
    [{ rule: 'start.never' }, 'id'],
    [{ rule: 'stop.forced', accepted: true }, 'deployment'],
    [{ rule: 'start.stopping', accepted: false }, 'error'],
  ])('of %j is an error that names the field %s', (given, field) => {
    expect(() => explain(given as never)).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', field }),
    );
  });
});
