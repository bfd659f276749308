/** The agenda of a conformance test: what there is to exercise, and what counts as exercised. */
import { describe, expect, it, test } from 'vitest';
import {
  type Deployment,
  decide,
  everyCapabilities,
  fullCapabilities,
  parseRequest,
} from '../../../../src/lifecycle';
import { Agenda } from '../../../../src/testing/conformance/goals/agenda';
import { classOf } from '../../../../src/testing/conformance/goals/classes';
import { Course } from '../../../../src/testing/conformance/goals/course';
import { type GoalKind, goalsOf } from '../../../../src/testing/conformance/goals/goals';
import { mustMoveOn } from '../../../../src/testing/conformance/goals/pairs';
import { routesWith } from '../../../../src/testing/conformance/goals/routes';
import { randomOf } from '../../../../src/testing/random';
import { sample } from '../../../tier';

const routes = routesWith(fullCapabilities);
const goals = goalsOf(routes);
const kinds: readonly GoalKind[] = ['action', 'decision', 'sequence', 'stay'];

/** The first deployment of a class. */
function inClass(name: string): Deployment {
  const found = routes.deployments.find((each) => classOf(each) === name);
  if (found === undefined) throw new Error(`No deployment is ${name}.`);
  return found;
}

const done = (agenda: Agenda, kind: GoalKind) =>
  [...agenda.progress(kind).done].filter((goal) => goal.kind === kind).map(({ name }) => name);

describe('classes', () => {
  it('tell apart what an answer may depend on', () => {
    expect(routes.classes).toHaveLength(64);
    expect(routes.classes).toContain('Paused/Paused, initial running, policy allow');
    expect(routes.classes).toContain('AwaitingApproval/Running, initial standby, approved');
    expect(routes.classes).toContain('Stopped/Stopped, with an error');
  });

  it('have the same rules in all their deployments', () => {
    const rulesIn = (deployment: Deployment) =>
      (goals.ways.get(deployment) ?? [])
        .filter(({ goal }) => goal.kind === 'decision')
        .map(({ goal }) => goal.name)
        .sort();
    for (const deployment of routes.deployments) {
      expect(rulesIn(deployment)).toEqual(rulesIn(inClass(classOf(deployment))));
    }
  });
});

test('every goal has a way, whose calls are decided as its name says', () => {
  for (const capabilities of sample(everyCapabilities, 2)) {
    const own = goalsOf(routesWith(capabilities));
    const wrong: string[] = [];
    expect(own.all.every((goal) => own.placesOf(goal).size > 0)).toBe(true);
    for (const [deployment, ways] of own.ways) {
      for (const { goal, calls } of ways) {
        if (goal.kind !== 'sequence') continue;
        let now = deployment;
        const rules = calls.map(([action]) => {
          const { rule, deployment: after } = decide(now, action as never, capabilities);
          now = after;
          return rule;
        });
        if (rules.join(', then ') !== goal.name) wrong.push(goal.name);
      }
    }
    expect(wrong).toEqual([]);
  }
});

describe('an agenda', () => {
  it('is exhausted once all that can be planned was exercised, or tried often enough', () => {
    const agenda = new Agenda(goals);
    const random = randomOf(1);
    let tries = 0;
    for (let kind = agenda.pickKind(random); kind !== null; kind = agenda.pickKind(random)) {
      const place = routes.deployments.find((each) => agenda.isOpenIn(each, kind as GoalKind));
      const way = agenda.pickIn(place as Deployment, kind, random);
      if (tries % 2 === 0) agenda.exercised(kind, way.goal.name);
      agenda.tried(way, place as Deployment);
      tries += 1;
    }
    expect(agenda.isExhausted).toBe(true);
    expect(tries).toBeGreaterThan(500);
    for (const kind of kinds) expect(done(agenda, kind).length).toBeGreaterThan(20);
  });

  it('gives a class up that is never reached, with all its goals', () => {
    const agenda = new Agenda(goals);
    const random = randomOf(1);
    const place = inClass('AwaitingApproval/Paused, initial paused, policy await_approval');
    const open = () => kinds.filter((kind) => agenda.isOpenIn(place, kind));
    expect(open()).toEqual(kinds);
    for (let tries = 0; tries < 12; tries += 1) {
      agenda.tried(agenda.pickIn(place, 'sequence', random), place);
    }
    expect(open()).toEqual([]);
    agenda.reached(place);
    expect(open()).toEqual(kinds);
  });
});

describe('a course', () => {
  const awaiting = inClass('AwaitingApproval/Running, initial running, policy await_approval');
  const approved = inClass('AwaitingApproval/Running, initial running, approved');
  const running = inClass('Running/Running, initial running, policy await_approval');

  /** Calls actions, each decided in a deployment that is certain; null if it is not. */
  function courseOf(calls: readonly (readonly [string, Deployment | null])[]) {
    const agenda = new Agenda(goals);
    const course = new Course(goals, agenda);
    for (const [index, [request, deployment]] of calls.entries()) {
      const action = parseRequest(request);
      course.called(deployment === null || !decide(deployment, action).accepted);
      if (deployment !== null) course.decided(index + 1, deployment, action);
    }
    return { agenda, course };
  }

  it('counts two decisions in a row once a poll shows what became of them', () => {
    const { agenda, course } = courseOf([
      ['pause', running],
      ['pause', { ...running, desiredStatus: 'Paused' }],
    ]);
    expect(done(agenda, 'sequence')).toEqual([]);
    course.read([running]);
    expect(done(agenda, 'sequence')).toEqual(['pause.deployed, then pause.deployed']);
  });

  it('counts an approval only once the pipeline has moved on: no poll shows it', () => {
    const { agenda, course } = courseOf([
      ['approve', awaiting],
      ['approve', approved],
    ]);
    expect(mustMoveOn(approved)).toBe(true);
    course.read([approved]);
    expect(done(agenda, 'sequence')).toEqual([]);
    course.read([running]);
    expect(done(agenda, 'sequence')).toEqual(['approve.awaiting, then approve.awaiting']);
  });

  it('counts nothing where a class is not certain, or the pipeline moved in between', () => {
    for (const [first, second] of [
      [null, running],
      [running, null],
      [awaiting, running],
    ] as const) {
      const { agenda, course } = courseOf([
        ['pause', first],
        ['resume', second],
      ]);
      course.read([running]);
      expect(done(agenda, 'sequence')).toEqual([]);
    }
  });

  it('counts a stay for its last call, and for refused ones since the last accepted one', () => {
    const { agenda, course } = courseOf([
      ['approve', awaiting],
      ['pause', running],
      ['activate', running],
      ['approve', null],
    ]);
    course.stayed([running]);
    expect(done(agenda, 'stay').sort()).toEqual([
      'pause.deployed',
      'refused calls in Running/Running',
      'resting in Running/Running',
    ]);
  });
});
