/** One course of events for a history: played on a real deployment, it gives just what was recorded. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createDeployment,
  type Deployment,
  decide,
  fullCapabilities,
  observe,
  parseCapabilities,
} from '../../src/lifecycle';
import { representative } from '../../src/lifecycle/compiled/representative';
import {
  checkHistory,
  HistoryFormatError,
  type Reconstruction,
  reconstruct,
} from '../../src/trace';
import { anyScript, capabilitiesLine, lineOf, record } from './recording';

const folder = 'examples/histories';
const examples = readdirSync(folder).map(
  (file) => [file, readFileSync(`${folder}/${file}`, 'utf8').split('\n')] as const,
);

/** Plays a course from a new pipeline: every report is taken in, every line is as it was recorded. */
function play({ lines, violation }: Reconstruction, from: Deployment = createDeployment()): void {
  let deployment = from;
  let capabilities = fullCapabilities;
  for (const { line, entry, assumed } of lines) {
    if (violation !== null && line >= violation.line) {
      expect(assumed).toBeNull();
      continue;
    }
    for (const { before, observation } of assumed ?? []) {
      expect(representative({ ...deployment, checkpoint: null })).toEqual(before);
      const outcome = observe(deployment, { ...observation, generation: deployment.generation });
      expect(outcome.accepted, `${observation.type} before line ${line}`).toBe(true);
      deployment = outcome.deployment;
    }
    if (entry.kind === 'capabilities') {
      capabilities = parseCapabilities({ ...capabilities, ...entry.capabilities });
    } else if (entry.kind === 'seen') {
      expect(deployment).toMatchObject({
        status: entry.status,
        desiredStatus: entry.desiredStatus,
      });
    } else if (entry.kind === 'call' && entry.answer !== 404 && entry.answer !== 500) {
      const decision = decide(deployment, entry.action, capabilities);
      expect(decision.httpStatus).toBe(entry.answer);
      deployment = decision.deployment;
    }
  }
}

describe('one course of events', () => {
  it.each(examples)('explains %s up to its violation', async (_file, lines) => {
    const course = reconstruct(lines);
    const report = await checkHistory(lines);
    expect(course.violation?.line).toBe(report.violation?.line);
    expect(course.lines.map(({ line }) => line)).toEqual(
      lines.flatMap((text, index) => (text.trim() === '' ? [] : [index + 1])),
    );
    play(course);
  });

  it('explains every history that was recorded of a real deployment', () => {
    fc.assert(
      fc.property(anyScript, (script) => {
        const recorded = record(script).map(lineOf);
        fc.pre(recorded.length > 0);
        const lines = [capabilitiesLine(script.capabilities), ...recorded];
        const course = reconstruct(lines);
        expect(course.violation).toBeNull();
        // After a 500 it is not known whether the call took effect.
        if (!recorded.some((line) => line.includes('500'))) play(course);
      }),
    );
  });

  it('is the plainest: as the runner was asked, and without a failure where none was seen', () => {
    const history = [
      '{"call":"start","query":{"initial":"running"},"answer":202}',
      '{"seen":{"deployment_status":"Running","deployment_desired_status":"Running"}}',
      '{"call":"stop","query":{"force":true},"answer":202}',
      '{"seen":{"deployment_status":"Stopped","deployment_desired_status":"Stopped"}}',
    ];
    const types = reconstruct(history).lines.map(({ assumed }) =>
      assumed?.map(({ observation }) => observation.type),
    );
    expect(types).toEqual([[], ['provisioning', 'running'], [], ['stopping', 'deprovisioned']]);
  });

  it('is frozen, and refuses what cannot be read', () => {
    const [, lines] = examples[0] ?? ['', []];
    expect(Object.isFrozen(reconstruct(lines).lines[0])).toBe(true);
    expect(() => reconstruct(['{"call":"strat"}'])).toThrow(HistoryFormatError);
    expect(() => reconstruct([])).toThrow(HistoryFormatError);
  });
});
