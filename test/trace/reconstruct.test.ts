/** A reconstructed run, played on a real deployment, gives exactly the recorded lines. */
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
import { amount } from '../tier';
import { anyScript, capabilitiesLine, lineOf, record } from './recording';

const folder = 'examples/histories';
const examples = readdirSync(folder).map(
  (file) => [file, readFileSync(`${folder}/${file}`, 'utf8').split('\n')] as const,
);

/** Plays a run from a new pipeline: every observation applies, every line is as recorded. */
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

describe('a reconstructed run', () => {
  it.each(examples)('explains %s up to its violation', async (_file, lines) => {
    const run = reconstruct(lines);
    const report = await checkHistory(lines);
    expect(run.violation?.line).toBe(report.violation?.line);
    expect(run.lines.map(({ line }) => line)).toEqual(
      lines.flatMap((text, index) => (text.trim() === '' ? [] : [index + 1])),
    );
    play(run);
  });

  it('explains every history recorded from a real deployment', () => {
    fc.assert(
      fc.property(anyScript, (script) => {
        const recorded = record(script).map(lineOf);
        fc.pre(recorded.length > 0);
        const lines = [capabilitiesLine(script.capabilities), ...recorded];
        const run = reconstruct(lines);
        expect(run.violation).toBeNull();
        // After a 500, the call may have taken effect or not, so it cannot be played.
        if (!recorded.some((line) => line.includes('500'))) play(run);
      }),
      { numRuns: amount({ usual: 25, deep: 100 }) },
    );
  });

  it('is the plainest: as the runner was asked, and without an unseen failure', () => {
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

  it('is frozen, and throws if the history cannot be read', () => {
    const [, lines] = examples[0] ?? ['', []];
    expect(Object.isFrozen(reconstruct(lines).lines[0])).toBe(true);
    expect(() => reconstruct(['{"call":"strat"}'])).toThrow(HistoryFormatError);
    expect(() => reconstruct([])).toThrow(HistoryFormatError);
  });
});
